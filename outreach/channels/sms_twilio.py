"""Texts by Twilio's REST API."""

from typing import Any

import requests
from django.conf import settings
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from outreach.channels.base import Accepted, NotAccepted, Parcel, Refused, Uncertain

TIMEOUT = 15  # seconds
TRY_LATER = 429
OPTED_OUT = 21610
BAD_NUMBERS = {21211, 21614, 21635, 30005, 30006}
FAILED = {"failed", "undelivered", "canceled"}


class TwilioDriver:
    """Sends through one account. Twilio has no idempotency key: a doubtful send is looked up, never repeated."""

    name = "twilio"

    def send(self, parcel: Parcel) -> Accepted | Refused:
        """Create the message at Twilio."""
        try:
            created = _client().messages.create(
                to=parcel.to, from_=parcel.sender, body=parcel.body, status_callback=parcel.callback_url or None
            )
        except TwilioRestException as error:
            return _answered(error)
        except requests.ConnectTimeout as error:
            raise NotAccepted("no connection") from error
        except requests.ConnectionError as error:
            raise _lost(error) from error
        except requests.RequestException as error:
            raise Uncertain(type(error).__name__) from error
        return _accepted(created)

    def find(self, parcel: Parcel) -> Accepted | Refused | None:
        """Look for our text among those Twilio has for this number since the claim."""
        try:
            found = _client().messages.list(to=parcel.to, date_sent_after=parcel.claimed_at.date(), limit=50)
        except (TwilioRestException, requests.RequestException) as error:
            raise Uncertain(type(error).__name__) from error
        same = [m for m in found if m.body == parcel.body and m.date_created and m.date_created >= _floor(parcel)]
        if not same:
            return None
        if same[0].status in FAILED:
            return Refused(code=str(same[0].error_code or ""), words=same[0].error_message or "Not delivered.")
        return _accepted(same[0])


class _Loopback(TwilioHttpClient):  # type: ignore[misc]  # no types in it
    """Sends Twilio's requests to another host: the one of ``TWILIO_BASE_URL``, where that is set."""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        """Replace the scheme and host of the address, then go on as always."""
        base = settings.TWILIO_BASE_URL
        if base:
            url = base.rstrip("/") + "/" + url.split("/", 3)[3]
        return super().request(method, url, *args, **kwargs)


def _client() -> Client:
    return Client(
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, http_client=_Loopback(timeout=TIMEOUT, max_retries=0)
    )


def _floor(parcel: Parcel) -> Any:
    """Twilio's times have whole seconds: look from the claimed second on."""
    return parcel.claimed_at.replace(microsecond=0)


def _accepted(message: Any) -> Accepted:
    segments = int(message.num_segments or 0) or 1
    price = abs(float(message.price)) if message.price else 0.0
    return Accepted(
        provider_id=message.sid,
        segments=segments,
        cost_micros=round(price * 1_000_000),
        delivered=message.status == "delivered",
    )


def _answered(error: TwilioRestException) -> Refused:
    """Turn an error answer into a refusal; "too many requests" was never processed."""
    if error.status == TRY_LATER:
        raise NotAccepted("too many requests") from error
    if error.status >= 500:
        raise Uncertain(f"HTTP {error.status}") from error
    return Refused(
        code=str(error.code),
        words=error.msg,
        opted_out=error.code == OPTED_OUT,
        bad_address=error.code in BAD_NUMBERS,
    )


def _lost(error: requests.ConnectionError) -> Exception:
    """A connection that never stood was not taken; one that broke later is in doubt."""
    never_stood = "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error)
    return NotAccepted("no connection") if never_stood else Uncertain("connection lost")

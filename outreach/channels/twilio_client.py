"""Twilio's own client, pointed where the settings say, and what its errors mean for a send."""

import logging
from typing import Any

from django.conf import settings
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from outreach.channels.base import NotAccepted, Refused, Uncertain

logging.getLogger("twilio.http_client").setLevel(logging.WARNING)  # it writes each call out, numbers and all

TIMEOUT = 15  # seconds
TRY_LATER = 429
OPTED_OUT = 21610
BAD_NUMBERS = {21211, 21214, 21217, 21614, 21635, 30005, 30006}


class Rehosted(TwilioHttpClient):  # type: ignore[misc]  # no types in it
    """Sends Twilio's requests to another host: the one of ``TWILIO_BASE_URL``, where that is set."""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        """Replace the scheme and host of the address, then go on as always."""
        base = settings.TWILIO_BASE_URL
        if base:
            url = base.rstrip("/") + "/" + url.split("/", 3)[3]
        return super().request(method, url, *args, **kwargs)


def client() -> Client:
    """Return a client of the installation's account. It never tries again by itself."""
    transport = Rehosted(timeout=TIMEOUT, max_retries=0)
    return Client(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, http_client=transport)


def refusal(error: TwilioRestException) -> Refused:
    """Turn an error answer into a refusal; "too many requests" was never processed.

    Raises:
        NotAccepted: too many requests.
        Uncertain: their server failed after taking the request in.
    """
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


def micros(price: object) -> int:
    """Return Twilio's price (dollars as text, negative for what we pay, or nothing yet) in millionths of a dollar."""
    return round(abs(float(str(price))) * 1_000_000) if price else 0

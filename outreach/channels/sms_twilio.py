"""Texts, with or without pictures, by Twilio's REST API."""

from datetime import datetime
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from outreach.channels import twilio_client
from outreach.channels.base import Accepted, Parcel, Refused, Uncertain
from outreach.channels.losses import lost

FAILED = {"failed", "undelivered", "canceled"}
LONGEST_VALID = 36_000  # seconds; more is refused


class TwilioDriver:
    """Sends through one account. Twilio has no idempotency key: a doubtful send is looked up, never repeated."""

    name = "twilio"

    def send(self, parcel: Parcel) -> Accepted | Refused:
        """Create the message at Twilio."""
        extras: dict[str, Any] = {"media_url": list(parcel.media)} if parcel.media else {}
        if parcel.valid_seconds is not None:
            extras["validity_period"] = max(1, min(parcel.valid_seconds, LONGEST_VALID))
        if parcel.callback_url:
            extras["status_callback"] = parcel.callback_url
        try:
            created = twilio_client.client().messages.create(
                to=parcel.to, from_=parcel.sender, body=parcel.body, **extras
            )
        except TwilioRestException as error:
            return twilio_client.refusal(error)
        except requests.RequestException as error:
            raise lost(error) from error
        return _accepted(created)

    def find(self, parcel: Parcel) -> Accepted | Refused | None:
        """Look for our text among those Twilio has for this number since the claim."""
        try:
            found = twilio_client.client().messages.list(
                to=parcel.to, date_sent_after=parcel.claimed_at.date(), limit=50
            )
        except (TwilioException, requests.RequestException) as error:  # a refused list is no TwilioRestException
            raise Uncertain(type(error).__name__) from error
        same = [m for m in found if m.body == parcel.body and m.date_created and m.date_created >= _floor(parcel)]
        if not same:
            return None
        if same[0].status in FAILED:
            return Refused(code=str(same[0].error_code or ""), words=same[0].error_message or "Not delivered.")
        return _accepted(same[0])


def _floor(parcel: Parcel) -> datetime:
    """Twilio's times have whole seconds: look from the claimed second on."""
    return parcel.claimed_at.replace(microsecond=0)


def _accepted(message: Any) -> Accepted:
    return Accepted(
        provider_id=message.sid,
        segments=int(message.num_segments or 0) or 1,
        cost_micros=twilio_client.micros(message.price),
        delivered=message.status == "delivered",
        price_follows=message.price is None,
    )

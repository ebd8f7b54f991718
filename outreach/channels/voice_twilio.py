"""Calls by Twilio's REST API: an agent's own, and those that a machine makes."""

from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from outreach.channels import twilio_client
from outreach.channels.base import Accepted, Parcel, Refused, Uncertain
from outreach.channels.losses import lost
from outreach.states import Channel

RINGS = 25  # seconds; about five rings, before most mailboxes answer
EVENTS = ["initiated", "ringing", "answered", "completed"]
UNREACHED = {"failed", "busy", "no-answer", "canceled"}


class TwilioVoiceDriver:
    """Places one call. As with texts there is no idempotency key: a doubtful call is looked up, never repeated."""

    name = "twilio"

    def send(self, parcel: Parcel) -> Accepted | Refused:
        """Ring the agent, who is then joined with the person; or ring the person and speak the script."""
        try:
            created = twilio_client.client().calls.create(from_=parcel.sender, timeout=RINGS, **_order(parcel))
        except TwilioRestException as error:
            return twilio_client.refusal(error)
        except requests.RequestException as error:
            raise lost(error) from error
        return Accepted(provider_id=created.sid, price_follows=True)

    def find(self, parcel: Parcel) -> Accepted | Refused | None:
        """Look for our call among those from our number since the claim."""
        rung = parcel.via or parcel.to
        try:
            found = twilio_client.client().calls.list(to=rung, start_time_after=parcel.claimed_at, limit=20)
        except (TwilioException, requests.RequestException) as error:  # a refused list is no TwilioRestException
            raise Uncertain(type(error).__name__) from error
        floor = parcel.claimed_at.replace(microsecond=0)
        same = [call for call in found if call.date_created and call.date_created >= floor]
        if not same:
            return None
        if same[0].status in UNREACHED:
            return Refused(code=str(same[0].status), words="Nobody answered.")
        return Accepted(provider_id=same[0].sid, price_follows=True)


def _order(parcel: Parcel) -> dict[str, Any]:
    common: dict[str, Any] = {"status_callback": parcel.callback_url, "status_callback_event": EVENTS}
    if parcel.channel == Channel.CALL:
        return {**common, "to": parcel.via, "url": parcel.script_url}
    # Speak after the tone of a mailbox, or at once to a person. The words are those the gate allowed.
    return {**common, "to": parcel.to, "twiml": parcel.script, "machine_detection": "DetectMessageEnd"}

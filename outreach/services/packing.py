"""From a claimed message to what a channel takes: addresses, words, pictures, and what a call is told."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from crm.models import Brokerage
from outreach.channels.base import Parcel
from outreach.models import Message
from outreach.services import files, mailboxes
from outreach.states import SPOKEN, Channel
from outreach.writing import links, voice
from outreach.writing.finish import Finished
from realestate.lib import clock


def pack(message: Message, finished: Finished) -> Parcel:
    """Return the parcel of a message that was claimed and allowed, with the very words that were allowed."""
    brokerage: Brokerage = message.brokerage
    is_email, is_call = message.channel == Channel.EMAIL, message.channel == Channel.CALL
    spoken = message.channel in SPOKEN
    own = mailboxes.sending_for(message) if is_email else None
    return Parcel(
        reference=message.key,
        channel=message.channel,
        mark=f"{message.brokerage_id}-{message.pk}",
        contact_id=message.contact_id,
        to=message.address,
        body=finished.body,
        html=finished.html,
        subject=finished.subject,
        sender=(own[0] if own else brokerage.from_email or finished.sender_fallback)
        if is_email
        else brokerage.from_number,
        mailbox=own[1] if own else None,
        sender_name=finished.sender_name if is_email else "",
        headers=finished.headers,
        callback_url=finished.callback_url,
        valid_seconds=finished.valid_seconds,
        media=files.public_urls(message) if message.channel == Channel.SMS and message.pk else (),
        via=message.agent.phone if is_call and message.agent else "",
        script_url=links.call_url(message, "call-ready") if is_call else "",
        script=voice.automated(finished.body, keys_url=links.call_url(message, "call-keys")) if spoken else "",
        claimed_at=message.claimed_at or clock.now(),
    )


def seconds_left(evidence: Mapping[str, Any]) -> int | None:
    """Return how long the hours stay open in every zone that the gate looked at; None where no hours apply (QH-4)."""
    left = []
    for zone in (zone for zone in evidence.get("zones", ()) if zone["is_open"]):
        local = datetime.fromisoformat(zone["local_time"])
        closes = time.fromisoformat(zone["window"].partition("-")[2])
        left.append(round((datetime.combine(local, closes, local.tzinfo) - local).total_seconds()))
    return min(left, default=None)

"""What became of a step's message. Facts come at least once and in any order; rows decide, not facts.

Sent counts as done: whether it arrives is the message's matter, and a late failure is noted on the step and told to
the agent. A message of which nobody knows stays with outreach, which asks the provider; the run waits for the answer.
"""

from datetime import datetime, timedelta

from django.db import transaction

from nurturing.models import Touchpoint
from nurturing.services import handing_over, journey
from nurturing.states import TouchpointStatus
from outreach.models import Message
from outreach.states import MessageStatus
from realestate.lib import clock

ENDS: dict[str, str] = {
    MessageStatus.SENT: TouchpointStatus.DONE,
    MessageStatus.DELIVERED: TouchpointStatus.DONE,
    MessageStatus.BLOCKED: TouchpointStatus.BLOCKED,
    MessageStatus.FAILED: TouchpointStatus.FAILED,
    MessageStatus.CANCELLED: TouchpointStatus.CANCELLED,
}
GIVEN_UP = timedelta(hours=24)
NOBODY_KNOWS = "Nobody knows whether it went out; it is not sent again"


@transaction.atomic
def settle(touchpoint_id: int, *, at: datetime | None = None) -> Touchpoint | None:
    """Bring a step to where its message is. Returns it if this changed its status.

    Args:
        at: when the message got there; the next step's wait counts from then.
    """
    touchpoint = journey.lock_touchpoint(touchpoint_id)
    message = Message.objects.filter(pk=touchpoint.message_id or 0).first()
    if message is None:
        return None
    if touchpoint.status != TouchpointStatus.HANDED_OVER:
        _note_late_failure(touchpoint, message)
        return None
    end = ENDS.get(message.status)
    if end is None:
        return _still_open(touchpoint, message)
    reason = "" if end == TouchpointStatus.DONE else message.reason
    journey.resolve(touchpoint, end, reason=reason, at=at or message.sent_at)
    return touchpoint


def touchpoint_of(key: str) -> int | None:
    """Return the step a message belongs to, if it belongs to one of the brokerage in force that still exists."""
    number = handing_over.touchpoint_id(key)
    if number is None or not Touchpoint.objects.filter(pk=number).exists():
        return None
    return number


def _still_open(touchpoint: Touchpoint, message: Message) -> Touchpoint | None:
    given_up = message.claimed_at is not None and message.claimed_at < clock.now() - GIVEN_UP
    if message.status == MessageStatus.UNKNOWN and given_up:
        journey.resolve(touchpoint, TouchpointStatus.FAILED, reason=NOBODY_KNOWS)
        return touchpoint
    if touchpoint.reason != message.reason:
        touchpoint.reason = message.reason
        touchpoint.save(update_fields=["reason", "updated_at"])
    return None


def _note_late_failure(touchpoint: Touchpoint, message: Message) -> None:
    if touchpoint.status == TouchpointStatus.DONE and message.status == MessageStatus.FAILED:
        touchpoint.reason = f"Did not arrive: {message.reason}"[: journey.REASON_LENGTH]
        touchpoint.save(update_fields=["reason", "updated_at"])

"""What became of a claimed message: one place that writes it down and says so."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from crm.models import Agent, ContactPoint
from crm.services import events, leads, todo
from crm.states import LeadStatus, PointKind, PointStatus
from outreach.channels.base import Accepted, Refused
from outreach.errors import NotWaiting
from outreach.events import (
    MessageDelivered,
    MessageFailed,
    MessageHeld,
    MessageSent,
    MessageUncertain,
)
from outreach.models import Message
from outreach.services import conversations, suppression
from outreach.states import MESSAGE_STEPS, Author, Channel, MessageStatus, Purpose, SuppressionScope
from realestate.lib import clock, states

TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
PRICE_AFTER = timedelta(minutes=15)  # a carrier's price is seldom known before


def fact_fields(message: Message) -> dict[str, Any]:
    """Return what every fact about a message carries."""
    return {
        "brokerage_id": message.brokerage_id,
        "contact_id": message.contact_id,
        "message_id": message.pk,
        "channel": message.channel,
        "key": message.key,
        "lead_id": message.lead_id,
    }


@transaction.atomic
def record(message: Message, answer: Accepted | Refused) -> None:
    """Write down a provider's answer. A second answer about a settled message changes nothing."""
    if not _still_open(message):
        return
    if isinstance(answer, Accepted):
        _accepted(message, answer)
    else:
        _refused(message, answer)


@transaction.atomic
def not_accepted(message: Message, why: str, *, may_end: bool = True) -> None:
    """The provider certainly never got it: wait and try again, longer each time, and after a few times give up.

    Args:
        may_end: False where nothing was tried, so that no number of times is too many.
    """
    if not _still_open(message):
        return
    if may_end and message.attempts >= TRIES:
        _fail(message, code="unreachable", words=f"The carrier could not be reached: {why}.")
        return
    wait = FIRST_WAIT * 2 ** (min(message.attempts, TRIES) - 1)
    reason = f"Could not be handed over ({why}); tried again."
    # No attempt reached the person, so none is left for the frequency rules to count.
    due_at = clock.now() + wait
    states.move(message, MessageStatus.HELD, table=MESSAGE_STEPS, due_at=due_at, claimed_at=None, reason=reason)
    events.publish(MessageHeld(**fact_fields(message), reason="CARRIER_UNREACHABLE"))


@transaction.atomic
def in_doubt(message: Message) -> None:
    """Nobody knows whether it went out. It is never sent again; ``sending.reconcile`` asks the provider."""
    if not _still_open(message) or message.status == MessageStatus.UNKNOWN:
        return
    reason = "Sent or not: the carrier is being asked."
    states.move(message, MessageStatus.UNKNOWN, table=MESSAGE_STEPS, reason=reason)
    events.publish(MessageUncertain(**fact_fields(message)))


@transaction.atomic
def delivered(message: Message) -> None:
    """The provider says that it arrived. Late or repeated news of less is ignored (T56)."""
    conversations.lock_contact(message.contact_id)
    message.refresh_from_db()
    if message.status not in {MessageStatus.SENT, MessageStatus.CLAIMED, MessageStatus.UNKNOWN, MessageStatus.FAILED}:
        return
    if message.status != MessageStatus.SENT:
        message.sent_at = message.sent_at or clock.now()
    states.move(
        message,
        MessageStatus.DELIVERED,
        table=MESSAGE_STEPS,
        delivered_at=clock.now(),
        sent_at=message.sent_at,
        reason="",
    )
    events.publish(MessageDelivered(**fact_fields(message)))


@transaction.atomic
def never_went(message: Message, *, words: str) -> None:
    """People who had a letter in hand say that it was not mailed; no attempt is left to count."""
    conversations.lock_contact(message.contact_id)
    message.refresh_from_db()
    if message.status == MessageStatus.SENT:
        _fail(message, code="not_mailed", words=words)
        Message.objects.filter(pk=message.pk).update(claimed_at=None)


@transaction.atomic
def failed_later(message: Message, *, code: str, words: str) -> None:
    """A provider that had taken the message says that it will not arrive."""
    conversations.lock_contact(message.contact_id)
    message.refresh_from_db()
    if message.status in {
        MessageStatus.SENT,
        MessageStatus.CLAIMED,
        MessageStatus.UNKNOWN,
        MessageStatus.DELIVERED,
    }:
        _refused(message, Refused(code=code, words=words, opted_out=code == "21610"))


@transaction.atomic
def decide_by_hand(message: Message, *, arrived: bool, by: Agent) -> Message:
    """Settle a message of which no provider can tell by a person's word. It is never sent again either way.

    Raises:
        NotWaiting: it is not in doubt any more.
    """
    conversations.lock_contact(message.contact_id)
    message.refresh_from_db()
    if message.status != MessageStatus.UNKNOWN:
        raise NotWaiting("This message is not in doubt any more.")
    if arrived:
        answer = Accepted(
            provider_id=message.provider_id,
            segments=message.segments,
            cost_micros=message.cost_micros,
            delivered=True,
        )
        _accepted(message, answer)
    else:
        _refused(message, Refused(code="by_hand", words=f"{by.name} found out that it did not arrive."))
    return message


def ask_a_person(message: Message, what: str) -> None:
    """Give the lead's agent a task; one per message (SYS-4)."""
    todo.create(
        f"{what}: reach out yourself",
        lead=message.lead,
        contact=message.contact,
        agent=message.lead.assigned_to if message.lead else message.agent,
        body=message.reason,
        key=f"message:{message.pk}",
    )


def _still_open(message: Message) -> bool:
    """Lock the person, read the row again, and say whether its outcome is still to be written."""
    conversations.lock_contact(message.contact_id)
    message.refresh_from_db()
    return message.status in {MessageStatus.CLAIMED, MessageStatus.UNKNOWN}


def _accepted(message: Message, answer: Accepted) -> None:
    now = clock.now()
    states.move(
        message,
        MessageStatus.SENT,
        table=MESSAGE_STEPS,
        sent_at=now,
        provider_id=answer.provider_id,
        segments=answer.segments,
        cost_micros=answer.cost_micros,
        price_due_at=now + PRICE_AFTER if answer.price_follows else None,
        reason="",
    )
    conversations.said(message.conversation, now, inbound=False)
    if message.lead and message.purpose in {Purpose.MARKETING, Purpose.INFORMATIONAL, Purpose.REPLY}:
        leads.touched(message.lead, outbound_at=now)
        if message.lead.status == LeadStatus.NEW:
            leads.change_status(message.lead, LeadStatus.CONTACTED, reason="First message sent", agent=message.agent)
    events.publish(MessageSent(**fact_fields(message)))
    if message.author == Author.AGENT and message.agent:
        conversations.take_over(message.conversation, agent=message.agent)
    if answer.delivered:
        delivered(message)


def _refused(message: Message, answer: Refused) -> None:
    _fail(message, code=answer.code, words=answer.words)
    if message.point is None:
        return
    if answer.opted_out:
        suppression.suppress(message.point, SuppressionScope.PHONE, source="provider", verbatim=answer.words)
    elif answer.bad_address:
        worse = PointStatus.BOUNCED if message.point.kind == PointKind.EMAIL else PointStatus.INVALID
        ContactPoint.objects.filter(pk=message.point.pk).update(status=worse)


def _fail(message: Message, *, code: str, words: str) -> None:
    states.move(
        message,
        MessageStatus.FAILED,
        table=MESSAGE_STEPS,
        error_code=code[:20],
        reason=words[:200],
        delivered_at=None,
    )
    events.publish(MessageFailed(**fact_fields(message), reason=words[:200]))
    if message.channel != Channel.LETTER:  # its batch says so
        ask_a_person(message, "A message did not arrive")

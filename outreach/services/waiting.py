"""Taking back messages that are not on the wire yet."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from crm.models import Contact
from crm.services import events
from outreach.errors import NotWaiting
from outreach.events import MessageCancelled
from outreach.models import Message
from outreach.services import conversations
from outreach.states import MESSAGE_STEPS, WAITING, MessageStatus, Purpose
from realestate.lib import states

LAST_WORDS = (Purpose.OPTOUT_CONFIRMATION, Purpose.HELP_RESPONSE)  # the law wants these answers to go out


@transaction.atomic
def cancel(message: Message, *, reason: str) -> Message:
    """Take one message back.

    Raises:
        NotWaiting: it is on its way, or over.
    """
    conversations.lock_contact(message.contact_id)
    message.refresh_from_db()
    if message.status not in WAITING:
        raise NotWaiting("This message can no longer be taken back.")
    _cancel(message, reason)
    return message


@transaction.atomic
def cancel_waiting(
    contact: Contact, *, reason: str, channels: list[str] | None = None, only_author: str | None = None
) -> int:
    """Take back all that is not on the wire to a contact, confirmations the law asks for aside. Returns how many."""
    conversations.lock_contact(contact.pk)
    waiting = Message.objects.recallable().filter(contact=contact).exclude(purpose__in=LAST_WORDS)
    if channels is not None:
        waiting = waiting.filter(channel__in=channels)
    if only_author is not None:
        waiting = waiting.filter(author=only_author)
    messages = list(waiting)
    for message in messages:
        _cancel(message, reason)
    return len(messages)


def take_back(contact: Contact, reasons: Mapping[str, str]) -> list[Message]:
    """Take back what these authors wrote and is not on the wire, each for its reason; the caller holds the lock.

    Returns:
        What was taken back, in the order it was written.
    """
    waiting = Message.objects.recallable().filter(contact=contact, author__in=list(reasons))
    messages = list(waiting.exclude(purpose__in=LAST_WORDS).order_by("occurred_at", "pk"))
    for message in messages:
        _cancel(message, reasons[message.author])
    return messages


def _cancel(message: Message, reason: str) -> None:
    unclaimed: dict[str, Any] = {"at_hand": False, "claimed_at": None} if message.at_hand else {}
    states.move(message, MessageStatus.CANCELLED, table=MESSAGE_STEPS, reason=reason[:200], **unclaimed)
    events.publish(
        MessageCancelled(
            brokerage_id=message.brokerage_id,
            contact_id=message.contact_id,
            message_id=message.pk,
            channel=message.channel,
            key=message.key,
            lead_id=message.lead_id,
            reason=reason[:200],
        )
    )

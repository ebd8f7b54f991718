"""Texts that come in by a carrier's webhook: stored while the carrier waits, understood by a worker.

A plain stop is obeyed in the transaction that stores it. Everything else the row itself asks for: while it has
``arrived``, nothing automatic is said to the person (``claiming``), a task reads it, and a sweep finds it again if
the queue has lost the task. One person's texts are read in the order they came, each in a transaction of its own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import IntegrityError, transaction

from crm.models import Contact, ContactPoint
from crm.services.hooks import TooEarly
from crm.states import PointKind
from outreach.models import Conversation, Message
from outreach.replies.decide import REASONS
from outreach.replies.intent import Intent
from outreach.replies.optout import PAUSES, PHRASED, Inbound, InboundIntent, classify
from outreach.replies.understand import MODEL_VERSION
from outreach.services import conversations, files, handoff, inbox, suppression, understanding
from outreach.states import MESSAGE_STEPS, MessageStatus, SuppressionScope
from realestate.lib import clock, phones, states
from realestate.lib.later import later
from realestate.live import send

log = structlog.get_logger()

TASK = "outreach.understand"
TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LOST_AFTER = timedelta(seconds=30)  # by then a task is lost, or the workers have more than they can do
BATCH = 100
NEEDED = ("brokerage", "contact", "kind", "value", "contact__brokerage", "contact__conversation__brokerage",
          "contact__conversation__contact")  # fmt: skip


def take_down(
    *,
    provider: str,
    external_id: str,
    from_number: str,
    body: str,
    received_at: datetime,
    opt_out_type: str = "",
    media: Sequence[files.Expected] = (),
) -> Message | None:
    """Store one text, obey it if it is a plain stop, and have it understood. Arguments as for ``inbox.receive_text``.

    Returns:
        The message; None if the same id was stored before, and then nothing is done.
    Raises:
        InvalidPhone: the sender is no number that could be answered.
        TooEarly: the person was merged or erased in this very moment.
        FromStaff: one of us wrote, who is no lead.
    """
    key = f"{provider}:{external_id}"
    read = classify(body)
    try:
        with transaction.atomic():
            point = _locked(from_number)
            message = inbox.store(
                point, point.contact, _conversation(point), key=key, provider=provider, body=body, at=received_at,
                status=MessageStatus.ARRIVED, due_at=received_at, understood=notes_of(read, opt_out_type),
            )  # fmt: skip
            conversations.heard(message.conversation, received_at)
            if media:
                files.expect(message, media)
            _obey(message, read, opt_out_type)
            announce(message.brokerage_id, [message.contact_id])
            return message
    except IntegrityError:
        if Message.objects.filter(key=key).exists():  # the provider sent it twice
            return None
        raise TooEarly("The person was merged or erased in this very moment.") from None


def obey(key: str) -> None:
    """Do what a plain stop asks for that was stored by itself: from now on nothing is sent."""
    message = Message.objects.select_related("point").get(key=key)
    _obey(message, classify(message.body), message.understood.get("opt_out_type", ""))


def understand_all(contact_id: int) -> int:
    """Understand what a person wrote and nobody has read yet, in the order it came. Returns how many texts."""
    count, is_more = 0, True
    while is_more:
        done, is_more = _understand_next(contact_id)
        count += done
    return count


def understand_due() -> bool:
    """Understand texts whose task was lost, or that are to be tried again. Returns whether there may be more."""
    due = Message.objects.arrived().filter(due_at__lt=clock.now() - LOST_AFTER)
    people = list(due.values_list("contact_id", flat=True)[:BATCH])
    for contact_id in dict.fromkeys(people):
        understand_all(contact_id)
    return len(people) == BATCH


def _locked(raw: str) -> ContactPoint:
    """Return whose number this is, the person locked: every send, stop and reading takes that lock first."""
    number = phones.normalise(raw)
    points = ContactPoint.objects.select_related("contact__conversation").only(*NEEDED)
    points = points.select_for_update(of=("contact",))
    mine = points.filter(kind=PointKind.PHONE, value=number)
    return mine.first() or mine.get(pk=inbox.point_of(number, by_text=True).pk)


def _conversation(point: ContactPoint) -> Conversation:
    try:
        conversation: Conversation = point.contact.conversation
    except Conversation.DoesNotExist:
        return conversations.of(point.contact)
    return conversation


def notes_of(read: Inbound, opt_out_type: str) -> dict[str, Any]:
    """Return what is kept of a text before it is understood; what may be a stop holds everything back until then."""
    may_stop = read.intent in PAUSES or opt_out_type == understanding.PROVIDER_STOP
    notes: dict[str, Any] = {"provider_auto_reply": bool(opt_out_type), "may_stop": may_stop}
    return {**notes, "opt_out_type": opt_out_type} if opt_out_type else notes


def is_stop(read: Inbound, opt_out_type: str) -> bool:
    """Return whether a text is a plain stop, by our own reading or the carrier's: one that needs no second opinion."""
    is_plain = read.intent is InboundIntent.OPT_OUT and read.how not in PHRASED
    return is_plain or opt_out_type == understanding.PROVIDER_STOP


def _obey(message: Message, read: Inbound, opt_out_type: str) -> None:
    """Suppress what a plain stop covers."""
    if message.point is not None and is_stop(read, opt_out_type):
        suppression.suppress(
            message.point,
            (read.scope if read.intent is InboundIntent.OPT_OUT else None) or SuppressionScope.PHONE,
            source="text",
            verbatim=message.body,
            classifier_version=MODEL_VERSION,
        )


def announce(brokerage_id: int, contacts: Sequence[int]) -> None:
    """Have what people wrote understood, by one task, and show it on open pages meanwhile."""
    later(TASK, brokerage_id, *contacts)
    send.to_brokerage(brokerage_id, "inbox", data={"contact": contacts[-1]}, key="inbox")


def _understand_next(contact_id: int) -> tuple[int, bool]:
    """Understand one text. Return how many that were, and whether to go on.

    What comes while this text is read waits for the person's lock, and brings a task of its own.
    """
    message: Message | None = None
    try:
        with transaction.atomic():
            message, is_more = _next(conversations.lock_contact(contact_id))
            if message is None:
                return 0, False
            _understand(message)
        return 1, is_more
    except Contact.DoesNotExist:  # merged or erased; what is left to read belongs to somebody else now
        return 0, False
    except Exception as error:  # noqa: BLE001 - whatever keeps a text from being read, a person has to see it
        if message is None:
            raise
        log.exception("text.not_understood", message_id=message.pk)
        goes_on = _note_failure(message.pk, contact_id, type(error).__name__)
        return int(goes_on), goes_on


def _next(contact: Contact) -> tuple[Message | None, bool]:
    """Return the oldest text of a person that nobody has read, if it is time for it, and whether another waits."""
    waiting = Message.objects.arrived().filter(contact=contact).select_related("conversation", "point")
    message, *others = waiting[:2] or [None]
    if message is None or message.due_at is None or message.due_at > clock.now():
        return None, False
    message.contact = message.conversation.contact = contact
    return message, bool(others)


def _understand(message: Message) -> None:
    message.lead = inbox.lead_of(message.contact_id)
    states.move(message, MessageStatus.RECEIVED, table=MESSAGE_STEPS, due_at=None, lead=message.lead)
    inbox.reached_out(message)
    understanding.act_on(message, opt_out_type=message.understood.get("opt_out_type", ""))


@transaction.atomic
def _note_failure(message_id: int, contact_id: int, why: str) -> bool:
    """Try again later, the person's later texts after it; after some times let a person of ours read it.

    Returns whether to go on with the later texts now.
    """
    conversations.lock_contact(contact_id)
    message = Message.objects.arrived().select_related("conversation", "brokerage", "contact").filter(pk=message_id)
    found = message.first()
    if found is None:  # somebody else has read it meanwhile
        return True
    tries = found.attempts + 1
    if tries >= TRIES:
        _give_up(found, tries, why)
        return True
    waits_until = clock.now() + FIRST_WAIT * 2 ** (tries - 1)
    Message.objects.filter(pk=message_id).update(attempts=tries, reason=f"Could not be read: {why}.")
    Message.objects.arrived().filter(contact=contact_id).update(due_at=waits_until)
    return False


def _give_up(message: Message, tries: int, why: str) -> None:
    """Treat what cannot be read as what may ask us to stop: everything waits until a person has decided."""
    lead = inbox.lead_of(message.contact_id)
    states.move(
        message,
        MessageStatus.RECEIVED,
        table=MESSAGE_STEPS,
        due_at=None,
        lead=lead,
        attempts=tries,
        intent=Intent.REVIEW,
        error_code="unread",
        reason=f"Could not be read: {why}.",
    )
    inbox.reached_out(message)
    conversations.pause(message.conversation, reason=REASONS["review"])
    handoff.request(
        message.conversation,
        lead=lead,
        reason="review",
        summary="Homestretch could not read this text. A person has to.",
        message=message,
    )

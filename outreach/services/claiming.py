"""The claim: under the contact's lock the gate decides, its answer is stored, and the claim commits before any sending.

A message is claimed by itself, or, in a sweep, together with those of other people: locks, facts and rows then cost a
few statements for all of them. What was claimed together is still ``at_hand``: until it goes on the wire, one at a
time and again under the contact's lock, a stop takes it back as if it still waited.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from crm.models import Brokerage, Contact
from crm.services import events
from outreach.compliance.verdicts import Decision, Verdict
from outreach.events import MessageBlocked, MessageHeld
from outreach.models import Conversation, Message
from outreach.services import conversations, gating, outcomes, pacing, reviewing
from outreach.services.gate_facts import switches
from outreach.services.packing import seconds_left
from outreach.services.readings import Readings
from outreach.services.waiting import LAST_WORDS, cancel
from outreach.states import MESSAGE_STEPS, WAITING, Author, Channel, MessageStatus, Purpose
from outreach.writing.finish import Finished, finish
from realestate.lib import clock, states

PAUSED_FOR = timedelta(hours=1)
UNREAD_FOR = timedelta(minutes=1)  # the pace of the sweep; what they wrote is usually understood within a second
STOPPED = "OPTED_OUT"  # the gate's reason where the person has said stop
FRESH = timedelta(seconds=10)  # what was decided longer ago and is not on the wire yet is decided anew

CarrierOf = Callable[[Message], str]


@dataclass(frozen=True)
class Claimed:
    """A message that its caller, and nobody else, now has to send, in the words that were allowed."""

    message: Message
    finished: Finished
    carrier: str


@dataclass(frozen=True)
class _Answer:
    """What the gate says about a message as it would go out now."""

    message: Message
    finished: Finished
    decision: Decision
    carrier: str


def claim(message_id: int, carrier_of: CarrierOf) -> tuple[Message, Finished | None]:
    """Decide about one message and commit. Returns the finished text only if this caller now has to send it.

    Args:
        carrier_of: says by its name which driver would carry a message.
    """
    with transaction.atomic(durable=True):
        contact_id = Message.objects.values_list("contact_id", flat=True).get(pk=message_id)
        contact = conversations.lock_contact(contact_id)
        message = _load([message_id], {contact.pk: contact})[0]
        claimed = _decide_all([message], carrier_of)
        for each in claimed:
            _mark(each)
    return message, claimed[0].finished if claimed else None


def claim_together(message_ids: Sequence[int], carrier_of: CarrierOf) -> tuple[list[Claimed], list[int]]:
    """Decide about messages of several people and commit once. Each of those claimed goes out by ``hand_over``.

    A person whose row somebody else has locked is passed over: who waits for nobody can keep nobody waiting, and the
    next sweep comes soon. Of several messages to one person only the first is decided about, since the others are
    judged by what became of it.

    Returns:
        What was claimed, and the messages that wait for an earlier one to the same person, in the order given.
    """
    with transaction.atomic(durable=True):
        contacts = Message.objects.filter(pk__in=message_ids).order_by().values("contact_id")
        rows = Contact.objects.select_for_update(skip_locked=True).filter(pk__in=contacts).order_by("pk")
        locked = {contact.pk: contact for contact in rows}
        first: dict[int, Message] = {}
        others = []
        for message in _load(message_ids, locked):
            if first.setdefault(message.contact_id, message) is not message:
                others.append(message.pk)
        claimed = _decide_all(list(first.values()), carrier_of)
        _mark_all(claimed)
    return claimed, others


def hand_over(claimed: Claimed) -> Finished | None:
    """Let one of several that were claimed together go on the wire: what is returned has to be sent, at once.

    None if a stop took it back. What was decided too long ago, or has met a switch or a person since, goes back to
    those that wait, where the gate is asked again.
    """
    message = claimed.message
    with transaction.atomic(durable=True):
        conversations.lock_contact(message.contact_id)
        ours = Message.objects.filter(pk=message.pk, at_hand=True, claimed_at=message.claimed_at)
        now = ours.select_related("brokerage", "conversation").first()
        if now is None or now.claimed_at is None:
            return None
        waited, left = clock.now() - now.claimed_at, claimed.finished.valid_seconds
        if waited > FRESH or (left is not None and waited.total_seconds() >= left) or not _may_still_go(now):
            _put_back(now)
            return None
        ours.update(at_hand=False)
        message.at_hand = False
    return replace(claimed.finished, valid_seconds=None if left is None else round(left - waited.total_seconds()))


@transaction.atomic
def put_back(message: Message) -> None:
    """Let a message wait again that was claimed together with others and that nobody gave to a carrier."""
    conversations.lock_contact(message.contact_id)
    message.refresh_from_db()
    if message.at_hand:
        _put_back(message)


def _put_back(message: Message) -> None:
    states.move(
        message, MessageStatus.HELD, table=MESSAGE_STEPS, at_hand=False, claimed_at=None, due_at=clock.now(), reason=""
    )


def _may_still_go(message: Message) -> bool:
    """Return whether nobody has written, taken the conversation over or pulled a switch since the claim."""
    read = Readings([message])
    if gating.is_human_in_charge(message.conversation, message) or _is_paused(message, message.conversation):
        return False
    if _talks_past(message, read):
        return False
    now = switches(message, read)
    return not (now.killed_globally or now.killed_for_brokerage or now.killed_for_campaign)


def _load(message_ids: Sequence[int], locked: dict[int, Contact]) -> list[Message]:
    """Return messages of locked people as they are now, those first that are due first."""
    rows = Message.objects.filter(pk__in=message_ids, contact__in=list(locked)).order_by("due_at", "pk")
    rows = rows.select_related("conversation", "point", "lead").prefetch_related("agent", "in_reply_to")
    messages = list(rows)
    brokerages = Brokerage.objects.in_bulk({message.brokerage_id for message in messages})
    for message in messages:
        message.brokerage, message.contact = brokerages[message.brokerage_id], locked[message.contact_id]
    return messages


def _decide_all(messages: Sequence[Message], carrier_of: CarrierOf) -> list[Claimed]:
    """Settle every message but those that are allowed, which are returned; keep all the gate's answers."""
    read = Readings(messages)
    answers = [
        _ask(message, carrier_of(message), read) for message in messages if _is_due(message) and _may_speak(message)
    ]
    kept, claimed = _not_paused(_not_past_them(answers, read)), []
    gating.keep([(answer.message, answer.decision, answer.finished) for answer in kept])
    for answer in kept:
        if answer.decision.is_allowed:
            valid = replace(answer.finished, valid_seconds=seconds_left(answer.decision.evidence))
            claimed.append(Claimed(answer.message, valid, answer.carrier))
        else:
            _refuse(answer.message, answer.decision)
    return claimed


def _is_due(message: Message) -> bool:
    return message.status in WAITING and message.due_at is not None and message.due_at <= clock.now()


def _ask(message: Message, carrier: str, read: Readings) -> _Answer:
    finished = finish(message, was_told=read.was_told_how_to_stop(message))
    return _Answer(message, finished, gating.judge(message, finished, read), carrier)


def _not_past_them(answers: Sequence[_Answer], read: Readings) -> list[_Answer]:
    """Hold back what talks past the person, and return the other answers.

    After a plain stop there is nothing to wait for: what it covers is blocked whatever else they meant.
    """
    heard_out = []
    for answer in answers:
        if _talks_past(answer.message, read) and answer.decision.reason != STOPPED:
            _hold(answer.message, "UNREAD", clock.now() + UNREAD_FOR)
        else:
            heard_out.append(answer)
    return heard_out


def _not_paused(answers: Sequence[_Answer]) -> list[_Answer]:
    """Hold back what comes too early, and return the other answers.

    The gate decides anew about those that wait when it is their turn, and only that decision is kept.
    """
    allowed = [answer.message for answer in answers if answer.decision.is_allowed]
    carriers = [answer.carrier for answer in answers if answer.decision.is_allowed]
    pauses = pacing.pauses(list(zip(allowed, carriers, strict=True)))
    paused = {message.pk: pause for message, pause in zip(allowed, pauses, strict=True) if pause}
    for message in allowed:
        if pause := paused.get(message.pk):
            _hold(message, pause.reason, clock.now() + pause.wait)
    return [answer for answer in answers if answer.message.pk not in paused]


def _refuse(message: Message, decision: Decision) -> None:
    """Hold, block or cancel what the gate does not let go now."""
    if decision.decision is Verdict.DEFER:
        _hold(message, decision.reason or "", decision.defer_until)
    elif not reviewing.holds(message, decision):
        _block(message, decision.reason or "")
    elif reviewing.is_over(message):
        cancel(message, reason=reviewing.EXPIRED)
    else:
        _hold(message, reviewing.REASON, clock.now() + reviewing.LASTS)


def _may_speak(message: Message) -> bool:
    """Drop what Homestretch would say beside a person in charge; hold it back while somebody has to decide."""
    conversation = message.conversation
    if gating.is_human_in_charge(conversation, message):
        cancel(message, reason="A person is in charge of this conversation.")
        return False
    if _is_paused(message, conversation):
        _hold(message, "PAUSED", clock.now() + PAUSED_FOR)
        return False
    return True


def _talks_past(message: Message, read: Readings) -> bool:
    """Return whether the person has written what nobody has understood yet: what we say could be what they refuse.

    A person of ours has read it, so only what may ask us to stop holds their words back.
    """
    may_stop = read.unread.get(message.contact_id)
    if may_stop is None or message.purpose in LAST_WORDS:
        return False
    return may_stop or message.author in gating.AUTOMATIC


def _is_paused(message: Message, conversation: Conversation) -> bool:
    is_automatic = message.author in gating.AUTOMATIC
    return bool(conversation.paused_reason) and is_automatic and message.purpose == Purpose.MARKETING


def _mark(claimed: Claimed) -> None:
    message, finished, now = claimed.message, claimed.finished, clock.now()
    states.move(
        message,
        MessageStatus.CLAIMED,
        table=MESSAGE_STEPS,
        claimed_at=now,
        occurred_at=_stands_at(message, now),
        attempts=message.attempts + 1,
        subject=finished.subject,
        body=finished.body,
        carrier=claimed.carrier,
        reason="",
    )


def _mark_all(claimed: Sequence[Claimed]) -> None:
    """Claim messages in a few statements for all: the final words where they changed, then the step of each."""
    changed, now = [], clock.now()
    for each in claimed:
        message = each.message
        known, final = (message.subject, message.body), (each.finished.subject, each.finished.body)
        stands_at = _stands_at(message, now)
        if known != final or stands_at != message.occurred_at:
            message.subject, message.body = final
            message.occurred_at = stands_at
            changed.append(message)
        message.attempts += 1
        message.carrier = each.carrier
    Message.objects.bulk_update(changed, ["subject", "body", "occurred_at"])
    for alike in _alike([each.message for each in claimed]):
        states.move_all(
            alike,
            MessageStatus.CLAIMED,
            table=MESSAGE_STEPS,
            claimed_at=now,
            attempts=alike[0].attempts,
            carrier=alike[0].carrier,
            at_hand=True,
            reason="",
        )


def _stands_at(message: Message, now: datetime) -> datetime:
    """Return a message's place in the thread: what a person wrote stands where it went, not where it was typed."""
    return now if message.author == Author.AGENT else message.occurred_at


def _alike(messages: Sequence[Message]) -> list[list[Message]]:
    """Return messages in groups that one statement can claim."""
    groups: dict[tuple[str, str, int], list[Message]] = {}
    for message in messages:
        groups.setdefault((message.status, message.carrier, message.attempts), []).append(message)
    return list(groups.values())


def _hold(message: Message, reason: str, until: datetime | None) -> None:
    states.move(message, MessageStatus.HELD, table=MESSAGE_STEPS, due_at=until, reason=reason)
    events.publish(MessageHeld(**outcomes.fact_fields(message), reason=reason))


def _block(message: Message, reason: str) -> None:
    states.move(message, MessageStatus.BLOCKED, table=MESSAGE_STEPS, reason=reason)
    events.publish(MessageBlocked(**outcomes.fact_fields(message), reason=reason))
    if message.author in gating.AUTOMATIC and message.channel != Channel.LETTER:  # its batch says so
        outcomes.ask_a_person(message, "A message was blocked")

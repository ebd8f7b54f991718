"""Sending once, or not at all.

``request`` writes a row. ``deliver`` claims it: under the contact's lock it asks the gate, stores the answer and
commits, and only then speaks to the network. A worker that dies after the claim leaves a claimed row behind;
``reconcile`` asks the provider what became of it. Nothing ever leads from a claim of unknown outcome back to a send.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction

from crm.models import Agent, Contact, Lead
from crm.services import events
from outreach.channels.base import Accepted, NotAccepted, Parcel, Refused, Trouble, Uncertain
from outreach.channels.choose import driver_for
from outreach.compliance.verdicts import Verdict
from outreach.events import MessageBlocked, MessageHeld
from outreach.models import Conversation, Message
from outreach.services import (
    answering,
    conversations,
    enclosing,
    gating,
    lookups,
    outcomes,
    pacing,
    personalising,
    reviewing,
)
from outreach.services.enclosing import Enclosure
from outreach.services.files import FileRefused
from outreach.services.packing import pack, seconds_left
from outreach.services.readings import Readings
from outreach.services.waiting import cancel, cancel_waiting
from outreach.states import (
    MESSAGE_STEPS,
    WAITING,
    Author,
    Channel,
    Direction,
    MessageStatus,
    Purpose,
)
from outreach.writing.finish import Finished, finish
from realestate.lib import clock, states
from realestate.lib.circuit import CircuitOpen
from realestate.lib.later import later

__all__ = ["cancel", "cancel_waiting", "deliver", "deliver_due", "reconcile", "request", "request_to"]

log = structlog.get_logger()

BATCH = 100
A_MOMENT = timedelta(minutes=1)  # the pace of the sweep: beyond it a task of its own brings nothing
ROUNDING = timedelta(seconds=1)
PAUSED_FOR = timedelta(hours=1)
IN_FLIGHT = timedelta(minutes=5)  # longer than any provider call may take


def request(lead: Lead, *, key: str, **what: object) -> Message:
    """Ask for one message to a lead. See ``request_to``."""
    return request_to(lead.contact, lead=lead, key=key, **what)  # type: ignore[arg-type]


@transaction.atomic
def request_to(
    contact: Contact,
    *,
    key: str,
    channel: str,
    body: str,
    author: str,
    purpose: str = Purpose.MARKETING,
    subject: str = "",
    html: str = "",
    lead: Lead | None = None,
    agent: Agent | None = None,
    due_at: datetime | None = None,
    in_reply_to: Message | None = None,
    campaign: str = "",
    series: str = "",
    series_max: int | None = None,
    address: str = "",
    enclosed: Sequence[Enclosure] = (),
) -> Message:
    """Ask for one message; it goes out when it is due and the gate allows it.

    Args:
        key: why this message exists ("touchpoint:12"). The same key again returns the same message, whatever else
            was passed: that is what makes double clicks and redelivered work harmless (T02, T21).
        html: of an email, the same words as cleaned HTML; ``body`` goes beside it.
        due_at: not before this moment; at once if None.
        campaign: what it can be stopped with, such as "sequence:3".
        series, series_max: the person's run through the campaign ("enrollment:12"), and how many messages that run
            may have at most; the gate counts those that went out (FREQ-3).
        address: of a workflow its id over there, of a letter where it goes; else the number or address is chosen
            here.
        enclosed: the files that go along.
    Raises:
        Unreachable: the contact has no number or address for the channel.
        FileRefused: a file is too big, or none that the channel takes.
    """
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    now = clock.now()
    point = None if channel == Channel.LETTER and address else gating.choose_point(contact, channel)
    try:
        with transaction.atomic():
            message = Message.objects.create(
                conversation=conversations.of(contact),
                contact=contact,
                lead=lead,
                point=point,
                address=address or (point.value if point else ""),
                direction=Direction.OUT,
                channel=channel,
                purpose=purpose,
                author=author,
                agent=agent,
                subject=subject,
                body=body,
                html=html,
                key=key,
                due_at=due_at or now,
                occurred_at=now,
                in_reply_to=in_reply_to,
                campaign=campaign,
                series=series,
                series_max=series_max,
            )
            enclosing.enclose(message, enclosed)
    except IntegrityError:  # somebody else asked for the same message a moment ago
        return Message.objects.get(key=key)
    _deliver_when_due(message, now)
    return message


def deliver(message_id: int) -> Message:
    """Bring one waiting message one step on: sent, held, blocked or cancelled. Safe to call any number of times."""
    lookups.prepare(message_id)
    personalising.prepare(message_id)
    answering.prepare(message_id)
    message, finished = _claim(message_id)
    if finished is not None:
        _send(message, finished)
    return message


def deliver_due(limit: int = BATCH) -> int:
    """Deliver what is due in the brokerage in force, oldest first. Returns how many rows were looked at."""
    due = Message.objects.waiting().filter(due_at__lte=clock.now()).order_by("due_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:limit])
    for message_id in ids:
        deliver(message_id)
    return len(ids)


def reconcile(limit: int = BATCH, *, in_flight: timedelta = IN_FLIGHT) -> int:
    """Ask the providers about claims whose worker never came back, and about sends in doubt.

    Returns:
        How many messages were settled. Those that nobody can tell stay ``unknown``, where people see them.
    """
    lost = Message.objects.filter(status=MessageStatus.CLAIMED, claimed_at__lt=clock.now() - in_flight)
    for message in lost.order_by("claimed_at")[:limit]:
        outcomes.in_doubt(message)
    doubtful = Message.objects.filter(status=MessageStatus.UNKNOWN, claimed_at__lt=clock.now() - in_flight)
    return sum(_settle(message) for message in doubtful.select_related("brokerage").order_by("claimed_at")[:limit])


def _deliver_when_due(message: Message, now: datetime) -> None:
    """Have a worker deliver what is due now or in a moment; what waits longer, or is lost, the sweep finds."""
    wait = max((message.due_at or now) - now, timedelta())
    if wait <= A_MOMENT:
        # A second more, for a machine whose clock is behind: who comes too early leaves it to the sweep.
        later("outreach.deliver_message", message.brokerage_id, message.pk, wait=wait + ROUNDING if wait else wait)


def _claim(message_id: int) -> tuple[Message, Finished | None]:
    """Decide under the contact's lock and commit. Returns the finished text only if this caller now has to send it."""
    with transaction.atomic(durable=True):
        contact_id = Message.objects.values_list("contact_id", flat=True).get(pk=message_id)
        conversations.lock_contact(contact_id)
        message = Message.objects.select_related(
            "brokerage", "conversation", "contact", "point", "lead", "agent", "in_reply_to"
        ).get(pk=message_id)
        if message.status not in WAITING or message.due_at is None or message.due_at > clock.now():
            return message, None
        if not _may_speak(message, message.conversation):
            return message, None
        read = Readings([message])
        finished = finish(message, was_told=read.was_told_how_to_stop(message))
        decision = gating.judge(message, finished, read)
        carrier = driver_for(message.brokerage, message.channel).name
        pause = pacing.pause_for(message, carrier) if decision.is_allowed else None
        if pause:  # not yet; the gate decides anew when it is its turn, and only that decision is kept
            _hold(message, pause.reason, clock.now() + pause.wait)
            return message, None
        gating.keep(message, decision, finished)
        if decision.is_allowed:
            _mark_claimed(message, finished, carrier)
            return message, replace(finished, valid_seconds=seconds_left(decision.evidence))
        if decision.decision is Verdict.DEFER:
            _hold(message, decision.reason or "", decision.defer_until)
        elif not reviewing.holds(message, decision):
            _block(message, decision.reason or "")
        elif reviewing.is_over(message):
            cancel(message, reason=reviewing.EXPIRED)
        else:
            _hold(message, reviewing.REASON, clock.now() + reviewing.LASTS)
    return message, None


def _may_speak(message: Message, conversation: Conversation) -> bool:
    """Drop what Homestretch would say beside a person in charge; hold it back while a person has to decide."""
    if gating.is_human_in_charge(conversation, message):
        cancel(message, reason="A person is in charge of this conversation.")
        return False
    is_automatic = message.author in gating.AUTOMATIC
    if conversation.paused_reason and is_automatic and message.purpose == Purpose.MARKETING:
        _hold(message, "PAUSED", clock.now() + PAUSED_FOR)
        return False
    return True


def _mark_claimed(message: Message, finished: Finished, carrier: str) -> None:
    now = clock.now()
    states.move(
        message,
        MessageStatus.CLAIMED,
        table=MESSAGE_STEPS,
        claimed_at=now,
        occurred_at=now if wrote_by_hand(message) else message.occurred_at,  # it stands where it went, not where typed
        attempts=message.attempts + 1,
        subject=finished.subject,
        body=finished.body,
        carrier=carrier,
        reason="",
    )


def _hold(message: Message, reason: str, until: datetime | None) -> None:
    states.move(message, MessageStatus.HELD, table=MESSAGE_STEPS, due_at=until, reason=reason)
    events.publish(MessageHeld(**outcomes.fact_fields(message), reason=reason))


def _block(message: Message, reason: str) -> None:
    states.move(message, MessageStatus.BLOCKED, table=MESSAGE_STEPS, reason=reason)
    events.publish(MessageBlocked(**outcomes.fact_fields(message), reason=reason))
    if message.author in gating.AUTOMATIC and message.channel != Channel.LETTER:  # its batch says so
        outcomes.ask_a_person(message, "A message was blocked")


def _send(message: Message, finished: Finished) -> None:
    """Speak to the provider, once, with no transaction open."""
    driver = driver_for(message.brokerage, message.channel)
    try:
        parcel = _filled(message, finished)
    except FileRefused as refusal:  # a file is gone from the disk: nothing has left, and half of it must not
        outcomes.record(message, Refused(code="file_gone", words=refusal.message))
        return
    try:
        with pacing.breaker_of(driver.name).guard(counts=Trouble):
            answer = driver.send(parcel)
    except CircuitOpen as error:  # others failed while this one was being claimed
        outcomes.not_accepted(message, str(error), may_end=False)
    except NotAccepted as error:
        outcomes.not_accepted(message, str(error))
    except Uncertain as error:
        log.warning("message.uncertain", message_id=message.pk, why=str(error))
        outcomes.in_doubt(message)
    else:
        outcomes.record(message, answer)


def _filled(message: Message, finished: Finished) -> Parcel:
    """Return the parcel with the files of a mail in it. Texts name theirs by address; see ``pack``."""
    parcel = pack(message, finished)
    return replace(parcel, files=enclosing.contents(message)) if message.channel == Channel.EMAIL else parcel


def _settle(message: Message) -> int:
    """Ask the provider once; return 1 if the doubt is over."""
    try:
        answer = driver_for(message.brokerage, message.channel).find(pack(message, finish(message)))
    except Uncertain:
        return 0
    never_arrived = Refused(code="not_found", words="The carrier never got this message.")
    outcomes.record(message, answer if isinstance(answer, Accepted | Refused) else never_arrived)
    return 1


def wrote_by_hand(message: Message) -> bool:
    """Return whether a person wrote this message; any such message is a takeover (T64)."""
    return message.author == Author.AGENT

"""Sending once, or not at all.

``request`` writes a row. ``deliver`` claims it: under the contact's lock it asks the gate, stores the answer and
commits, and only then speaks to the network. A worker that dies after the claim leaves a claimed row behind;
``reconcile`` asks the provider what became of it. Nothing ever leads from a claim of unknown outcome back to a send.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Required, TypedDict, Unpack

import structlog
from django.db import IntegrityError, transaction

from crm.models import Agent, Contact, Lead
from outreach.channels.base import Accepted, NotAccepted, Parcel, Refused, Trouble, Uncertain
from outreach.channels.choose import driver_for
from outreach.models import Message
from outreach.services import (
    answering,
    claiming,
    conversations,
    enclosing,
    gating,
    lookups,
    outcomes,
    pacing,
    personalising,
)
from outreach.services.enclosing import Enclosure
from outreach.services.files import FileRefused
from outreach.services.packing import pack
from outreach.services.waiting import cancel, cancel_waiting
from outreach.states import Channel, Direction, MessageStatus
from outreach.writing.finish import Finished, finish
from realestate.lib import clock
from realestate.lib.circuit import CircuitOpen
from realestate.lib.errors import IllegalTransition
from realestate.lib.later import later

__all__ = ["cancel", "cancel_waiting", "deliver", "deliver_due", "reconcile", "request", "request_to"]

log = structlog.get_logger()

BATCH = 100
A_MOMENT = timedelta(minutes=1)  # the pace of the sweep: beyond it a task of its own brings nothing
ROUNDING = timedelta(seconds=1)
TOGETHER = 50  # claimed in one transaction; each of these people is locked for as long as that takes
IN_FLIGHT = timedelta(minutes=5)  # longer than any provider call may take


class Occasion(TypedDict, total=False):
    """Why a message is asked for.

    campaign: what it can be stopped with, such as "sequence:3".
    series, series_max: the person's run through the campaign ("enrollment:12"), and how many messages that run may
        have at most; the gate counts those that went out (FREQ-3).
    """

    purpose: str
    in_reply_to: Message | None
    campaign: str
    series: str
    series_max: int | None


class Asked(Occasion, total=False):
    """What a message is asked for with. What is missing is as the model has it.

    html: of an email, the same words as cleaned HTML; ``body`` goes beside it.
    """

    channel: Required[str]
    body: Required[str]
    author: Required[str]
    subject: str
    html: str
    agent: Agent | None


def request(
    lead: Lead,
    *,
    key: str,
    due_at: datetime | None = None,
    address: str = "",
    enclosed: Sequence[Enclosure] = (),
    **asked: Unpack[Asked],
) -> Message:
    """Ask for one message to a lead. See ``request_to``."""
    return request_to(lead.contact, lead=lead, key=key, due_at=due_at, address=address, enclosed=enclosed, **asked)


@transaction.atomic
def request_to(
    contact: Contact,
    *,
    key: str,
    lead: Lead | None = None,
    due_at: datetime | None = None,
    address: str = "",
    enclosed: Sequence[Enclosure] = (),
    **asked: Unpack[Asked],
) -> Message:
    """Ask for one message; it goes out when it is due and the gate allows it.

    Args:
        key: why this message exists ("touchpoint:12"). The same key again returns the same message, whatever else
            was passed: that is what makes double clicks and redelivered work harmless (T02, T21).
        due_at: not before this moment; at once if None.
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
    goes_to_a_house = asked["channel"] == Channel.LETTER and address
    point = None if goes_to_a_house else gating.choose_point(contact, asked["channel"])
    try:
        with transaction.atomic():
            message = Message.objects.create(
                conversation=conversations.of(contact),
                contact=contact,
                lead=lead,
                point=point,
                address=address or (point.value if point else ""),
                direction=Direction.OUT,
                key=key,
                due_at=due_at or now,
                occurred_at=now,
                **asked,
            )
            enclosing.enclose(message, enclosed)
    except IntegrityError:  # somebody else asked for the same message a moment ago
        return Message.objects.get(key=key)
    _deliver_when_due(message, now)
    return message


def deliver(message_id: int) -> Message:
    """Bring one waiting message one step on: sent, held, blocked or cancelled. Safe to call any number of times."""
    _prepare(message_id)
    message, finished = _claim(message_id)
    if finished is not None:
        _send(message, finished)
    return message


def deliver_due(limit: int = BATCH) -> int:
    """Deliver what is due in the brokerage in force, oldest first. Returns how many rows were looked at."""
    due = Message.objects.waiting().filter(due_at__lte=clock.now()).order_by("due_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:limit])
    for place in range(0, len(ids), TOGETHER):
        _deliver_together(ids[place : place + TOGETHER])
    return len(ids)


def reconcile(limit: int = BATCH, *, in_flight: timedelta = IN_FLIGHT) -> int:
    """Ask the providers about claims whose worker never came back, and about sends in doubt.

    Returns:
        How many messages were settled. Those that nobody can tell stay ``unknown``, where people see them.
    """
    lost = Message.objects.filter(status=MessageStatus.CLAIMED, claimed_at__lt=clock.now() - in_flight)
    for message in lost.order_by("claimed_at")[:limit]:
        if message.at_hand:  # claimed, but certainly given to nobody
            claiming.put_back(message)
        else:
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
    """Decide and commit. Returns the finished text only if this caller now has to send it."""
    return claiming.claim(message_id, _carrier_of)


def _carrier_of(message: Message) -> str:
    return driver_for(message.brokerage, message.channel).name


def _deliver_together(message_ids: Sequence[int]) -> None:
    """Bring waiting messages of several people one step on; each leaves as it would by itself."""
    for message_id in message_ids:
        _prepare(message_id)
    try:
        claimed, others = claiming.claim_together(message_ids, _carrier_of)
    except IllegalTransition:  # somebody moved one of them without the lock; nothing of all this was committed
        claimed, others = [], list(message_ids)
    for each in claimed:
        finished = claiming.hand_over(each)
        if finished is not None:
            _send(each.message, finished)
    for message_id in others:
        deliver(message_id)


def _prepare(message_id: int) -> None:
    """Do what takes its time before the claim, outside any lock: paid look-ups, and words a model writes."""
    lookups.prepare(message_id)
    personalising.prepare(message_id)
    answering.prepare(message_id)


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

"""One conversation, read from its newest word back: messages, private notes, and who answers."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from crm.models import Agent, ContactPoint, Interaction, Lead
from crm.states import InteractionKind, PointKind
from outreach.models import Conversation, Handoff, HandoffCall, Message
from outreach.selectors.inbox import leads_of
from outreach.selectors.shown import Shown, show
from outreach.states import WAITING, Direction, HandoffState, InCharge
from realestate.lib import clock
from realestate.web.cursors import cursor, read_cursor

PAGE = 40
AFTER_FOUND = 12  # what was said after a message that was looked for, shown with it
DAYS, HUNDRED = 30, 100


@dataclass(frozen=True)
class Said:
    """One thing in the thread: a message, or a note of ours."""

    at: datetime
    shown: Shown | None = None
    note: Interaction | None = None


@dataclass(frozen=True)
class Day:
    """What was said on one day of the reader's calendar."""

    day: date
    first: datetime
    said: list[Said]


@dataclass(frozen=True)
class Thread:
    """A conversation as a page draws it; ``earlier`` is where older words start, empty at the beginning.

    ``before`` is what the page was asked to start at, empty at the newest word.
    ``planned`` is what waits for an hour to come, the nearest first. It is no part of what was said.
    """

    conversation: Conversation
    lead: Lead | None
    handoff: Handoff | None
    calls: list[HandoffCall]
    days: list[Day]
    earlier: str
    before: str
    planned: list[Shown]
    told: list[tuple[str, str]]
    number: str

    @property
    def charge(self) -> str:
        """Who answers, as the page's foot shows it: a change of this redraws the foot."""
        row = self.conversation
        if row.in_charge == InCharge.AGENT:
            return f"agent-{row.agent_id}"
        return "paused" if row.paused_reason else "homestretch"


def thread(conversation: Conversation, *, reader: Agent, before: str = "") -> Thread:
    """Return a page of a conversation whose contact and agent were fetched with it."""
    contact = conversation.contact
    messages, earlier = _messages(conversation, before)
    oldest = messages[-1].occurred_at if messages and earlier else None
    newest = read_cursor(before)[0]
    drawn = show([*messages, *([] if before else _planned(conversation))])
    said = [Said(shown.message.occurred_at, shown=shown) for shown in drawn[: len(messages)]]
    said += [Said(note.occurred_at, note=note) for note in _notes(contact.pk, oldest, newest)]
    handoff = Handoff.objects.filter(conversation=conversation, status=HandoffState.OPEN).first()
    phones = ContactPoint.objects.filter(contact=contact, kind=PointKind.PHONE).order_by("-is_primary", "pk")
    return Thread(
        conversation=conversation,
        lead=leads_of([contact.pk]).get(contact.pk),
        handoff=handoff,
        calls=list(handoff.calls.select_related("agent")) if handoff else [],
        days=_days(sorted(said, key=lambda one: one.at), reader.timezone),
        earlier=earlier,
        before=before,
        planned=drawn[len(messages) :],
        told=_told(messages),
        number=phones.values_list("value", flat=True).first() or "",
    )


def _messages(conversation: Conversation, before: str) -> tuple[list[Message], str]:
    """Return a page of messages, newest first, and where the next one starts."""
    rows = Message.objects.filter(conversation=conversation).exclude(status__in=WAITING, due_at__gt=clock.now())
    rows = rows.select_related("agent").order_by("-occurred_at", "-pk")
    moment, pk = read_cursor(before)
    if moment is not None:
        rows = rows.filter(Q(occurred_at__lt=moment) | Q(occurred_at=moment, pk__lt=pk))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    return shown, cursor(shown[-1].occurred_at, shown[-1].pk) if len(found) > PAGE else ""


def _planned(conversation: Conversation) -> list[Message]:
    rows = Message.objects.waiting().filter(conversation=conversation, due_at__gt=clock.now())
    return list(rows.select_related("agent").order_by("due_at", "pk")[:PAGE])


def _notes(contact_id: int, oldest: datetime | None, newest: datetime | None) -> list[Interaction]:
    notes = Interaction.objects.filter(contact_id=contact_id, kind=InteractionKind.NOTE).select_related("agent")
    if oldest is not None:
        notes = notes.filter(occurred_at__gte=oldest)
    if newest is not None:
        notes = notes.filter(occurred_at__lt=newest)
    return list(notes.order_by("-occurred_at", "-pk")[:PAGE])


def around(conversation: Conversation, message_id: int) -> str:
    """Return where a page starts that shows this message amid what was said; empty if the newest page does."""
    rows = Message.objects.filter(conversation=conversation)
    at = rows.filter(pk=message_id).values_list("occurred_at", flat=True).first()
    if at is None:
        return ""
    beyond = rows.filter(Q(occurred_at__gt=at) | Q(occurred_at=at, pk__gte=message_id))
    newest = list(beyond.order_by("occurred_at", "pk").values_list("occurred_at", "pk")[: AFTER_FOUND + 1])
    return cursor(newest[-1][0], newest[-1][1] + 1) if len(newest) > AFTER_FOUND else ""


def _days(said: list[Said], zone: str) -> list[Day]:
    days: list[Day] = []
    here = ZoneInfo(zone)
    for one in said:
        day = one.at.astimezone(here).date()
        if not days or days[-1].day != day:
            days.append(Day(day=day, first=one.at, said=[]))
        days[-1].said.append(one)
    return days


def _told(messages: list[Message]) -> list[tuple[str, str]]:
    """Return what they told us in these messages, the newest word on each subject."""
    told: dict[str, str] = {}
    for message in messages:
        if message.direction != Direction.IN:
            continue
        for label, words in _facts(message.understood.get("particulars") or {}):
            told.setdefault(label, words)
    return list(told.items())


def _facts(found: dict[str, object]) -> list[tuple[str, str]]:
    budget, rooms, days = found.get("budget_cents"), found.get("bedrooms"), found.get("timeline_days")
    facts = []
    if isinstance(budget, int):
        facts.append(("Budget", f"${budget // HUNDRED:,}"))
    if isinstance(rooms, int):
        facts.append(("Bedrooms", str(rooms)))
    if isinstance(days, int):
        facts.append(("When", f"in {days // DAYS} months" if days > 2 * DAYS else f"in {days} days" if days else "now"))
    if found.get("preapproved") is not None:
        facts.append(("Pre-approved", "Yes" if found["preapproved"] else "Not yet"))
    return facts

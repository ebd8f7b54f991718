"""The inbox: its boxes with counts, and a page of conversations.

The boxes that must be quick at any size start from what is rare (open handoffs, my own conversations, leads that
nobody has), never from all conversations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from crm.models import Agent, Lead
from crm.states import LeadStatus
from outreach.models import Conversation, Handoff, HandoffCall, Message, Reading
from outreach.selectors.inbox_filters import Filters, unread
from outreach.selectors.words import handoff_words, intent_tone, intent_words
from outreach.states import WAITING, Author, Direction, HandoffState, InCharge, MessageStatus
from realestate.lib import clock
from realestate.web.cursors import cursor, read_cursor

PAGE = 25
MOST = 99  # a count beyond is "99+"
FAR = 500  # of what is rare, more than anybody works through
ALL = Filters()
UNSAID = (*WAITING, MessageStatus.BLOCKED, MessageStatus.CANCELLED)
LATE = 15 * 60  # seconds a person may wait before the timer turns red

Rows = QuerySet[Conversation]


@dataclass(frozen=True)
class Box:
    """One box of the inbox: its name in the address, what it is called, how much is in it ("" = not counted)."""

    name: str
    label: str
    count: str


@dataclass(frozen=True)
class Line:
    """One conversation in the list."""

    conversation: Conversation
    lead: Lead | None
    last: Message | None
    handoff: Handoff | None
    is_unread: bool = False
    asks: bool = False  # what they wrote since our last word asks for an answer

    @property
    def waits_since(self) -> datetime | None:
        """Since when they wait for a person; None when nobody waits."""
        row = self.conversation
        is_for_person = self.handoff is not None or (self.asks and row.in_charge == InCharge.AGENT)
        return row.last_inbound_at if is_for_person else None

    @property
    def is_late(self) -> bool:
        """Whether they have waited too long."""
        since = self.waits_since
        return since is not None and (clock.now() - since).total_seconds() > LATE

    @property
    def is_opted_out(self) -> bool:
        """Whether they asked us to stop."""
        return self.lead is not None and self.lead.status == LeadStatus.OPTED_OUT

    @property
    def chip(self) -> tuple[str, str]:
        """What they want, and its tone: the handoff's reason, else what their last message says."""
        if self.handoff:
            return handoff_words(self.handoff.reason), "attention"
        if self.last and self.last.direction == Direction.IN and self.last.intent:
            return intent_words(self.last.intent), intent_tone(self.last.intent)
        return "", "quiet"

    @property
    def said_by(self) -> str:
        """Who spoke last, if it was one of us."""
        if self.last is None or self.last.author == Author.CONTACT:
            return ""
        return self.last.agent.name if self.last.agent else "Homestretch"


@dataclass(frozen=True)
class Listing:
    """One page of a box; ``next`` is where the next one starts, empty at the end."""

    lines: list[Line]
    next: str


def visible_to(agent: Agent) -> Rows:
    """Return the conversations an agent may see: of leads they may see, those they answer, those they are told of."""
    rows = Conversation.objects.all()
    if agent.sees_everyone:
        return rows
    theirs = Lead.objects.for_agent(agent).filter(contact=OuterRef("contact"))
    told = HandoffCall.objects.filter(handoff__conversation=OuterRef("pk"), agent=agent)
    return rows.filter(Q(agent=agent) | Exists(theirs) | Exists(told.filter(handoff__status=HandoffState.OPEN)))


def boxes(agent: Agent) -> list[Box]:
    """Return the boxes with their counts. All is not counted: it only grows."""
    return [Box(name, label, "" if name == "all" else _count(rows(agent))) for name, (label, rows) in BOXES.items()]


def waiting_count(agent: Agent) -> int:
    """Return how many conversations need this agent, as the box says; at most ``MOST``. One statement."""
    return _needs(agent).order_by()[:MOST].count()


def listing(agent: Agent, box: str, *, filters: Filters = ALL, after: str = "") -> Listing:
    """Return a page of a box: newest first, in "Needs you" the longest wait first."""
    rows = filters.narrow(BOXES[box][1](agent), agent).select_related("contact", "agent")
    field, forward = ("last_inbound_at", True) if box == "needs" else ("last_message_at", False)
    rows = rows.order_by(F(field).asc(nulls_last=True), "pk") if forward else rows.order_by(f"-{field}", "-pk")
    moment, pk = read_cursor(after)
    if moment is not None:
        beyond = "gt" if forward else "lt"
        rows = rows.filter(Q(**{f"{field}__{beyond}": moment}) | Q(**{field: moment, f"pk__{beyond}": pk}))
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    reached = getattr(last, field) if last else None
    return Listing(lines=lines(found[:PAGE], reader=agent), next=cursor(reached, last.pk) if last and reached else "")


def lines(conversations: list[Conversation], *, reader: Agent) -> list[Line]:
    """Return conversations as lines: last words, lead and open handoff, one statement each."""
    newest = (
        Message.objects.filter(conversation__in=conversations)
        .exclude(status__in=UNSAID)
        .select_related("agent")
        .order_by("conversation_id", "-occurred_at", "-pk")
        .distinct("conversation_id")
    )
    last = {message.conversation_id: message for message in newest}
    leads = leads_of([row.contact_id for row in conversations])
    open_ones = Handoff.objects.filter(conversation__in=conversations, status=HandoffState.OPEN)
    open_ones = open_ones.select_related("message")
    handoffs = {handoff.conversation_id: handoff for handoff in open_ones}
    asked = {pk: handoff.message for pk, handoff in handoffs.items() if handoff.message}
    shown = Conversation.objects.filter(pk__in=[row.pk for row in conversations])
    asking = set(shown.unanswered().values_list("pk", flat=True))
    fresh = set(unread(shown, reader).values_list("pk", flat=True))
    return [
        # What a person is needed for is worth more than our own closing line after it.
        Line(
            row,
            leads.get(row.contact_id),
            asked.get(row.pk) or last.get(row.pk),
            handoffs.get(row.pk),
            is_unread=row.pk in fresh,
            asks=row.pk in asking,
        )
        for row in conversations
    ]


def leads_of(contact_ids: list[int], *, reader: Agent | None = None) -> dict[int, Lead]:
    """Return the lead to speak of, by contact: the newest that is worked, else the newest.

    Args:
        reader: only of the leads that this agent may see.
    """
    found: dict[int, Lead] = {}
    rows = (Lead.objects.for_agent(reader) if reader else Lead.objects.all()).filter(contact__in=contact_ids)
    rows = rows.select_related("contact__brokerage", "assigned_to", "brokerage")
    for lead in rows.order_by("created_at", "pk"):
        known = found.get(lead.contact_id)
        if known is None or _is_worked(lead) or not _is_worked(known):
            found[lead.contact_id] = lead
    return found


def _is_worked(lead: Lead) -> bool:
    return lead.converted_at is None and lead.churned_at is None and lead.status != LeadStatus.OPTED_OUT


def _count(rows: Rows) -> str:
    count = rows.order_by()[: MOST + 1].count()
    return f"{MOST}+" if count > MOST else str(count)


def _awake(agent: Agent) -> Rows:
    return _all(agent).filter(Q(snoozed_until=None) | Q(snoozed_until__lte=clock.now()))


def _all(agent: Agent) -> Rows:
    return visible_to(agent).exclude(last_message_at=None)


def _needs(agent: Agent) -> Rows:
    handed = Handoff.objects.filter(status=HandoffState.OPEN)
    if not agent.sees_everyone:
        handed = handed.filter(Q(agent=agent) | Q(agent=None) | Q(pk__in=_called(agent)))
    mine = Conversation.objects.unanswered().filter(agent=agent, in_charge=InCharge.AGENT)
    again = Reading.objects.filter(agent=agent, read_at=None)
    # Each by its own index: an "or" over the three would read every conversation.
    asked = handed.order_by("created_at").values("conversation_id")[:FAR]
    return _awake(agent).filter(pk__in=asked.union(mine.values("pk")[:FAR], again.values("conversation_id")[:FAR]))


def _called(agent: Agent) -> QuerySet[HandoffCall, int]:
    """Return the handoffs that an agent was told of because nobody else took them."""
    return HandoffCall.objects.filter(agent=agent).values_list("handoff_id", flat=True)


def _mine(agent: Agent) -> Rows:
    return _awake(agent).filter(agent=agent, in_charge=InCharge.AGENT)


def _unassigned(agent: Agent) -> Rows:
    nobodys = Lead.objects.open().filter(assigned_to=None).order_by("-pk").values_list("contact_id", flat=True)[:FAR]
    return _awake(agent).filter(contact__in=list(nobodys))


def _homestretch(agent: Agent) -> Rows:
    waiting = Handoff.objects.filter(status=HandoffState.OPEN).values("conversation")
    return _awake(agent).filter(in_charge=InCharge.ASSISTANT).exclude(pk__in=waiting)


def _snoozed(agent: Agent) -> Rows:
    return _all(agent).filter(snoozed_until__gt=clock.now())


BOXES: dict[str, tuple[str, Callable[[Agent], Rows]]] = {
    "needs": ("Needs you", _needs),
    "mine": ("Mine", _mine),
    "unassigned": ("Unassigned", _unassigned),
    "homestretch": ("Homestretch", _homestretch),
    "snoozed": ("Snoozed", _snoozed),
    "all": ("All", _all),
}

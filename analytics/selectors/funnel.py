"""The way of leads in counts: how many came how far, what was written, what it cost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from analytics.metrics import funnel
from analytics.metrics.funnel import Group, Step
from crm.models import Agent, Appointment, Deal, Lead, StatusChange
from crm.states import DealStage, LeadStatus
from outreach.models import GateDecision, Message
from outreach.states import Channel, Direction, MessageStatus, Verdict
from realestate.lib import clock
from realestate.lib.stats import share

PERIODS = {"30": "Last 30 days", "90": "Last 90 days", "365": "Last year"}
DEFAULT_PERIOD = "90"
MOST_GROUPS, MOST_REASONS = 8, 8
REPLIED = (LeadStatus.REPLIED, LeadStatus.INTERESTED, LeadStatus.NEGOTIATING, LeadStatus.DEAL_CLOSED)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a report is about. Empty source and agent: all that the reader may see."""

    days: int
    source: str = ""
    agent_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Written:
    """What became of our messages on one channel."""

    channel: str
    sent: int
    delivered: int
    held: int
    blocked: int
    cost_cents: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """The funnel with all that stands beside it."""

    steps: list[Step]
    sources: list[Group]
    written: list[Written]
    blocks: list[tuple[str, int]]
    cost_cents: int
    deals: int


def leads_of(agent: Agent, asked: Asked, since: datetime) -> QuerySet[Lead]:
    """Return the leads a report counts: those that came in the time, of those that the reader may see.

    Owners and managers see everybody's; others their own.
    """
    leads: QuerySet[Lead] = Lead.objects.filter(created_at__gte=since, created_at__lte=clock.now())
    if not agent.sees_everyone:
        leads = leads.filter(assigned_to=agent)
    elif asked.agent_id is not None:
        leads = leads.filter(assigned_to=asked.agent_id)
    return leads.filter(source=asked.source) if asked.source else leads


def report(agent: Agent, asked: Asked) -> Report:
    """Return the report. A fixed number of statements, whatever the number of leads."""
    leads = leads_of(agent, asked, clock.now() - timedelta(days=asked.days))
    counts = _marked(leads).aggregate(
        leads=Count("pk"),
        contacted=Count("pk", filter=_CONTACTED),
        replied=Count("pk", filter=_REPLIED),
        interested=Count("pk", filter=_INTERESTED),
        appointment=Count("pk", filter=_MET),
        closed=Count("pk", filter=Q(has_closed=True)),
    )
    labels = ("Leads", "Contacted", "Replied", "Interested", "Appointment", "Deal closed")
    written = _written(leads)
    return Report(
        steps=funnel.steps(list(zip(labels, counts.values(), strict=True))),
        sources=_sources(leads),
        written=written,
        blocks=_blocks(leads),
        cost_cents=sum(line.cost_cents for line in written),
        deals=counts["closed"],
    )


# Who came further was here before: each step counts all who passed it, whichever way they took.
_CLOSED = Q(has_closed=True)
_MET = _CLOSED | Q(has_met=True)
_INTERESTED = _MET | Q(was_interested=True)
_REPLIED = _INTERESTED | Q(has_replied=True)
_CONTACTED = _REPLIED | Q(last_outbound_at__isnull=False)


def _marked(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """Return the leads with the marks of the way: what ever happened, not only where they stand today."""
    changes = StatusChange.objects.filter(lead=OuterRef("pk"))
    answered = Message.objects.filter(lead=OuterRef("pk"), direction=Direction.IN)
    interested = (LeadStatus.INTERESTED, LeadStatus.NEGOTIATING, LeadStatus.DEAL_CLOSED)
    return leads.annotate(
        has_replied=Exists(changes.filter(new__in=REPLIED)) | Exists(answered),
        was_interested=Exists(changes.filter(new__in=interested)),
        has_met=Exists(Appointment.objects.filter(lead=OuterRef("pk"))),
        has_closed=Exists(Deal.objects.filter(lead=OuterRef("pk"), stage=DealStage.CLOSED)),
    )


def _sources(leads: QuerySet[Lead]) -> list[Group]:
    rows = _marked(leads).exclude(source="").values("source")
    counted = rows.annotate(all=Count("pk"), answered=Count("pk", filter=_REPLIED)).order_by("-all", "source")
    return [Group(label=row["source"], share=share(row["answered"], row["all"])) for row in counted[:MOST_GROUPS]]


def _written(leads: QuerySet[Lead]) -> list[Written]:
    rows = (
        Message.objects.filter(lead__in=leads, direction=Direction.OUT)
        .values("channel")
        .annotate(
            sent=Count("pk", filter=Q(sent_at__isnull=False)),
            arrived=Count("pk", filter=Q(delivered_at__isnull=False)),
            held=Count("pk", filter=Q(status=MessageStatus.HELD)),
            blocked=Count("pk", filter=Q(status=MessageStatus.BLOCKED)),
            cost=Sum("cost_micros"),
        )
        .order_by("-sent")
    )
    return [
        Written(
            channel=Channel(row["channel"]).label, sent=row["sent"], delivered=row["arrived"], held=row["held"],
            blocked=row["blocked"], cost_cents=round((row["cost"] or 0) / 10_000),
        )
        for row in rows
    ]  # fmt: skip


def _blocks(leads: QuerySet[Lead]) -> list[tuple[str, int]]:
    """Return the gate's reasons for blocking, in its own words, the most frequent first."""
    rows = GateDecision.objects.filter(message__lead__in=leads, verdict=Verdict.BLOCK)
    counted = rows.values_list("sentence").annotate(n=Count("pk")).order_by("-n", "sentence")
    return list(counted[:MOST_REASONS])


def choices(agent: Agent) -> tuple[list[str], list[Agent]]:
    """Return the sources and agents that the reader may choose."""
    sources = Lead.objects.for_agent(agent).exclude(source="").values_list("source", flat=True)
    agents = list(Agent.objects.order_by("name")) if agent.sees_everyone else []
    return list(sources.order_by("source").distinct()[:30]), agents

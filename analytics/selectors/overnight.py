"""What happened while the agent was away, as counts to make sentences of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum

from analytics.selectors.agent_home import own
from crm.models import Agent, Lead
from outreach.models import GateDecision, Handoff, Message
from outreach.states import Author, Channel, Direction, Verdict
from realestate.lib import clock

WISHES = {
    "appointment_request": "wants to meet",
    "interested": "is interested",
    "objection": "has doubts",
    "question_for_a_person": "asked something for you",
    "warm": "answered warmly",
}
MOST_NAMED = 3
LOOK_BACK = 8  # days in which a working day is looked for


@dataclass(frozen=True, kw_only=True)
class Night:
    """The time away, in counts."""

    since: datetime
    until: datetime
    answered: int
    passed: int
    wishes: list[str]
    texts: int
    emails: int
    held: int
    opted_out: int
    cost_cents: int

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all happened."""
        return not (self.answered or self.passed or self.texts or self.emails or self.held or self.opted_out)


def away(agent: Agent, now: datetime) -> tuple[datetime, datetime]:
    """Return from when until when the agent was last not at work; until now, if they still are not."""
    zone = ZoneInfo(agent.timezone)
    today = now.astimezone(zone).date()
    ends = [
        datetime.combine(day, agent.works_until, zone)
        for day in (today - timedelta(days=back) for back in range(LOOK_BACK))
        if day.isoweekday() in agent.works_on
    ]
    since = next((moment for moment in ends if moment <= now), now - timedelta(hours=12))
    begins = datetime.combine(today, agent.works_from, zone)
    until = begins if since < begins <= now and today.isoweekday() in agent.works_on else now
    return since, until


def night(agent: Agent) -> Night:
    """Return what Homestretch did for the agent's leads while the agent was away. Four statements."""
    since, until = away(agent, clock.now())
    leads = own(agent)
    sent = _sent(leads, since, until)
    handoffs = list(
        Handoff.objects.filter(lead__in=leads, created_at__gte=since, created_at__lt=until)
        .select_related("conversation__contact")
        .order_by("-created_at")
    )
    held = GateDecision.objects.filter(
        contact__in=leads.values("contact_id"), verdict=Verdict.DEFER, decided_at__gte=since, decided_at__lt=until
    )
    refusals = Message.objects.filter(lead__in=leads, intent="opt_out", occurred_at__gte=since, occurred_at__lt=until)
    return Night(
        since=since,
        until=until,
        answered=sent["answered"],
        passed=len(handoffs),
        wishes=_wishes(handoffs),
        texts=sent["texts"],
        emails=sent["emails"],
        held=held.count(),
        opted_out=refusals.values("contact").distinct().count(),
        cost_cents=round((sent["cost"] or 0) / 10_000),
    )


def _sent(leads: QuerySet[Lead], since: datetime, until: datetime) -> dict[str, Any]:
    """Return the counts of what went out by itself, and its cost in micros of a dollar."""
    out = Message.objects.filter(
        lead__in=leads,
        direction=Direction.OUT,
        author__in=[Author.SEQUENCE, Author.ASSISTANT],
        sent_at__gte=since,
        sent_at__lt=until,
    )
    return out.aggregate(
        texts=Count("pk", filter=Q(channel=Channel.SMS)),
        emails=Count("pk", filter=Q(channel=Channel.EMAIL)),
        answered=Count("contact", filter=Q(author=Author.ASSISTANT), distinct=True),
        cost=Sum("cost_micros"),
    )


def _wishes(handoffs: Iterable[Handoff]) -> list[str]:
    """Return what the newest few asked for: “Dana wants to meet”."""
    asked = [(row.conversation.contact, WISHES[row.reason]) for row in handoffs if row.reason in WISHES]
    return [f"{contact.first_name or contact.name} {wish}" for contact, wish in asked[:MOST_NAMED]]

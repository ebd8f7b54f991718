"""What Today shows: the people an agent may have to call, the figures above them, and the day beside them.

A fixed number of statements, whatever the number of people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from analytics.metrics import call_list
from analytics.metrics.call_list import Absence, Call, Candidate
from analytics.metrics.calling_hours import opens_at
from crm.models import Agent, Appointment, ContactPoint, Lead, Task
from crm.models.leads import LeadQuerySet
from crm.selectors.search import leads_found
from crm.states import AppointmentState, LeadStatus, PointKind
from outreach.models import Conversation, Handoff
from realestate.lib import clock
from realestate.templatetags.formats import money_short
from scoring.models import Alert, Evaluation
from scoring.services import openers
from scoring.states import AlertKind, AlertState

POOL = 60  # of the best scores; beyond them nobody reaches the list
STALE = timedelta(days=14)  # an older message no longer waits for an answer; it needs a new beginning
RESTING = {LeadStatus.COLD}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One person to call, as the page shows them."""

    call: Call
    lead: Lead
    phone: str
    change: int | None
    opens_at: datetime | None
    about: str
    opener: str


@dataclass(frozen=True, kw_only=True)
class Calls:
    """The list, and how many would follow."""

    lines: list[Line]
    more: int


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One person who was asked about, and why they are not on the list (None: they are, at ``rank``)."""

    lead: Lead
    absence: Absence | None
    rank: int | None


@dataclass(frozen=True, kw_only=True)
class Day:
    """The four figures and what stands beside the list. ``waiting_*`` tell of the new leads that nobody answered."""

    waiting_seconds: int
    waiting_name: str
    waiting_count: int
    replies: int
    tasks: list[Task]
    appointments: list[Appointment]


def calls(agent: Agent) -> Calls:
    """Return whom the agent should call now, best first."""
    now = clock.now()
    people = _People(agent, now)
    ranked = call_list.rank(people.candidates(), now=now, most=len(people.leads))
    lines = [people.line(call) for call in ranked[: agent.calls_a_day]]
    return Calls(lines=lines, more=len(ranked) - len(lines))


def missing(agent: Agent, text: str, *, most: int = 3) -> list[Missing]:
    """Return why the people of this name are not on the agent's list, by the same order that made it."""
    now = clock.now()
    found = list(leads_found(text, agent).order_by(F("score").desc(nulls_last=True), "-pk")[:most])
    people = _People(agent, now, also=[lead.pk for lead in found])
    candidates = people.candidates()
    ranks = {call.lead_id: call.rank for call in call_list.rank(candidates, now=now, most=agent.calls_a_day)}
    return [
        Missing(
            lead=people.leads[lead.pk],
            absence=call_list.absence(candidates, lead.pk, now=now, most=agent.calls_a_day),
            rank=ranks.get(lead.pk),
        )
        for lead in found
    ]


def day(agent: Agent) -> Day:
    """Return the figures of the agent's day."""
    now = clock.now()
    zone = ZoneInfo(agent.timezone)
    begins = datetime.combine(now.astimezone(zone).date(), time(), zone)
    ends = begins + timedelta(days=1)
    unanswered = list(_unanswered(agent, now).select_related("contact").order_by("created_at"))
    appointments = Appointment.objects.filter(agent=agent, starts_at__gte=begins, starts_at__lt=ends)
    return Day(
        waiting_seconds=int((now - unanswered[0].created_at).total_seconds()) if unanswered else 0,
        waiting_name=unanswered[0].contact.first_name or unanswered[0].contact.name if unanswered else "",
        waiting_count=len(unanswered),
        replies=_waiting_replies(agent).count(),
        tasks=list(_tasks(agent, ends).select_related("contact", "lead").order_by("due_at", "pk")[:50]),
        appointments=list(
            appointments.exclude(status=AppointmentState.CANCELLED)
            .select_related("lead__contact")
            .order_by("starts_at", "pk")
        ),
    )


def own(agent: Agent) -> LeadQuerySet:
    """Return the leads that this agent has to call: their own, and unassigned ones where they see everyone."""
    mine = Q(assigned_to=agent)
    return Lead.objects.filter(mine | Q(assigned_to=None) if agent.sees_everyone else mine)


class _People:
    """The candidates with all that the order and the page need of them."""

    def __init__(self, agent: Agent, now: datetime, *, also: Iterable[int] = ()) -> None:
        self._now = now
        self._handoffs = {
            row.lead_id: row
            for row in Handoff.objects.filter(status="open", lead__in=own(agent)).select_related("message")
        }
        self._alerts = _first_alerts(agent)
        self._wrote: dict[int, datetime] = {}
        for contact_id, at in _waiting_replies(agent).values_list("contact_id", "last_inbound_at"):
            if at is not None:
                self._wrote[contact_id] = at
        urgent = Q(pk__in=[*self._handoffs, *self._alerts, *also]) | Q(contact__in=list(self._wrote))
        best = own(agent).open().exclude(score=None).exclude(status__in=RESTING).order_by("-score", "-pk")
        ids = list(best.values_list("pk", flat=True)[:POOL])
        rows = Lead.objects.for_agent(agent).filter(urgent | Q(pk__in=ids))
        self.leads = {lead.pk: lead for lead in rows.select_related("contact", "assigned_to", "brokerage")}
        contacts = [lead.contact_id for lead in self.leads.values()]
        self._phones = dict(
            ContactPoint.objects.filter(contact__in=contacts, kind=PointKind.PHONE, is_wrong=False)
            .order_by("is_primary", "-pk")
            .values_list("contact_id", "value")
        )
        newest = Evaluation.objects.filter(lead__in=list(self.leads)).order_by("lead_id", "-evaluated_at", "-id")
        self._reasons = dict(newest.distinct("lead_id").values_list("lead_id", "reasons"))

    def candidates(self) -> list[Candidate]:
        """Return everybody as the order sees them."""
        return [self._candidate(lead) for lead in self.leads.values()]

    def line(self, call: Call) -> Line:
        """Return one line of the list as the page shows it."""
        lead = self.leads[call.lead_id]
        alert = self._alerts.get(lead.pk)
        has_moved = lead.score is not None and lead.score_before is not None
        return Line(
            call=call,
            lead=lead,
            phone=self._phones.get(lead.contact_id, ""),
            change=lead.score - lead.score_before if has_moved else None,
            opens_at=self._opens_at(lead),
            about=about(lead),
            opener=alert.opener if alert else self._opener(lead),
        )

    def _candidate(self, lead: Lead) -> Candidate:
        handoff, alert = self._handoffs.get(lead.pk), self._alerts.get(lead.pk)
        return Candidate(
            lead_id=lead.pk,
            score=lead.score,
            before=lead.score_before,
            asked_for=handoff.reason if handoff else "",
            asked_at=handoff.created_at if handoff else None,
            said=handoff.message.body if handoff and handoff.message else "",
            wrote_at=self._wrote.get(lead.contact_id),
            due_at=alert.deadline_at if alert else None,
            due_because=alert.reason if alert else "",
            told=_strongest(self._reasons.get(lead.pk, [])),
            came_at=lead.created_at,
            reached_at=lead.last_outbound_at,
            snoozed_until=lead.snoozed_until,
            is_over=lead.converted_at is not None or lead.churned_at is not None,
            opted_out=lead.status == LeadStatus.OPTED_OUT,
            has_phone=lead.contact_id in self._phones,
            opens_at=self._opens_at(lead),
        )

    def _opens_at(self, lead: Lead) -> datetime | None:
        contact = lead.contact
        number = self._phones.get(lead.contact_id)
        return opens_at(self._now, state=contact.state, county=contact.county, number=number)

    def _opener(self, lead: Lead) -> str:
        handoff = self._handoffs.get(lead.pk)
        meets = handoff is not None and handoff.reason == "appointment_request"
        return openers.write(lead, AlertKind.APPOINTMENT if meets else AlertKind.HOT, self._reasons.get(lead.pk, []))


def about(lead: Lead) -> str:
    """Return who somebody is in half a line: "Buyer, Seminole Heights, up to $480k"."""
    parts = [lead.get_kind_display()]
    place = lead.locations[0] if lead.locations else lead.contact.city
    if place:
        parts.append(place)
    if lead.price_max_cents:
        parts.append(f"up to {money_short(lead.price_max_cents)}")
    return ", ".join(parts)


def _strongest(reasons: list[dict[str, str | int]]) -> str:
    """Return what spoke for the lead most, the start that all have aside."""
    told = [line for line in reasons if not str(line["rule"]).startswith(("start_", "came_", "clamp", "wrote_"))]
    best = max(told, key=lambda line: int(line["points"]), default=None)
    return str(best["words"]) if best and int(best["points"]) > 0 else ""


def _first_alerts(agent: Agent) -> dict[int, Alert]:
    """Return the open alert with the earliest deadline of each of the agent's leads."""
    rows = Alert.objects.filter(status=AlertState.OPEN, lead__in=own(agent)).order_by("lead_id", "deadline_at", "pk")
    return {row.lead_id: row for row in rows.distinct("lead_id")}


def _waiting_replies(agent: Agent) -> QuerySet[Conversation]:
    """Return the conversations that wait for an answer, of leads that are still worked."""
    worked = own(agent).open().values("contact_id")
    asking = Conversation.objects.unanswered().filter(contact__in=worked)
    waiting: QuerySet[Conversation] = Conversation.objects.filter(
        Q(pk__in=asking.values("pk")) | Q(handoffs__status="open"),
        contact__in=worked,
        last_inbound_at__gt=clock.now() - STALE,
    )
    return waiting.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=clock.now())).distinct()


def _unanswered(agent: Agent, now: datetime) -> QuerySet[Lead]:
    since = now - timedelta(days=1)
    return own(agent).open().filter(status=LeadStatus.NEW, last_outbound_at=None, created_at__gt=since)


def _tasks(agent: Agent, until: datetime) -> QuerySet[Task]:
    return Task.objects.open().filter(agent=agent, due_at__lt=until)

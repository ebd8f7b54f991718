"""Everything that crm knows of one lead, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crm.models import Agent, Appointment, Consent, ContactPoint, ContactTag, Deal, Lead, Ownership, Task
from crm.states import LEAD_STEPS, ConsentLevel, LeadStatus, LineType, PointKind, PointStatus, TaskState
from realestate.lib import clock

MOST_TASKS = 12
MOST_ROWS = 8
RANK = {ConsentLevel.PEWC: 3, ConsentLevel.PEC: 2, ConsentLevel.INQUIRY: 1}
BY_OTHER_WAYS = {LeadStatus.OPTED_OUT, LeadStatus.DEAL_CLOSED}  # by the person's own word, and by closing a deal


@dataclass(frozen=True)
class Reach:
    """One number or address, with what may be said of it: a badge and a line beneath."""

    point: ContactPoint
    badge: str
    tone: str
    icon: str
    detail: str


@dataclass(frozen=True)
class LeadPage:
    """What the lead page shows of crm's own."""

    lead: Lead
    reach: list[Reach]
    tags: list[ContactTag]
    homes: list[Ownership]
    tasks: list[Task]
    tasks_done: int
    appointments: list[Appointment]
    deals: list[Deal]
    others: list[Lead]
    agents: list[Agent]
    steps: list[tuple[str, str]]

    @property
    def phone(self) -> str:
        """The number to call: the first that can be used, or none."""
        return next((r.point.value for r in self.reach if r.point.kind == PointKind.PHONE and r.tone != "risk"), "")


def lead_page(lead: Lead) -> LeadPage:
    """Return the page of a lead whose contact was fetched with it."""
    contact = lead.contact
    points = list(ContactPoint.objects.filter(contact=contact).order_by("-kind", "-is_primary", "id"))
    tasks = list(
        Task.objects.filter(lead=lead)
        .exclude(status=TaskState.DROPPED)
        .order_by("-status", "due_at", "id")[:MOST_TASKS]
    )
    upcoming = Appointment.objects.filter(lead=lead, ends_at__gte=clock.now() - timedelta(days=2))
    return LeadPage(
        lead=lead,
        reach=_reach(points, lead),
        tags=list(ContactTag.objects.filter(contact=contact).select_related("tag").order_by("tag__name")),
        homes=list(Ownership.objects.filter(contact=contact).select_related("property").order_by("id")[:MOST_ROWS]),
        tasks=tasks,
        tasks_done=sum(task.status == TaskState.DONE for task in tasks),
        appointments=list(upcoming.select_related("agent").order_by("starts_at")[:MOST_ROWS]),
        deals=list(Deal.objects.filter(lead=lead).order_by("-stage_since", "-id")[:MOST_ROWS]),
        others=list(Lead.objects.filter(contact=contact).exclude(pk=lead.pk).order_by("-id")[:MOST_ROWS]),
        agents=list(Agent.objects.active().order_by("name")),
        steps=_steps(lead),
    )


def snoozes(agent: Agent) -> list[tuple[str, str]]:
    """Return the usual times to hide a lead until: key and words. They fall on the agent's first working hour."""
    return [(key, words) for key, (words, _) in SNOOZES.items()]


SNOOZES = {
    "tomorrow": ("Until tomorrow", 1),
    "days3": ("For 3 days", 3),
    "week": ("For a week", 7),
    "month": ("For 30 days", 30),
}


def snooze_until(key: str, agent: Agent) -> datetime:
    """Return the moment a snooze ends: so many days on, when the agent's day begins on the agent's clock."""
    day = clock.today(ZoneInfo(agent.timezone)) + timedelta(days=SNOOZES[key][1])
    return datetime.combine(day, agent.works_from, tzinfo=ZoneInfo(agent.timezone))


def _steps(lead: Lead) -> list[tuple[str, str]]:
    """Return the steps that a person may take by hand from here, as value and words, in the usual order."""
    names = dict(LeadStatus.choices)
    return [(to, names[to]) for to in LeadStatus.values if to in LEAD_STEPS[lead.status] - BY_OTHER_WAYS]


def _reach(points: list[ContactPoint], lead: Lead) -> list[Reach]:
    best: dict[int, Consent] = {}
    for consent in Consent.objects.filter(point__in=points, revoked_at=None).order_by("given_at"):
        known = best.get(consent.point_id)
        if known is None or RANK[ConsentLevel(consent.level)] >= RANK[ConsentLevel(known.level)]:
            best[consent.point_id] = consent
    return [_reached(point, best.get(point.pk), lead) for point in points]


def _reached(point: ContactPoint, consent: Consent | None, lead: Lead) -> Reach:
    badge, tone, icon = _badge(point, consent, lead)
    line = (
        point.get_line_type_display() if point.kind == PointKind.PHONE and point.line_type != LineType.UNKNOWN else ""
    )
    given = f"{consent.source}, {consent.given_at:%-d %b %Y}" if consent else ""
    wording = f"wording {consent.wording_version}" if consent and consent.wording_version else ""
    return Reach(point, badge, tone, icon, ", ".join(filter(None, [point.label, line, given, wording])))


def _badge(point: ContactPoint, consent: Consent | None, lead: Lead) -> tuple[str, str, str]:
    """Return the words, tone and icon for a number: what closes it first, then what opens it."""
    if point.is_wrong:
        return "Somebody else’s", "risk", "ban"
    if point.is_litigator:
        return "Litigator", "risk", "triangle-alert"
    if point.status != PointStatus.VALID:
        return point.get_status_display(), "risk", "ban"
    if lead.status == LeadStatus.OPTED_OUT:
        return "Opted out", "risk", "ban"
    if consent is None:
        return "No consent", "quiet", ""
    if consent.level == ConsentLevel.PEWC:
        return ("Written consent" if point.kind == PointKind.PHONE else "Opted in"), "allowed", "check"
    return ("For this matter", "held", "check") if consent.level == ConsentLevel.PEC else ("Their question", "held", "")

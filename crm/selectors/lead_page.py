"""Everything that crm knows of one lead, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists

from crm.models import Agent, Appointment, ContactPoint, ContactTag, Deal, Lead, Ownership, Task
from crm.states import LEAD_STEPS, LeadStatus, PointKind, PointStatus, TaskState
from realestate.lib import clock

MOST_TASKS = 12
MOST_ROWS = 8
BY_OTHER_WAYS = {LeadStatus.OPTED_OUT, LeadStatus.DEAL_CLOSED}  # by the person's own word, and by closing a deal


@dataclass(frozen=True)
class LeadPage:
    """What the lead page shows of crm's own. ``phone`` is the number to call, empty where there is none."""

    lead: Lead
    phone: str
    tags: list[ContactTag]
    homes: list[Ownership]
    tasks: list[Task]
    tasks_done: int
    appointments: list[Appointment]
    deals: list[Deal]
    others: list[Lead]
    agents: list[Agent]
    steps: list[tuple[str, str]]


def lead_page(lead: Lead) -> LeadPage:
    """Return the page of a lead whose contact was fetched with it."""
    contact = lead.contact
    tasks = list(
        Task.objects.filter(lead=lead)
        .exclude(status=TaskState.DROPPED)
        .order_by("-status", "due_at", "id")[:MOST_TASKS]
    )
    upcoming = Appointment.objects.filter(lead=lead, ends_at__gte=clock.now() - timedelta(days=2))
    return LeadPage(
        lead=lead,
        phone=_phone(lead),
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


def _phone(lead: Lead) -> str:
    """Return the number to call: the first that works and is theirs; none for who asked to be left alone, or sues."""
    if lead.status == LeadStatus.OPTED_OUT:
        return ""
    sued = ContactPoint.objects.filter(contact_id=lead.contact_id, is_litigator=True)
    usable = ContactPoint.objects.filter(
        ~Exists(sued), contact_id=lead.contact_id, kind=PointKind.PHONE, status=PointStatus.VALID, is_wrong=False
    )
    return usable.order_by("-is_primary", "id").values_list("value", flat=True).first() or ""

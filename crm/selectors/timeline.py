"""What happened with a person, newest first, a page at a time; and how crm's own events read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model, Q

from crm.models import Agent, Appointment, Consent, Contact, Deal, Event, Interaction, Task
from crm.states import ConsentLevel, DealStage, LeadStatus
from realestate.lib import timeline
from realestate.lib.timeline import Contexts, renders
from realestate.web.cursors import cursor, read_cursor

PAGE = 30


@dataclass(frozen=True)
class Entry:
    """One event as drawn."""

    event: Event
    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Day:
    """The entries of one day of the reader's calendar."""

    day: date
    first: datetime
    entries: list[Entry]


@dataclass(frozen=True)
class History:
    """One page of the timeline; ``next`` is where the next one starts, empty at the end."""

    days: list[Day]
    next: str


def history(contact: Contact, *, zone: str, group: str = "", after: str = "", most: int = 0) -> History:
    """Return a page of a contact's events by days of ``zone``.

    Args:
        group: one of ``timeline.GROUPS``; all without.
        most: how many events make a page; the usual number without.
    """
    wanted = Q(pk__in=[])
    for kind, payload in timeline.kinds_of(group).items():
        narrow = {f"payload__{key}__in": list(values) for key, values in (payload or {}).items()}
        wanted |= Q(kind=kind, **narrow)
    events = Event.objects.filter(wanted, contact_id=contact.pk).order_by("-occurred_at", "-id")
    moment, pk = read_cursor(after)
    if moment is not None:
        events = events.filter(Q(occurred_at__lt=moment) | Q(id__lt=pk), occurred_at__lte=moment)
    found = list(events[: PAGE + 1])
    shown = found[:PAGE]
    last = cursor(shown[-1].occurred_at, shown[-1].pk) if len(found) > PAGE else ""
    return History(days=_days(shown, zone), next=last)


def _days(events: Sequence[Event], zone: str) -> list[Day]:
    days: list[Day] = []
    here = ZoneInfo(zone)
    for event, template, context in timeline.drawn(events):
        day = event.occurred_at.astimezone(here).date()
        if not days or days[-1].day != day:
            days.append(Day(day=day, first=event.occurred_at, entries=[]))
        days[-1].entries.append(Entry(event, template, {**context, "event": event, "zone": zone}))
    return days


VISITS = ["view", "save", "showing", "open_house", "valuation"]


@renders(
    "interaction.recorded",
    template="crm/timeline/interaction.html",
    groups={"calls": {"interaction": ["call"]}, "visits": {"interaction": VISITS}},
)
def interactions(events: Sequence[Event]) -> Contexts:
    """Calls, notes, visits: the row behind each event."""
    return _rows(events, Interaction, "interaction_id", "interaction", "agent", "property")


@renders("appointment.set", "appointment.resolved", template="crm/timeline/appointment.html", groups={"visits": None})
def appointments(events: Sequence[Event]) -> Contexts:
    """Times agreed, held, missed, cancelled."""
    return _rows(events, Appointment, "appointment_id", "appointment", "agent")


@renders("deal.opened", "deal.moved", template="crm/timeline/deal.html")
def deals(events: Sequence[Event]) -> Contexts:
    """Deals onto the board and across it. A closing shows as its move."""
    stages = dict(DealStage.choices)
    shown = _rows(events, Deal, "deal_id", "deal")
    return {
        event.pk: {**shown[event.pk], "to": stages.get(event.payload.get("new", ""), "")}
        for event in events
        if event.pk in shown
    }


@renders("task.done", template="crm/timeline/task.html")
def tasks(events: Sequence[Event]) -> Contexts:
    """Tasks ticked off."""
    return _rows(events, Task, "task_id", "task", "agent")


@renders("consent.recorded", template="crm/timeline/consent.html")
def consents(events: Sequence[Event]) -> Contexts:
    """Permissions given."""
    levels = dict(ConsentLevel.choices)
    shown = _rows(events, Consent, "consent_id", "consent", "point")
    return {
        event.pk: {**shown[event.pk], "level": levels.get(event.payload.get("level", ""), "")}
        for event in events
        if event.pk in shown
    }


@renders("lead.created", template="crm/timeline/created.html")
def created(events: Sequence[Event]) -> Contexts:
    """The day a person came in, and by which door."""
    doors = {"csv": "by an import", "form": "by a web form", "ghl": "from GoHighLevel", "api": "over the API",
             "page": "typed in by hand", "demo": "with the demo data"}  # fmt: skip
    return {
        event.pk: {"door": doors.get(event.payload["door"], ""), "source": event.payload["source"]} for event in events
    }


@renders("lead.status_changed", template="crm/timeline/status.html")
def status_changes(events: Sequence[Event]) -> Contexts:
    """Steps of the lead, with their reason."""
    names = dict(LeadStatus.choices)
    return {
        event.pk: {
            "old": names.get(event.payload["old"], event.payload["old"]),
            "new": names.get(event.payload["new"], event.payload["new"]),
            "status": event.payload["new"],
            "reason": event.payload["reason"],
        }
        for event in events
    }


@renders("lead.assigned", template="crm/timeline/assigned.html")
def assignments(events: Sequence[Event]) -> Contexts:
    """Who works the lead from then on."""
    agents = Agent.objects.in_bulk([event.payload["agent_id"] for event in events if event.payload["agent_id"]])
    return {event.pk: {"agent": agents.get(event.payload["agent_id"])} for event in events}


def _rows(events: Sequence[Event], model: type[Model], key: str, name: str, *related: str) -> dict[int, dict[str, Any]]:
    """Return the row that each event names, fetched at once; an erased one is not drawn."""
    rows = model.objects.select_related(*related).in_bulk([event.payload[key] for event in events])  # type: ignore[attr-defined]
    return {event.pk: {name: rows[event.payload[key]]} for event in events if event.payload[key] in rows}

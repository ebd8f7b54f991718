"""What an agent does with a line of the call list: done, later, not this one; each with its way back."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from crm.models import Agent, Lead, Task
from crm.services import leads, todo
from crm.states import TaskState
from realestate.lib import clock
from realestate.lib.errors import DomainError
from scoring.models import Alert
from scoring.services import alerts
from scoring.states import AlertState

REASONS = {
    "reached": "Reached another way",
    "waits": "Waits for something",
    "not_ready": "Not ready yet",
    "other_agent": "Better with a colleague",
}
NOT_THIS_ONE_DAYS = 7


class UnknownReason(DomainError):
    """The reason is none of ours."""

    code = "unknown_reason"


@dataclass(frozen=True, kw_only=True)
class Worked:
    """What was done, and what undoing it needs."""

    task_id: int | None
    alert_ids: list[int]
    snoozed_before: datetime | None


@transaction.atomic
def done(lead: Lead, *, by: Agent) -> Worked:
    """Note that the agent worked this lead today: it leaves the list until tomorrow, and its alerts are settled."""
    before = lead.snoozed_until
    task = _note(lead, "Worked from Today", by)
    if task.status == TaskState.OPEN:
        todo.finish(task, by=by)
    settled = [alerts.resolve(row, by=by).pk for row in Alert.objects.filter(lead=lead, status=AlertState.OPEN)]
    leads.snooze(lead, _morning(by, days=1), by=by)
    return Worked(task_id=task.pk, alert_ids=settled, snoozed_before=before)


@transaction.atomic
def not_this_one(lead: Lead, why: str, *, by: Agent) -> Worked:
    """Leave a lead off the list for a week, with the reason kept among its tasks.

    Raises:
        UnknownReason: not one of ``REASONS``.
    """
    if why not in REASONS:
        raise UnknownReason("Choose one of the reasons shown.", field="why")
    before = lead.snoozed_until
    task = _note(lead, f"Not to call: {REASONS[why].lower()}", by)
    if task.status == TaskState.OPEN:
        todo.drop(task, by=by)
    leads.snooze(lead, _morning(by, days=NOT_THIS_ONE_DAYS), by=by)
    return Worked(task_id=task.pk, alert_ids=[], snoozed_before=before)


@transaction.atomic
def take_back(lead: Lead, worked: Worked, *, by: Agent) -> Lead:
    """Undo ``done`` or ``not_this_one``: the lead, its alerts and the note are as they were."""
    for row in Alert.objects.filter(pk__in=worked.alert_ids, lead=lead).exclude(status=AlertState.OPEN):
        alerts.reopen(row, by=by)
    task = Task.objects.filter(pk=worked.task_id, lead=lead).first()
    if task is not None and task.status == TaskState.DONE:
        todo.drop(todo.reopen(task, by=by), by=by)
    before = worked.snoozed_before
    return leads.snooze(lead, before if before and before > clock.now() else None, by=by)


def _note(lead: Lead, title: str, by: Agent) -> Task:
    return todo.create(title, lead=lead, agent=by, due_at=clock.now())


def _morning(agent: Agent, *, days: int) -> datetime:
    zone = ZoneInfo(agent.timezone)
    day = clock.today(zone) + timedelta(days=days)
    return datetime.combine(day, agent.works_from or time(8), zone)

"""What a person must still do."""

from datetime import datetime

from django.db import transaction

from crm.events import TaskDone
from crm.models import Agent, Contact, Lead, Task
from crm.services.events import publish
from crm.states import TASK_STEPS, TaskState
from realestate.lib import clock, states

LONGEST_TITLE = 200


@transaction.atomic
def create(
    title: str,
    *,
    lead: Lead | None = None,
    contact: Contact | None = None,
    agent: Agent | None = None,
    due_at: datetime | None = None,
    body: str = "",
    key: str | None = None,
) -> Task:
    """Return a new task. It falls to the lead's agent unless one is given.

    Args:
        key: what the task is about, for automatic ones: the same key gives the same task, done or not.
    """
    columns = {
        "title": title[:LONGEST_TITLE],
        "body": body,
        "lead": lead,
        "contact": contact or (lead.contact if lead else None),
        "agent": agent or (lead.assigned_to if lead else None),
        "due_at": due_at,
    }
    if key is None:
        return Task.objects.create(**columns)
    return Task.objects.get_or_create(key=key, defaults=columns)[0]


@transaction.atomic
def finish(task: Task, *, by: Agent | None) -> Task:
    """Tick a task off, announce it, and return it.

    Raises:
        IllegalTransition: it does not wait any more.
    """
    states.move(task, TaskState.DONE, table=TASK_STEPS, done_at=clock.now(), updated_at=clock.now())
    if task.agent_id is None and by is not None:
        task.agent = by
        task.save(update_fields=["agent"])
    publish(TaskDone(brokerage_id=task.brokerage_id, contact_id=task.contact_id, task_id=task.pk, lead_id=task.lead_id))
    return task


def reopen(task: Task, *, by: Agent | None = None) -> Task:
    """Put a task back among those that wait, and return it.

    Raises:
        IllegalTransition: it waits already.
    """
    states.move(task, TaskState.OPEN, table=TASK_STEPS, done_at=None, updated_at=clock.now())
    return task


def drop(task: Task, *, by: Agent | None = None) -> Task:
    """Strike a task that nobody needs to do any more, and return it.

    Raises:
        IllegalTransition: it does not wait any more.
    """
    states.move(task, TaskState.DROPPED, table=TASK_STEPS, updated_at=clock.now())
    return task

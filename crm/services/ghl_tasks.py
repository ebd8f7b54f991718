"""Agents' tasks, made in GoHighLevel too for those who work there. Nothing here reaches a lead."""

import structlog
from django.db import IntegrityError, transaction

from crm.models import GhlConnection, GhlTask, Task
from crm.services import ghl_api
from realestate.lib import clock
from realestate.lib.errors import DomainError, Transient

log = structlog.get_logger()

BATCH = 50
MARK = "Homestretch task {pk}"


def push_due(limit: int = BATCH) -> int:
    """Make the open tasks of the brokerage in force over there, each at most once. Returns how many were made.

    A task whose making is in doubt is not made again: a person sees it here in any case.
    """
    row = ghl_api.connection()
    if row is None or not row.mirrors_tasks or row.tasks_since is None:
        return 0
    waiting = Task.objects.open().filter(ghl=None, contact__isnull=False, created_at__gte=row.tasks_since)
    ours = waiting.exclude(key__startswith="ghl:").select_related("contact").order_by("pk")
    return sum(_push(row, task) for task in ours[:limit])


def mirror(row: GhlConnection, *, on: bool) -> GhlConnection:
    """Switch the making of tasks over there on, from now, or off. Returns the connection."""
    row.mirrors_tasks, row.tasks_since = on, (row.tasks_since or clock.now()) if on else None
    row.save(update_fields=["mirrors_tasks", "tasks_since", "updated_at"])
    return row


def ours(external_id: str, body: str) -> Task | None:
    """Return the task of ours that one over there was made from; None if it was made by their own people.

    News of its making may come before the answer to our call; so the task carries our mark.
    """
    known = GhlTask.objects.filter(external_id=external_id).select_related("task").first() if external_id else None
    if known is not None:
        return known.task
    _, found, number = body.partition(MARK.format(pk=""))
    digits = number.split(")")[0].strip()
    return Task.objects.filter(pk=int(digits)).exclude(ghl=None).first() if found and digits.isdigit() else None


def _push(row: GhlConnection, task: Task) -> int:
    try:
        with transaction.atomic():
            claim = GhlTask.objects.create(task=task)
    except IntegrityError:  # another worker makes it
        return 0
    due_at = (task.due_at or clock.now()).isoformat().replace("+00:00", "Z")
    mark = f"({MARK.format(pk=task.pk)})"
    told = {"title": task.title, "body": f"{task.body}\n{mark}".strip(), "dueDate": due_at, "completed": False}
    try:
        person = ghl_api.person(row, task.contact)
        answer = ghl_api.call(row, "POST", f"/contacts/{person}/tasks", json=told)
    except (DomainError, Transient) as refusal:
        claim.problem = str(refusal)[:200]
        claim.save(update_fields=["problem", "updated_at"])
        log.info("ghl.task_not_made", task_id=task.pk)
        return 0
    claim.external_id = str((answer.get("task") or {}).get("id") or "")[:80]
    claim.save(update_fields=["external_id", "updated_at"])
    return 1

"""Tasks are made once per key and ticked off once."""

import pytest

from crm.models import Event, Task
from crm.services import todo
from realestate.lib.errors import IllegalTransition
from tests.factories.crm import LeadFactory, TaskFactory


def test_create_falls_to_the_leads_agent(brokerage, agent):
    lead = LeadFactory(assigned_to=agent)
    task = todo.create("Call back", lead=lead)
    assert (task.agent, task.contact, task.status) == (agent, lead.contact, "open")


def test_create_is_idempotent_by_key(brokerage):
    first = todo.create("Call back", key="call:1")
    todo.finish(first, by=None)
    assert todo.create("Call back again", key="call:1") == first
    assert Task.objects.count() == 1


def test_tasks_without_a_key_are_never_the_same(brokerage):
    assert todo.create("Call back") != todo.create("Call back")


def test_finish_happens_once_and_is_announced(brokerage, agent):
    task = TaskFactory()
    assert todo.finish(task, by=agent).done_at is not None
    with pytest.raises(IllegalTransition):
        todo.finish(task, by=agent)
    assert Event.objects.filter(kind="task.done").count() == 1
    assert todo.reopen(task).done_at is None


def test_drop_strikes_a_task(brokerage):
    assert todo.drop(TaskFactory()).status == "dropped"

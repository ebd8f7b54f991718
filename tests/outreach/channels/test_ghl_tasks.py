"""Agents' tasks in GoHighLevel: made once, in the form their API wants, and known again when they come back."""

import json

import pytest

from crm.models import GhlLink, GhlTask, InboundHook, Task
from crm.services import ghl_intake, ghl_tasks, todo
from realestate.lib import clock
from tests import contracts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def task(ghl, location, lead) -> Task:
    ghl_tasks.mirror(location, on=True)
    GhlLink.objects.create(kind="contact", external_id="person1", contact=lead.contact, as_of=clock.now())
    ghl.on("POST", "/contacts/person1/tasks", (201, {"task": {"id": "t1"}}))
    return todo.create("Call Dana", lead=lead, body="About Saturday")


def test_a_task_is_made_over_there_once(ghl, task):
    assert [ghl_tasks.push_due(), ghl_tasks.push_due()] == [1, 0]
    (made,) = ghl.calls
    assert (made.json["title"], made.json["completed"]) == ("Call Dana", False)
    assert GhlTask.objects.get().external_id == "t1"


def test_a_doubtful_making_is_not_repeated(ghl, task):
    ghl.on("POST", "/contacts/person1/tasks", (502, {}))
    assert [ghl_tasks.push_due(), ghl_tasks.push_due()] == [0, 0]
    assert len(ghl.calls) == 1
    assert GhlTask.objects.get().problem


def test_older_tasks_and_theirs_stay_where_they_are(ghl, task, location):
    location.tasks_since = clock.now()
    location.save()
    todo.create("Theirs", contact=task.contact, key="ghl:abc")
    Task.objects.filter(pk=task.pk).update(created_at=clock.now().replace(year=2020))
    assert ghl_tasks.push_due() == 0


@pytest.mark.parametrize("is_noted", [True, False])
def test_our_own_task_that_comes_back_is_not_made_twice(ghl, task, location, is_noted):
    ghl_tasks.push_due()
    if not is_noted:  # their news overtake the answer to our call
        GhlTask.objects.update(external_id="")
    told = {"id": "t1", "contactId": "person1", "body": ghl.calls[0].json["body"], "locationId": contracts.LOCATION}
    hook = InboundHook.objects.create(
        provider="ghl", external_id="w1", kind="TaskCreate", brokerage=location.brokerage, body=json.loads(
            contracts.ghl("task_create", **told)
        ),
    )  # fmt: skip
    assert ghl_intake.handle(hook.pk).status == "handled"
    assert list(Task.objects.filter(contact=task.contact)) == [task]

"""Queued work enters the brokerage and calls one service."""

import re
from pathlib import Path

import pytest
from django.core import mail

from nurturing import tasks
from nurturing.models import Touchpoint
from nurturing.services import agent_notices, enrollment, sequences
from nurturing.states import TouchpointStatus
from outreach.models import Message
from realestate.lib import clock, scopes
from tests.factories.nurturing import make_sequence, step
from tests.factories.outreach import open_brokerage, willing_lead

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def due():
    """One due step in each of two brokerages."""
    brokerages = [open_brokerage(), open_brokerage()]
    for brokerage in brokerages:
        with scopes.in_brokerage(brokerage):
            enrollment.enroll(willing_lead(brokerage), make_sequence(step(wait="0 minutes")), because="by hand")
    return brokerages


def test_sweep_does_the_steps_of_every_brokerage(due):
    tasks.run_due()
    for brokerage in due:
        with scopes.in_brokerage(brokerage):
            assert Touchpoint.objects.get().status != TouchpointStatus.PLANNED
            assert Message.objects.count() == 1


def test_watch_sweep_and_take_back_run_in_each_brokerage(due):
    tasks.run_due()
    with scopes.in_brokerage(due[0]):
        sequence = sequences.pause(make_sequence(step(wait="0 minutes")))
        message = Message.objects.get()
        assert message.status in {"queued", "held"}
    tasks.take_back(due[0].pk)
    tasks.look_after()
    with scopes.in_brokerage(due[0]):
        assert Touchpoint.objects.get(enrollment__sequence=sequence).status == TouchpointStatus.PLANNED


def test_no_step_travels_as_a_delayed_task():
    """T18: due work is a row with a due time; nothing here asks the queue to wait."""
    folder = Path(tasks.__file__).parent
    sources = {path.name: path.read_text() for path in folder.rglob("*.py")}
    delayed = [name for name, text in sources.items() if re.search(r"\b(eta|countdown|apply_async)\b", text)]
    assert "tasks.py" in sources
    assert delayed == []


def test_notice_task_mails(due, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with scopes.in_brokerage(due[0]):
        agent = enrollment.Enrollment.objects.get().lead.assigned_to
        notice = agent_notices.notify(agent, kind="alert", title="Call Dana", key="alert:1")
    tasks.email_notice(due[0].pk, notice.pk)
    tasks.email_notice(due[0].pk, notice.pk)
    assert len(mail.outbox) == 1
    assert clock.shift().total_seconds() == 0

"""The admin pages open, list at a steady cost, and their actions call the services."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nurturing.models import Enrollment, Notice, Sequence, SequenceVersion, Touchpoint
from nurturing.services import agent_notices, enrollment
from nurturing.states import EnrollmentStatus
from realestate.lib import scopes
from tests.factories.crm import AgentFactory, UserFactory
from tests.factories.nurturing import make_sequence
from tests.factories.outreach import open_brokerage, willing_lead

PAGES = {"sequence": Sequence, "sequenceversion": SequenceVersion, "enrollment": Enrollment, "touchpoint": Touchpoint,
         "notice": Notice}  # fmt: skip


@pytest.fixture
def brokerage(db):
    """A brokerage in force on the real clock, as the admin sees it."""
    brokerage = open_brokerage()
    with scopes.in_brokerage(brokerage):
        yield brokerage


@pytest.fixture
def operator(brokerage):
    """A browser in which an operator of the brokerage is signed in."""
    browser = Client()
    user = UserFactory(brokerage=brokerage, is_staff=True, is_superuser=True)
    AgentFactory(user=user, owner=True)
    browser.force_login(user)
    return browser


def fill(brokerage, number):
    lead = willing_lead(brokerage)
    enrollment.enroll(lead, make_sequence(key=f"s{number}"), because="by hand")
    agent_notices.notify(lead.assigned_to, kind="alert", title="Call", key=f"alert:{number}", lead=lead)


def statements(browser, url):
    browser.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_and_costs_the_same_for_one_and_three(operator, brokerage, name):
    url = reverse(f"admin:nurturing_{name}_changelist")
    fill(brokerage, 1)
    one = statements(operator, url)
    fill(brokerage, 2)
    fill(brokerage, 3)
    assert statements(operator, url) <= one + 1  # the filter over sequences reads names once there are two
    row = PAGES[name].objects.first()
    assert operator.get(reverse(f"admin:nurturing_{name}_change", args=[row.pk])).status_code == 200


def act(operator, name, action, row):
    url = reverse(f"admin:nurturing_{name}_changelist")
    return operator.post(url, {"action": action, "_selected_action": [row.pk]}, follow=True)


def test_runs_are_paused_resumed_and_ended(operator, brokerage):
    fill(brokerage, 1)
    run = Enrollment.objects.get()
    for action, status in (
        ("pause", EnrollmentStatus.PAUSED),
        ("resume", EnrollmentStatus.ACTIVE),
        ("end", EnrollmentStatus.EXITED),
    ):
        assert "1 done, 0 refused" in act(operator, "enrollment", action, run).content.decode()
        run.refresh_from_db()
        assert run.status == status
    assert "0 done, 1 refused" in act(operator, "enrollment", "pause", run).content.decode()


def test_sequences_are_switched(operator, brokerage):
    fill(brokerage, 1)
    sequence = Sequence.objects.get()
    act(operator, "sequence", "switch_off", sequence)
    sequence.refresh_from_db()
    assert sequence.is_paused
    act(operator, "sequence", "switch_on", sequence)
    sequence.refresh_from_db()
    assert not sequence.is_paused


def test_versions_cannot_be_edited(operator, brokerage):
    """Invariant 5: a change makes the next version."""
    fill(brokerage, 1)
    version = SequenceVersion.objects.get()
    url = reverse("admin:nurturing_sequenceversion_change", args=[version.pk])
    operator.post(url, {"number": 9, "days": 1})
    version.refresh_from_db()
    assert (version.number, version.days) == (1, 400)

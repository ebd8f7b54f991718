"""Handoffs that nobody takes: the next of us is told in time, each once, and it ends with the takeover."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.models import Agent, Event, Lead
from crm.states import Role
from outreach.models import HandoffCall
from outreach.selectors import inbox
from outreach.services import conversations, handoff, passing_on
from realestate.lib import clock
from tests.factories.crm import AgentFactory
from tests.factories.outreach import NIGHT, NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rota(brokerage, lead):
    """Three agents whose turn it is after the lead's own, one manager, and one who takes no leads."""
    AgentFactory(brokerage=brokerage, name="Away", is_available=False)
    agents = [AgentFactory(brokerage=brokerage, name=name) for name in ("First", "Second", "Third")]
    return [*agents, AgentFactory(brokerage=brokerage, name="Manager", role=Role.MANAGER, is_available=False)]


@pytest.fixture
def waiting(lead, rota):
    """A handoff that the lead's agent was told of at noon."""
    row = conversations.of(lead.contact)
    conversations.said(row, NOON, inbound=True)
    return handoff.request(row, lead=lead, reason="interested", summary="Is interested.")


def minutes_on(minutes, since=NOON):
    return clock.shifted(since + timedelta(minutes=minutes) - clock.real_now())


def told():
    return list(HandoffCall.objects.order_by("number").values_list("agent__name", flat=True))


def test_nobody_else_is_told_before_the_time_is_over(waiting):
    with minutes_on(14):
        assert passing_on.pass_on_due() == 0


def test_the_next_two_of_the_rota_and_then_the_manager_are_told_each_once(waiting):
    for minutes in (16, 16, 31, 32, 47, 62, 200, 400):
        with minutes_on(minutes):
            passing_on.pass_on_due()

    assert told() == ["First", "Second", "Manager"]
    assert Event.objects.filter(kind="handoff.passed_on").count() == 3


def test_a_takeover_ends_it(waiting, lead):
    with minutes_on(16):
        passing_on.pass_on_due()
        handoff.take_over(waiting.conversation, agent=lead.assigned_to)
    with minutes_on(60):
        assert passing_on.pass_on_due() == 0

    assert told() == ["First"]


def test_a_handoff_of_the_night_waits_for_the_morning(lead, rota):
    with minutes_on(0, since=NIGHT):
        handoff.request(conversations.of(lead.contact), lead=lead, reason="interested", summary="Is interested.")
    with minutes_on(60, since=NIGHT):
        assert passing_on.pass_on_due() == 0
    with minutes_on(11 * 60 + 5, since=NIGHT):  # 9:05 in Orlando
        assert passing_on.pass_on_due() == 1

    assert told() == ["First"]


def test_the_brokerage_sets_the_time_and_nought_tells_nobody_else(waiting, brokerage):
    type(brokerage).objects.filter(pk=brokerage.pk).update(handoff_minutes=0)
    with minutes_on(300):
        assert passing_on.pass_on_due() == 0

    type(brokerage).objects.filter(pk=brokerage.pk).update(handoff_minutes=240)
    with minutes_on(241):
        assert passing_on.pass_on_due() == 1


def test_what_waits_for_days_is_not_told_again(waiting):
    with minutes_on(4 * 24 * 60):
        assert passing_on.pass_on_due() == 0


def test_who_is_told_finds_it_in_their_inbox_and_gets_the_lead_with_the_takeover(waiting, lead):
    first = Agent.objects.get(name="First")
    assert not inbox.visible_to(first).exists()

    with minutes_on(16):
        passing_on.pass_on_due()
        assert inbox.visible_to(first).get() == waiting.conversation
        assert inbox.waiting_count(first) == 1
        handoff.take_over(waiting.conversation, agent=first)

    assert Lead.objects.for_agent(first).get() == lead


def test_a_manager_who_takes_over_leaves_the_lead_with_its_agent(waiting, lead):
    manager, before = Agent.objects.get(name="Manager"), lead.assigned_to
    for minutes in (16, 32, 48):
        with minutes_on(minutes):
            passing_on.pass_on_due()
    with minutes_on(50):
        handoff.take_over(waiting.conversation, agent=manager)

    lead.refresh_from_db()
    assert lead.assigned_to == before


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.integers(min_value=1, max_value=25), min_size=1, max_size=10), taken_after=st.integers(0, 9))
def test_whenever_it_is_looked_nobody_is_told_early_or_twice_or_after_the_takeover(lead, rota, steps, taken_after):
    row = conversations.of(lead.contact)
    waiting = handoff.request(row, lead=lead, reason="interested", summary="Is interested.")
    asked_at, at = waiting.created_at, 0
    for number, step in enumerate(steps):
        at += step
        with clock.shifted(asked_at + timedelta(minutes=at) - clock.real_now()):
            if number == taken_after:
                handoff.take_over(row, agent=lead.assigned_to)
            passing_on.pass_on_due()

    moments = [asked_at, *HandoffCall.objects.filter(handoff=waiting).values_list("told_at", flat=True)]
    agents = list(HandoffCall.objects.filter(handoff=waiting).values_list("agent", flat=True))
    waiting.refresh_from_db()
    assert all(later - earlier >= timedelta(minutes=15) for earlier, later in zip(moments, moments[1:], strict=False))
    assert len(set(agents)) == len(agents) <= 3
    assert waiting.taken_at is None or moments[-1] <= waiting.taken_at
    if waiting.taken_at is None:
        handoff.take_over(row, agent=lead.assigned_to)
    handoff.give_back(row, agent=lead.assigned_to)

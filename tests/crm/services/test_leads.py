"""Leads move by their table, and every change is announced."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.errors import InvalidLead
from crm.models import Event, StatusChange
from crm.services import leads
from crm.states import LeadStatus
from realestate.lib import clock
from realestate.lib.errors import IllegalTransition
from tests.factories.crm import AgentFactory, LeadFactory

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def told(kind: str) -> list[dict]:
    return list(Event.objects.filter(kind=kind).order_by("id").values_list("payload", flat=True))


def test_change_status_keeps_the_step_and_announces_it(brokerage, agent):
    lead = LeadFactory()
    step = leads.change_status(lead, LeadStatus.CONTACTED, reason="Called.", agent=agent)
    assert (step.old, step.new, step.reason, step.agent) == ("new", "contacted", "Called.", agent)
    assert told("lead.status_changed") == [{"lead_id": lead.pk, "old": "new", "new": "contacted", "reason": "Called."}]


def test_change_status_refuses_a_step_the_table_has_not(brokerage):
    lead = LeadFactory(status=LeadStatus.OPTED_OUT)
    with pytest.raises(IllegalTransition):
        leads.change_status(lead, LeadStatus.CONTACTED, reason="Once more.")
    assert not StatusChange.objects.exists()


def test_change_status_refuses_who_comes_second(brokerage):
    lead = LeadFactory()
    stale = type(lead).objects.get(pk=lead.pk)
    leads.change_status(lead, LeadStatus.REPLIED, reason="Wrote.")
    with pytest.raises(IllegalTransition):
        leads.change_status(stale, LeadStatus.COLD, reason="Silent.")


@pytest.mark.parametrize(
    ("begin", "steps"),
    [
        ("new", ["interested", "negotiating", "deal_closed"]),
        ("interested", ["negotiating", "deal_closed"]),
        ("negotiating", ["deal_closed"]),
        ("cold", ["interested", "negotiating", "deal_closed"]),
        ("deal_closed", []),
        ("opt_out", []),
    ],
)
def test_advance_goes_every_step_up_and_never_back(brokerage, begin, steps):
    lead = LeadFactory(status=begin)
    taken = leads.advance(lead, LeadStatus.DEAL_CLOSED, reason="Closed.")
    assert [step.new for step in taken] == steps
    assert leads.advance(lead, LeadStatus.INTERESTED, reason="Again.") == []


def test_change_announces_only_what_changed(brokerage):
    lead = LeadFactory(timeline="now")
    leads.change(lead, timeline="now", beds_min=3)
    leads.change(lead, beds_min=3)
    assert told("lead.changed") == [{"lead_id": lead.pk, "fields": ["beds_min"]}]


def test_change_counts_a_budget_that_a_person_enters_as_confirmed(brokerage, agent):
    lead = leads.change(LeadFactory(), agent=agent, price_max_cents=400_000_00)
    assert lead.budget_confirmed


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"status": "cold"}, "status"),
        ({"score": 50}, "score"),
        ({"timeline": "whenever"}, "timeline"),
        ({"price_min_cents": 2, "price_max_cents": 1}, "price_min_cents"),
    ],
)
def test_change_refuses_and_names_the_field(brokerage, columns, field):
    with pytest.raises(InvalidLead) as refusal:
        leads.change(LeadFactory(), **columns)
    assert refusal.value.field == field


def test_assign_announces_each_change_once(brokerage, agent):
    lead, other = LeadFactory(), AgentFactory()
    for to in (agent, agent, other, None, None):
        leads.assign(lead, to)
    assert [payload["agent_id"] for payload in told("lead.assigned")] == [agent.pk, other.pk, None]


def test_record_score_keeps_the_one_before_and_takes_no_older_one(brokerage):
    lead = LeadFactory()
    leads.record_score(lead, 40, at=NOON)
    leads.record_score(lead, 70, at=NOON + timedelta(minutes=1))
    leads.record_score(lead, 10, at=NOON)
    assert (lead.score, lead.score_before) == (70, 40)


def test_touched_never_goes_back_in_time(brokerage):
    lead = LeadFactory()
    leads.touched(lead, inbound_at=NOON, next_touch_at=NOON + timedelta(days=1))
    leads.touched(lead, inbound_at=NOON - timedelta(hours=1), outbound_at=NOON)
    assert (lead.last_inbound_at, lead.last_outbound_at) == (NOON, NOON)
    assert lead.next_touch_at == NOON + timedelta(days=1)
    assert leads.touched(lead, next_touch_at=None).next_touch_at is None


def test_snooze_hides_until_a_time_to_come(brokerage, agent):
    lead, tomorrow = LeadFactory(), clock.now() + timedelta(days=1)
    assert leads.snooze(lead, tomorrow, by=agent).snoozed_until == tomorrow
    with pytest.raises(InvalidLead):
        leads.snooze(lead, clock.now() - timedelta(hours=1), by=agent)
    assert leads.snooze(lead, None, by=agent).snoozed_until is None

"""Deals go across the board and take their lead along."""

import pytest

from crm.errors import InvalidDeal
from crm.models import Event, StageChange
from crm.services import deals
from realestate.lib.errors import IllegalTransition
from tests.factories.crm import DealFactory, LeadFactory


def test_open_deal_stands_at_the_first_stage_and_shows_interest(brokerage, agent):
    lead = LeadFactory(assigned_to=agent)
    deal = deals.open_deal(lead, kind="buyer", title="Home for Dana", value_cents=400_000_00)
    assert (deal.stage, deal.agent) == ("qualified", agent)
    lead.refresh_from_db()
    assert lead.status == "interested"
    assert Event.objects.filter(kind="deal.opened", contact_id=lead.contact_id).count() == 1


def test_a_deal_goes_all_the_way_and_converts_its_lead(brokerage, agent):
    deal = deals.open_deal(LeadFactory(), kind="buyer", title="Home")
    for stage in ("active", "offer", "under_contract"):
        deals.move(deal, stage, by=agent)
    deals.close(deal, value_cents=410_000_00, commission_cents=12_300_00, by=agent)
    deal.lead.refresh_from_db()
    assert (deal.stage, deal.value_cents, deal.lead.status) == ("closed", 410_000_00, "deal_closed")
    assert None not in (deal.closed_at, deal.lead.converted_at)
    steps = StageChange.objects.order_by("id").values_list("old", "new")
    assert list(steps) == [
        ("", "qualified"),
        ("qualified", "active"),
        ("active", "offer"),
        ("offer", "under_contract"),
        ("under_contract", "closed"),
    ]
    closed = Event.objects.get(kind="deal.closed").payload
    assert (closed["value_cents"], closed["commission_cents"]) == (410_000_00, 12_300_00)


def test_a_closing_leaves_an_opt_out_alone(brokerage):
    deal = DealFactory(stage="under_contract", lead__status="opt_out")
    deals.close(deal, value_cents=1, commission_cents=0)
    deal.lead.refresh_from_db()
    assert deal.lead.status == "opt_out"


def test_a_lost_deal_says_why_and_may_come_back(brokerage):
    deal = DealFactory()
    with pytest.raises(InvalidDeal):
        deals.move(deal, "lost", lost_reason=" ")
    deals.move(deal, "lost", lost_reason="Chose to rent.")
    assert deals.move(deal, "qualified").lost_reason == ""


def test_closing_goes_through_close_only(brokerage):
    deal = DealFactory(stage="under_contract")
    with pytest.raises(InvalidDeal):
        deals.move(deal, "closed")
    with pytest.raises(IllegalTransition):
        deals.close(DealFactory(), value_cents=1, commission_cents=1)


def test_amounts_are_not_below_zero(brokerage):
    with pytest.raises(InvalidDeal):
        deals.open_deal(LeadFactory(), kind="buyer", title="Home", value_cents=-1)

"""Deals go across the board and take their lead along."""

import pytest

from crm.errors import InvalidDeal, NotReopened
from crm.models import Deal, Event, StageChange
from crm.services import deals, leads
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


@pytest.fixture
def closed(brokerage, agent):
    deal = deals.open_deal(LeadFactory(), kind="buyer", title="Home", value_cents=400_000_00)
    for stage in ("offer", "under_contract"):
        deals.move(deal, stage, by=agent)
    return deals.close(deal, value_cents=410_000_00, commission_cents=12_300_00, by=agent)


def last(deal):
    return StageChange.objects.filter(deal=deal).latest("id")


def back(deal, **amounts):
    return deals.take_back(last(deal), **{"value_cents": 400_000_00, "commission_cents": None, **amounts})


def test_a_closing_taken_back_is_as_if_it_had_not_been(closed):
    under_contract_since = StageChange.objects.get(new="under_contract").created_at

    deal = back(closed)

    closed.lead.refresh_from_db()
    assert (deal.stage, deal.closed_at, deal.value_cents, deal.commission_cents) == (
        "under_contract", None, 400_000_00, None,
    )  # fmt: skip
    assert deal.stage_since == under_contract_since
    assert (closed.lead.status, closed.lead.converted_at) == ("negotiating", None)
    assert last(closed).new == "under_contract"
    assert Event.objects.filter(kind="deal.reopened").count() == 1


def test_a_deal_moved_since_is_not_taken_back(closed):
    step = last(closed)
    deal = back(closed)
    deals.move(deal, "offer")
    again = last(deal)
    deals.move(deal, "active")

    with pytest.raises(NotReopened):
        deals.take_back(again, value_cents=1, commission_cents=1)
    with pytest.raises(NotReopened):
        deals.take_back(step, value_cents=1, commission_cents=1)
    assert Deal.objects.get(pk=deal.pk).stage == "active"


def test_opening_a_deal_is_no_step_that_can_be_taken_back(brokerage):
    deal = deals.open_deal(LeadFactory(), kind="buyer", title="Home")

    with pytest.raises(NotReopened):
        back(deal)


def test_a_lead_with_another_closed_deal_stays_converted(closed):
    DealFactory(lead=closed.lead, stage="closed", closed_at=closed.closed_at)

    back(closed)

    closed.lead.refresh_from_db()
    assert closed.lead.status == "deal_closed"


def test_who_opted_out_since_the_closing_stays_so(closed):
    leads.change_status(closed.lead, "opt_out", reason="STOP")

    back(closed)

    closed.lead.refresh_from_db()
    assert closed.lead.status == "opt_out"


def test_a_person_who_came_back_as_a_new_lead_is_not_doubled(closed):
    LeadFactory(contact=closed.lead.contact, kind=closed.lead.kind)

    with pytest.raises(NotReopened, match="came back"):
        back(closed)
    assert Deal.objects.get(pk=closed.pk).stage == "closed"


def test_a_loss_is_taken_back_to_where_the_deal_was(brokerage):
    deal = deals.open_deal(LeadFactory(), kind="buyer", title="Home")
    deals.move(deal, "offer")
    deals.move(deal, "lost", lost_reason="Chose to rent.")

    deal = back(deal)

    assert (deal.stage, deal.lost_reason) == ("offer", "")

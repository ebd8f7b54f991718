"""The board and one deal."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import Deal, Lead
from crm.services import deals
from crm.states import DealStage, LeadStatus
from realestate.lib import clock
from tests.factories.crm import AgentFactory, DealFactory, LeadFactory

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def deal(brokerage):
    return DealFactory(value_cents=480_000_00)


def columns(response):
    return {column.stage: column for column in response.context["columns"]}


def test_the_board_sums_and_counts_each_stage(client, deal):
    DealFactory(value_cents=20_000_00)

    first = columns(client.get("/pipeline/"))["qualified"]

    assert (first.count, first.sum_cents, len(first.cards)) == (2, 500_000_00, 2)


def test_each_kind_has_its_own_board(client, deal):
    DealFactory(kind="seller")

    assert columns(client.get("/pipeline/?kind=seller"))["qualified"].count == 1
    assert columns(client.get("/pipeline/?kind=nonsense"))["qualified"].count == 1


def test_one_deal_and_three_cost_the_same_number_of_statements(client, deal):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get("/pipeline/")
        return len(seen)

    client.get("/pipeline/")
    one = statements()
    DealFactory(), DealFactory(stage=DealStage.OFFER)

    assert statements() == one


@pytest.mark.parametrize(("days", "tone"), [(2, ""), (20, "attention"), (50, "risk")])
def test_an_old_deal_turns_amber_then_brick(client, deal, days, tone):
    Deal.objects.update(stage_since=clock.now() - timedelta(days=days))

    assert columns(client.get("/pipeline/"))["qualified"].cards[0].tone == tone


def test_a_dropped_card_moves_its_deal_and_draws_the_board(client, deal):
    response = client.post(f"/deals/{deal.pk}/move/", {"stage": "offer"}, **HTMX)

    assert columns(client.get("/pipeline/"))["offer"].count == 1
    assert b"data-board" in response.content
    assert b"<html" not in response.content
    assert Lead.objects.get().status == LeadStatus.NEGOTIATING


def test_a_move_is_taken_back(client, deal):
    client.post(f"/deals/{deal.pk}/move/", {"stage": "active"})
    deals.move(Deal.objects.get(), "appointment")
    client.post(f"/deals/{deal.pk}/move/", {"stage": "active"})

    client.post(f"/undo/{list(client.session['undo'])[-1]}/")

    assert Deal.objects.get().stage == "appointment"


def test_a_step_the_board_has_not_is_refused_in_words(client, deal):
    response = client.post(f"/deals/{deal.pk}/move/", {"stage": "under_contract"}, **HTMX)

    assert response.status_code == 422
    assert "it goes to appointment or active or offer first" in response.content.decode()
    assert Deal.objects.get().stage == "qualified"


def test_the_preview_says_what_the_move_would_mean(client, deal):
    assert b"counts as negotiating" in client.get(f"/deals/{deal.pk}/preview/?stage=offer", **HTMX).content
    assert b"Not from here" in client.get(f"/deals/{deal.pk}/preview/?stage=closed", **HTMX).content


def test_dropping_on_closed_asks_for_the_amounts_first(client, deal):
    for stage in ("offer", "under_contract"):
        deals.move(deal, stage)

    response = client.post(f"/deals/{deal.pk}/move/", {"stage": "closed"}, **HTMX)

    assert response["HX-Redirect"] == f"/deals/{deal.pk}/#closed"
    client.post(f"/deals/{deal.pk}/close/", {"value_cents": "478,000", "commission_cents": "14k"})
    row = Deal.objects.get()
    assert (row.stage, row.value_cents, row.commission_cents) == ("closed", 478_000_00, 14_000_00)
    assert Lead.objects.get().status == LeadStatus.DEAL_CLOSED


def close(client, deal):
    for stage in ("offer", "under_contract"):
        deals.move(deal, stage)
    client.post(f"/deals/{deal.pk}/close/", {"value_cents": "478,000", "commission_cents": "14k"})


def test_a_closing_is_undone_from_its_toast_with_the_amounts_from_before(client, deal):
    close(client, deal)

    client.post(f"/undo/{list(client.session['undo'])[-1]}/")

    row = Deal.objects.get()
    assert (row.stage, row.value_cents, row.commission_cents) == ("under_contract", 480_000_00, None)
    assert Lead.objects.get().status == LeadStatus.NEGOTIATING


def test_a_closed_deal_is_reopened_from_its_page_and_keeps_its_amounts(client, deal):
    close(client, deal)
    assert "Reopen the deal" in client.get(f"/deals/{deal.pk}/").content.decode()

    client.post(f"/deals/{deal.pk}/reopen/")

    row = Deal.objects.get()
    assert (row.stage, row.value_cents) == ("under_contract", 478_000_00)


def test_a_deal_that_is_not_closed_is_not_reopened(client, deal):
    assert client.post(f"/deals/{deal.pk}/reopen/").status_code == 422
    assert "Reopen the deal" not in client.get(f"/deals/{deal.pk}/").content.decode()


def test_an_undo_that_comes_too_late_says_so_and_changes_nothing(client, deal):
    close(client, deal)
    token = list(client.session["undo"])[-1]
    client.post(f"/deals/{deal.pk}/reopen/")

    answer = client.post(f"/undo/{token}/", **HTMX)

    assert answer.status_code == 422
    assert "moved since" in answer.content.decode()
    assert Deal.objects.get().stage == "under_contract"


def test_a_lost_deal_needs_its_reason_and_can_be_taken_up_again(client, deal):
    assert client.post(f"/deals/{deal.pk}/lose/", {"lost_reason": ""}).status_code == 422

    client.post(f"/deals/{deal.pk}/lose/", {"lost_reason": "Bought elsewhere"})
    assert Deal.objects.get().lost_reason == "Bought elsewhere"

    client.post(f"/deals/{deal.pk}/move/", {"stage": "qualified"})
    assert Deal.objects.get().stage == "qualified"


def test_a_deal_is_opened_from_a_person_and_changed(client, me):
    lead = LeadFactory(assigned_to=me)

    client.post(f"/deals/new/?lead={lead.pk}", {"title": "5412 N Louisiana", "kind": "buyer", "value_cents": "465k"})
    row = Deal.objects.get()
    client.post(f"/deals/{row.pk}/change/", {"title": "5412 N Louisiana Ave", "expected_on": "2026-12-02"})

    row.refresh_from_db()
    assert (row.title, row.expected_on.isoformat(), row.value_cents) == ("5412 N Louisiana Ave", "2026-12-02", None)


def test_a_colleagues_deal_is_not_there_for_an_agent(client, deal):
    Deal.objects.update(agent=AgentFactory(name="Luis"))
    client.force_login(AgentFactory(name="Ana").user)

    assert client.get(f"/deals/{deal.pk}/").status_code == 404
    assert columns(client.get("/pipeline/"))["qualified"].count == 0


def test_a_deals_page_costs_the_same_whatever_its_history(client, deal):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/deals/{deal.pk}/")
        return len(seen)

    deals.move(deal, "active")
    statements()
    one = statements()
    deals.move(deal, "appointment"), deals.move(deal, "active")

    assert statements() == one

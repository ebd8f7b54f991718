"""Homes that fit a buyer, on the lead's page; buyers on the home's; set aside and taken back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.states import InteractionKind, LeadKind
from realestate.lib import clock, panels
from scoring.models import MatchDismissal, Valuation
from tests.factories.crm import AgentFactory, InteractionFactory, LeadFactory, ListingFactory, PropertyFactory
from tests.signing_in import browser_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def buyer(lead):
    lead.kind, lead.locations, lead.price_max_cents = LeadKind.BUYER, ["Tampa"], 45_000_000
    lead.beds_min, lead.property_type = 3, "house"
    lead.save()
    return lead


def listed(street="12 Bay Street", *, price_cents=42_000_000, status="active", **home):
    home = {"situs_city": "Tampa", "beds": 3, "kind": "house", **home}
    return ListingFactory(
        property=PropertyFactory(situs_street=street, **home),
        price_cents=price_cents,
        status=status,
        listed_on=clock.now().date() - timedelta(days=3),
    )


def shown(client, name, row):
    return client.get(reverse(f"scoring:{name}", args=[row.pk]), headers=HTMX)


def test_the_panels_are_guests_of_the_lead_and_the_home():
    assert "scoring:lead-matches" in {panel.url_name for panel in panels.panels_for("lead", "aside")}
    assert "scoring:home-buyers" in {panel.url_name for panel in panels.panels_for("property", "aside")}


def test_a_home_that_fits_is_shown_with_its_reasons(client, buyer):
    listed()

    html = shown(client, "lead-matches", buyer).content.decode()

    assert "12 Bay Street" in html
    assert "$420,000 is within their $450K" in html
    assert "In Tampa, which they named" in html
    assert "There is no estimate to compare the price with" in html
    assert "1 for sale" in html
    assert "Based on what they told." in html


def test_an_estimate_is_compared_with_the_price_and_called_what_it_is(client, buyer):
    home = listed().property
    for days, cents in ((9, 10_000_000), (1, 44_000_000)):
        Valuation.objects.create(
            property=home,
            estimate_cents=cents,
            sales=12,
            newest_sale_on=clock.now().date(),
            comparables=[],
            valued_at=clock.now() - timedelta(days=days),
        )

    html = shown(client, "lead-matches", buyer).content.decode()

    assert "Priced 5 % below our automated estimate, not an appraisal" in html


@pytest.mark.parametrize(
    "other",
    [{"situs_city": "Miami"}, {"price_cents": 60_000_000}, {"status": "sold"}, {"kind": "condo"}, {"beds": 1}],
)
def test_a_home_that_does_not_fit_is_not_shown(client, buyer, other):
    listed(**other)

    assert "No home for sale here fits now" in shown(client, "lead-matches", buyer).content.decode()


def test_without_a_place_and_a_price_nothing_is_guessed(client, buyer):
    listed()
    buyer.locations = []
    buyer.save()

    assert "once a place and an upper price are known" in shown(client, "lead-matches", buyer).content.decode()


def test_who_does_not_buy_has_no_such_box(client, buyer):
    buyer.kind = LeadKind.SELLER
    buyer.save()

    assert shown(client, "lead-matches", buyer)["HX-Reswap"] == "delete"


def test_a_home_set_aside_is_gone_until_it_is_taken_back(client, buyer):
    home = listed().property
    ways = {name: reverse(f"scoring:match-{name}", args=[buyer.pk, home.pk]) for name in ("dismiss", "take-back")}

    answer = client.post(ways["dismiss"], headers=HTMX)
    client.post(ways["dismiss"], headers=HTMX)

    assert ways["take-back"] in answer.content.decode()
    assert MatchDismissal.objects.count() == 1
    assert "1 set aside" in shown(client, "lead-matches", buyer).content.decode()
    assert "None of your buyers" in shown(client, "home-buyers", home).content.decode()

    client.post(ways["take-back"], headers=HTMX)

    assert "12 Bay Street" in shown(client, "lead-matches", buyer).content.decode()


def test_saves_move_the_order(client, buyer):
    listed("1 New Street", year_built=2020)
    listed("2 Old Street", year_built=1930)
    for number in range(4):
        saved = listed(f"{number} Sold Street", year_built=2020, status="sold")
        InteractionFactory(lead=buyer, contact=buyer.contact, property=saved.property, kind=InteractionKind.SAVE)

    html = shown(client, "lead-matches", buyer).content.decode()

    assert html.index("1 New Street") < html.index("2 Old Street")
    assert "Like the homes they saved" in html
    assert "4 homes they saved" in html


def test_only_the_best_are_shown_and_how_many_there_are(client, buyer):
    for number in range(7):
        listed(f"{number} Many Street")

    html = shown(client, "lead-matches", buyer).content.decode()

    assert "the best 5 of 7" in html
    assert html.count("match-share") == 5


def test_a_home_for_sale_names_the_buyers_it_fits(client, buyer):
    home = listed().property
    LeadFactory(kind=LeadKind.BUYER, locations=["Miami"], price_max_cents=45_000_000)

    html = shown(client, "home-buyers", home).content.decode()

    assert buyer.contact.name in html
    assert html.count("match-share") == 1


def test_a_home_that_is_not_for_sale_has_no_such_box(client, buyer):
    assert shown(client, "home-buyers", listed(status="sold").property)["HX-Reswap"] == "delete"


def test_t66_another_agents_buyers_are_not_found(buyer):
    home = listed().property
    buyer.assigned_to = AgentFactory(brokerage=buyer.brokerage)
    buyer.save()
    stranger = browser_of(AgentFactory(brokerage=buyer.brokerage))

    assert shown(stranger, "lead-matches", buyer).status_code == 404
    assert stranger.post(reverse("scoring:match-dismiss", args=[buyer.pk, home.pk])).status_code == 404
    assert buyer.contact.name not in shown(stranger, "home-buyers", home).content.decode()


def test_one_and_three_homes_cost_the_same(client, buyer):
    def queries(name, row):
        with CaptureQueriesContext(connection) as caught:
            shown(client, name, row)
        return len(caught)

    home = listed().property
    once = queries("lead-matches", buyer), queries("home-buyers", home)
    for number in range(2):
        listed(f"{number} More Street")
        LeadFactory(kind=LeadKind.BUYER, locations=["Tampa"], price_max_cents=45_000_000)

    assert (queries("lead-matches", buyer), queries("home-buyers", home)) == once

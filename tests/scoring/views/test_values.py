"""The estimated value on a lead's page and on a home's: with its range, its working, its date, and what it is not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from realestate.lib import clock, panels
from scoring.models import Valuation
from tests.factories.crm import AgentFactory, LeadFactory, OwnershipFactory, PropertyFactory
from tests.signing_in import browser_of


@pytest.fixture
def seller(agent):
    """A seller of that agent."""
    return LeadFactory(kind="seller", assigned_to=agent)


def owned(lead, **changes):
    return OwnershipFactory(contact=lead.contact, property=PropertyFactory(**changes)).property


def valued(home, **changes):
    comparable = {
        "property": home.pk, "street": "9 Elm Street", "sold_on": "2025-05-04", "price_cents": 39_000_000,
        "adjusted_cents": 40_100_000, "weight": 0.24,
        "lines": [{"words": "Bedrooms, 2 there and 3 here", "cents": 1_400_000}, {"words": "Baths", "cents": -300_000}],
    }  # fmt: skip
    return Valuation.objects.create(**{
        "property": home, "estimate_cents": 40_000_000, "low_cents": 36_000_000, "high_cents": 44_000_000, "errors": 35,
        "sales": 35, "newest_sale_on": clock.now().date(), "comparables": [comparable], "valued_at": clock.now(),
        **changes,
    })  # fmt: skip


def shown(client, lead):
    return client.get(reverse("scoring:lead-values", args=[lead.pk]), headers={"HX-Request": "true"})


def test_the_panel_is_a_guest_of_people_and_of_homes():
    assert "scoring:lead-values" in [panel.url_name for panel in panels.panels_for("lead", "aside")]
    assert "scoring:home-value" in [panel.url_name for panel in panels.panels_for("property", "main")]


def test_the_estimate_is_shown_with_range_source_date_and_what_it_is_not(client, seller):
    valued(owned(seller))

    html = shown(client, seller).content.decode()

    for words in (
        "$400,000", "$360,000 to $440,000", "8 of 10 like sales", "measured on 35", "<b>high</b>",
        "An automated estimate, not an appraisal.", "from 35 sales listed here",
    ):  # fmt: skip
        assert words in html


def test_the_working_of_a_comparable_is_shown_line_by_line(client, seller):
    valued(owned(seller))

    html = shown(client, seller).content.decode()

    for words in ("9 Elm Street", "sold May 4, 2025", "counts for 24%", "$390,000", "+$14,000", "−$3,000", "$401,000"):
        assert words in html


@pytest.mark.parametrize(("low", "word"), [(35_000_000, "high"), (33_000_000, "medium"), (30_000_000, "low")])
def test_confidence_follows_the_width_of_the_measured_range(client, seller, low, word):
    valued(owned(seller), low_cents=low, high_cents=80_000_000 - low)

    assert f"Confidence: <b>{word}</b>" in shown(client, seller).content.decode()


def test_without_a_range_no_confidence_is_claimed(client, seller):
    valued(owned(seller), low_cents=None, high_cents=None)

    html = shown(client, seller).content.decode()
    assert "too few sales to measure one" in html
    assert "Confidence" not in html


def test_the_newest_estimate_stands(client, seller):
    home = owned(seller)
    valued(home)
    valued(home, estimate_cents=41_000_000, valued_at=clock.now() + timedelta(minutes=1))

    html = shown(client, seller).content.decode()
    assert "$410,000" in html
    assert "$400,000" not in html


def test_a_home_without_an_estimate_says_why(client, seller):
    owned(seller)
    assert "No estimate yet" in shown(client, seller).content.decode()

    stranger = LeadFactory(kind="owner", assigned_to=seller.assigned_to)
    owned(stranger, living_sqft=None)
    assert "its living area is not known" in shown(client, stranger).content.decode()


def test_the_box_goes_away_for_people_who_own_nothing(client, lead):
    response = shown(client, lead)

    assert response["HX-Reswap"] == "delete"
    assert "Estimated value" not in response.content.decode()


def test_one_home_and_three_cost_the_same_number_of_statements(client, seller):
    def statements():
        with CaptureQueriesContext(connection) as counted:
            shown(client, seller)
        return len(counted)

    valued(owned(seller))
    one = statements()
    for _ in range(2):
        valued(owned(seller))

    assert statements() == one


def test_the_page_of_a_home_shows_its_estimate(client, agent):
    home = PropertyFactory()
    valued(home)

    assert "$400,000" in client.get(reverse("scoring:home-value", args=[home.pk])).content.decode()


def test_value_now_queues_the_work_and_says_so(client, seller, queued, django_capture_on_commit_callbacks):
    home = owned(seller)

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("scoring:value-now", args=[home.pk]), headers={"HX-Request": "true"})

    assert queued == [("scoring.value_home", home.brokerage_id, home.pk)]
    assert "is being valued" in response.content.decode()


def test_a_home_of_unknown_size_is_refused_in_words(client, seller, queued):
    home = owned(seller, living_sqft=None)

    response = client.post(reverse("scoring:value-now", args=[home.pk]), headers={"HX-Request": "true"})

    assert response.status_code == 422
    assert "living area is not known" in response.content.decode()
    assert queued == []


def test_an_agent_sees_no_value_of_anothers_lead(seller):
    valued(owned(seller))

    assert shown(browser_of(AgentFactory(brokerage=seller.brokerage)), seller).status_code == 404

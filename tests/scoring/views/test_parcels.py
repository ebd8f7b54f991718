"""The wholesale score on the page of the lead who owns the parcel."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from realestate.lib import panels
from scoring.services import parcels
from tests.factories.crm import AgentFactory, LeadFactory, OwnershipFactory, PropertyFactory
from tests.signing_in import browser_of

RECORD = {
    "owner_type": "individual", "occupancy": "absentee_local", "homestead": False, "dor_uc": "001",
    "situs_address": "1 SAMPLE ST", "year_built": 1985, "living_area": 1400, "just_value": 240_000,
    "last_sale_date": "1995-01-01", "last_sale_price": 130_000,
}  # fmt: skip
AUCTION = {"kind": "tax_deed_sale", "opening_bid": 18_000}


@pytest.fixture
def owner(agent):
    """An owner of that agent."""
    return LeadFactory(kind="owner", assigned_to=agent)


def scored(lead, signals=(AUCTION,), **changes):
    home = OwnershipFactory(contact=lead.contact, property=PropertyFactory()).property
    return parcels.assess_home(home, RECORD | changes, signals, source="Orange County", as_of=date(2025, 11, 20))


def shown(client, lead):
    return client.get(reverse("scoring:lead-parcels", args=[lead.pk]), headers={"HX-Request": "true"})


def test_the_panel_is_a_guest_of_the_lead_page():
    assert "scoring:lead-parcels" in [panel.url_name for panel in panels.panels_for("lead", "aside")]


def test_tier_points_reasons_and_source_are_shown(client, owner):
    scored(owner)

    html = shown(client, owner).content.decode()

    for words in (
        "Tier A", "A sale is forced", "Tax-deed sale ahead; owner lives elsewhere in town; held ", "Score of 100",
        "Based on Orange County, as of Nov 20, 2025; weights v1, set by people and not measured on outcomes.",
    ):  # fmt: skip
        assert words in html


def test_the_groups_stand_in_the_order_in_which_they_are_read(client, owner):
    scored(owner)

    html = shown(client, owner).content.decode()
    places = [html.index(label) for label in ("A sale is forced", "Condition", "Equity and years held", "Room for a")]

    assert places == sorted(places)


def test_the_highest_offer_is_shown_with_lines_that_sum_to_it(client, owner):
    scored(owner)

    html = shown(client, owner).content.decode()

    for words in ("$139,800", "$264,000", "−$35,000", "−$79,200", "−$10,000", "Known debt $18,000"):
        assert words in html


@pytest.mark.parametrize(
    ("signals", "changes", "words"),
    [
        (
            [AUCTION | {"opening_bid": 500_000}],
            {"occupancy": "absentee_foreign"},
            "known debt is above the highest offer",
        ),
        ([AUCTION], {"owner_type": "government"}, "owned by the government"),
        ([AUCTION], {"just_value": None, "living_area": None, "last_sale_date": None}, "Worth looking up"),
        ([AUCTION], {"living_area": None}, "No offer can be reckoned"),
    ],
)
def test_what_keeps_a_parcel_back_is_said(client, owner, signals, changes, words):
    scored(owner, signals, **changes)

    assert words in shown(client, owner).content.decode()


def test_the_newest_score_stands(client, owner):
    first = scored(owner)
    parcels.assess_home(first.property, RECORD, [], source="Orange County", as_of=date(2025, 12, 1))

    html = shown(client, owner).content.decode()
    assert "Tier A" not in html
    assert html.count("Wholesale score") == 1


def test_the_box_goes_away_where_no_owned_parcel_is_scored(client, owner):
    response = shown(client, owner)

    assert response["HX-Reswap"] == "delete"


def test_one_parcel_and_three_cost_the_same_number_of_statements(client, owner):
    def statements():
        with CaptureQueriesContext(connection) as counted:
            shown(client, owner)
        return len(counted)

    scored(owner)
    one = statements()
    for _ in range(2):
        scored(owner)

    assert statements() == one


def test_an_agent_sees_no_score_of_anothers_lead(owner):
    scored(owner)

    assert shown(browser_of(AgentFactory(brokerage=owner.brokerage)), owner).status_code == 404

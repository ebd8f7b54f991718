"""Each factor by itself: full, halfway, nothing, not asked, not known."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.matching.columns import code_of, of_homes, of_wishes
from scoring.matching.factors import FACTORS, kilometres, monthly_cents
from scoring.matching.sides import Home, Wish

BY_NAME = {factor.name: factor for factor in FACTORS}
HOME = Home(price_cents=40_000_000)


def value(name, wish, home):
    """Return a factor's value; None where nobody asked, "unknown" where the home does not tell."""
    factor, wishes = BY_NAME[name], of_wishes([wish])
    if not factor.asked(wishes)[0]:
        return None
    found = float(np.ravel(factor.value(wishes.upright(), of_homes([home])))[0])
    return "unknown" if np.isnan(found) else pytest.approx(found, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "wish", "home", "expected"),
    [
        ("price", {"price_max_cents": 40_000_000}, {}, 1),
        ("price", {"price_max_cents": 38_000_000}, {}, 1 - 2 / 38 / 0.15),
        ("price", {"price_max_cents": 30_000_000}, {}, 0),
        ("price", {"price_min_cents": 50_000_000}, {}, 1 - 0.2 / 0.6),
        ("price", {"price_min_cents": 30_000_000, "price_max_cents": 45_000_000}, {}, 1),
        ("price", {}, {}, None),
        ("payment", {"payment_max_cents": 300_000, "rate": 0.06}, {"monthly_extras_cents": 50_000}, 1),
        ("payment", {"payment_max_cents": 300_000, "rate": 0.06}, {}, "unknown"),
        ("payment", {"payment_max_cents": 300_000}, {"monthly_extras_cents": 50_000}, "unknown"),
        ("payment", {"payment_max_cents": 200_000, "rate": 0.06}, {"monthly_extras_cents": 50_000}, 0),
        ("beds", {"beds_min": 3}, {"beds": 4}, 1),
        ("beds", {"beds_min": 3}, {"beds": 2}, 1 - 1 / 1.7),
        ("beds", {"beds_min": 3}, {}, "unknown"),
        ("beds", {}, {"beds": 2}, None),
        ("baths", {"baths_min": 2}, {"baths": 1.5}, 0.75),
        ("size", {"sqft_min": 2000}, {"living_sqft": 1750}, 0.5),
        ("kind", {"kinds": ["condo", "House "]}, {"kind": "house"}, 1),
        ("kind", {"kinds": ["condo"]}, {"kind": "house"}, 0),
        ("kind", {"kinds": ["condo"]}, {}, "unknown"),
        ("place", {"places": ["tampa", "33606"]}, {"places": ["Tampa", "33602"]}, 1),
        ("place", {"places": ["33606"]}, {"places": ["Tampa", "33602"]}, 0),
        ("place", {"places": ["33606"]}, {}, "unknown"),
        ("commute", {"commute_to": [28, -82], "commute_km_max": 20}, {"at": [28, -82.1]}, 1),
        ("commute", {"commute_to": [28, -82], "commute_km_max": 20}, {"at": [28.25, -82]}, 0.2202),
        ("commute", {"commute_to": [28, -82], "commute_km_max": 20}, {}, "unknown"),
        ("commute", {"commute_to": [28, -82]}, {"at": [28, -82]}, None),
        ("schools_named", {"schools": ["Plant High"]}, {"schools": ["Wilson Middle", "Plant High"]}, 1),
        ("schools_named", {"schools": ["Plant High"]}, {}, "unknown"),
        ("schools_named", {}, {"schools": ["Plant High"]}, None),
        ("walkability", {"walk_score_min": 60}, {"walk_score": 45}, 0.5),
        ("amenities", {"amenities": ["pool", "dock"]}, {"amenities": ["Pool", "porch"]}, 0.5),
        ("amenities", {"amenities": ["pool"]}, {"amenities": []}, 0),
        ("amenities", {"amenities": ["pool"]}, {}, "unknown"),
        ("lot", {"lot_sqft_min": 8000}, {"lot_sqft": 6000}, 0.5),
        ("upkeep", {"year_built_min": 2000}, {"year_built": 1980}, 0.2),
        ("upkeep", {"year_built_min": 2000, "condition_min": 4}, {"condition": 3}, 0.5),
        ("upkeep", {"year_built_min": 2000}, {"condition": 3}, "unknown"),
        ("freshness", {}, {"days_on_market": 3}, 1),
        ("freshness", {}, {"days_on_market": 200}, 0.5),
        ("worth", {}, {"estimate_cents": 40_000_000}, 0.5),
        ("worth", {}, {"estimate_cents": 50_000_000}, 1),
        ("worth", {}, {}, "unknown"),
    ],
)
def test_a_factor_says_how_far_a_home_fits(name, wish, home, expected):
    found = value(name, Wish.of(wish), Home.of({"price_cents": 40_000_000, **home}))

    assert (
        found is None
        if expected is None
        else found == (expected if expected == "unknown" else pytest.approx(expected, abs=1e-4))
    )


def test_every_factor_stays_between_nought_and_one():
    wish = Wish(
        price_max_cents=1, price_min_cents=1, payment_max_cents=1, rate=0.0, beds_min=9, baths_min=9, sqft_min=9e6,
        lot_sqft_min=9e6, year_built_min=3000, condition_min=5, walk_score_min=100, commute_to=(0, 0),
        commute_km_max=0.1, kinds=("castle",), places=("Atlantis",), amenities=("moat",), schools=("none",),
    )  # fmt: skip
    home = Home(
        price_cents=9_000_000_000, kind="hut", places=("Nowhere",), beds=0, baths=0, living_sqft=1, lot_sqft=1,
        year_built=1, condition=1, walk_score=0, amenities=(), schools=("other",), at=(80, 179), days_on_market=9999,
        monthly_extras_cents=9_000_000, estimate_cents=1,
    )  # fmt: skip

    for factor in FACTORS:
        found = factor.value(of_wishes([wish]).upright(), of_homes([home]))
        assert found.shape == (1, 1), factor.name
        assert 0 <= found[0, 0] <= 1, factor.name


def test_the_monthly_cost_is_the_banks():
    # $320,000 over 30 years at 6 % is $1,918.56 a month by every mortgage table.
    wish = Wish(rate=0.06, down_payment_cents=8_000_000)

    found = monthly_cents(of_wishes([wish]), of_homes([replace(HOME, monthly_extras_cents=0)]))

    assert round(found[0]) == 191_856


def test_a_loan_without_interest_is_paid_back_in_equal_parts():
    found = monthly_cents(of_wishes([Wish(rate=0.0)]), of_homes([replace(HOME, monthly_extras_cents=100)]))

    assert found[0] == pytest.approx(40_000_000 / 360 + 100)


def test_distance_is_that_of_the_globe():
    # Tampa to Miami is about 330 km as the crow flies.
    miami = replace(HOME, at=(25.7617, -80.1918))

    assert kilometres(of_wishes([Wish(commute_to=(27.9506, -82.4572))]), of_homes([miami]))[0] == pytest.approx(
        330, abs=3
    )


def test_words_are_the_same_in_every_process():
    assert code_of(" Tampa ") == code_of("tampa") == -8265362156211944433

"""The working of an estimate adds up, to the dollar."""

from datetime import date, timedelta

import numpy as np
import pytest

from scoring.valuation import working
from scoring.valuation.listed import Home, SoldHome, as_homes, as_sales
from scoring.valuation.valuing import learn_from

TODAY = date(2025, 6, 30)


def home(pk, living=1_500, **changes):
    told = {
        "street": f"{pk} Palm Street",
        "area": "32801",
        "kind": "house",
        "beds": 3,
        "baths": 2.0,
        "year_built": 1990,
    }
    return Home(pk=pk, living_sqft=living, **{**told, **changes})


@pytest.fixture(scope="module")
def sold():
    """Forty sales of one street, dearer by 180 dollars a square foot."""
    rng = np.random.default_rng(3)
    return [
        SoldHome(
            home=home(
                number, living=int(living), beds=int(rng.integers(2, 5)), kind=str(rng.choice(["house", "condo"]))
            ),
            sold_on=TODAY - timedelta(days=400 - 10 * number),
            cents=int(60_000_00 + living * 180_00 * rng.normal(1, 0.04)),
        )
        for number, living in enumerate(rng.integers(900, 2_600, size=40))
    ]


def shown(ours, sold):
    valuer = learn_from(as_sales(sold))
    day = float(TODAY.toordinal())
    found = valuer.value(as_homes([ours]), np.array([day]))
    return found, working.show(ours, day, sold, found.chosen, valuer.worth, 0)


def test_price_and_lines_sum_to_the_adjusted_price(sold):
    for one in shown(home(99, living=2_000, beds=4), sold)[1]:
        assert round(one.sale.cents / 100) + sum(line.dollars for line in one.adjustments) == one.adjusted


def test_the_weighted_middle_of_the_adjusted_prices_is_the_estimate(sold):
    found, comparables = shown(home(99, living=2_000), sold)
    middle = np.exp(sum(one.weight * np.log(one.adjusted) for one in comparables))

    assert sum(one.weight for one in comparables) == pytest.approx(1)
    assert middle == pytest.approx(found.price[0], rel=1e-4)


def test_a_smaller_sale_is_raised_and_a_larger_one_lowered(sold):
    for one in shown(home(99, living=1_800), sold)[1]:
        theirs = one.sale.home.living_sqft
        told = {line.words: line.dollars for line in one.adjustments}
        dollars = told.get(f"Living area, {theirs:,} sq ft there and 1,800 sq ft here", 0)
        assert dollars * (1_800 - theirs) >= 0


def test_what_is_not_known_of_a_home_is_told_so(sold):
    unknown = home(99, beds=None, baths=None, year_built=None)

    words = [line.words for one in shown(unknown, sold)[1] for line in one.adjustments]
    assert not any("None" in line for line in words)
    assert any(line.endswith("there and not known here") for line in words)


def test_those_that_count_most_come_first(sold):
    weights = [one.weight for one in shown(home(99), sold)[1]]

    assert weights == sorted(weights, reverse=True)

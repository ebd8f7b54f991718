"""What differences are worth: found from neighbours, so that a dear street is not taken for a large house."""

import numpy as np
import pytest

from scoring.valuation.adjust import learn
from scoring.valuation.valuing import worth_in
from tests.scoring.valuation.town import ELASTICITY, GRADE, GROWTH, NEWEST, sold


def worth_of(worth, fact, change, sales):
    """Return what a change of one fact around the middle home is worth."""
    homes = sales.homes.rows(np.array([0, 0]))
    homes.values[:] = worth.centre
    homes.values[1, fact] += change
    before, after = worth.contributions(homes)
    return after[fact] - before[fact]


@pytest.mark.parametrize(("fact", "change", "expected"), [(0, 0.2, 0.2 * ELASTICITY), (1, 1.0, GRADE)])
def test_size_and_grade_are_found_whatever_a_street_is_worth(fact, change, expected):
    sales = sold()

    assert worth_of(worth_in(sales), fact, change, sales) == pytest.approx(expected, rel=0.12)


def test_rising_prices_are_found():
    assert worth_in(sold(growth=GROWTH)).trend == pytest.approx(GROWTH, abs=0.012)
    assert worth_in(sold(growth=0.0)).trend == pytest.approx(0.0, abs=0.012)


def test_a_trend_is_followed_half_a_year_and_no_further():
    worth = worth_in(sold())
    days = np.array([NEWEST + 182.0, NEWEST + 365.25 + 182.0])  # the same season, a year apart
    half, later = worth.at(days)

    assert later == pytest.approx(half, abs=0.001)


def test_with_hardly_a_sale_differences_are_worth_what_is_believed_of_them():
    sales = sold(count=6, noise=0.3)

    found = worth_of(learn(sales, np.array([[1], [2], [3], [4], [5], [0]])), 0, 0.2, sales)

    assert 0.04 < found < 0.18, "near half a per cent of price for each per cent of size, whatever six sales say"


def test_a_fact_that_is_not_known_moves_no_price():
    sales = sold()
    worth = worth_in(sales)
    homes = sales.homes.rows(np.array([0]))
    homes.values[0, 1] = np.nan

    assert worth.contributions(homes)[0, 1] == 0.0


def test_a_size_that_was_never_sold_is_not_followed_into_the_blue():
    sales = sold()
    worth = worth_in(sales)

    assert worth_of(worth, 0, 5.0, sales) == pytest.approx(worth_of(worth, 0, 3 * worth.spread[0], sales))

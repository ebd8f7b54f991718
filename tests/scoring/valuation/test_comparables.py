"""Which sales are comparable, and what they say."""

import numpy as np
import pytest

from scoring.valuation.comparables import choose, nearest
from scoring.valuation.valuing import worth_in
from tests.scoring.valuation.town import NEWEST, sold


@pytest.fixture(scope="module")
def town():
    """Sales on a map, and what differences are worth among them."""
    sales = sold()
    return sales, worth_in(sales)


def test_a_sale_next_door_comes_before_the_same_house_across_town(town):
    sales, worth = town
    chosen = choose(sales.homes, sales.day, sales, worth, count=10, same=True)

    assert chosen.kilometres.mean() < 1.5, "ten of six hundred over 36 square kilometres"
    assert (chosen.weight[:, 0] >= chosen.weight[:, -1]).all()
    np.testing.assert_allclose(chosen.weight.sum(axis=1), 1.0)


def test_a_sale_never_speaks_for_itself(town):
    sales, worth = town
    chosen = choose(sales.homes, sales.day, sales, worth, same=True)

    assert not (chosen.sale == np.arange(len(sales))[:, None]).any()
    assert not (nearest(sales.homes, sales.homes, 5, same=True) == np.arange(len(sales))[:, None]).any()


def test_an_adjusted_price_is_what_the_comparable_would_have_fetched(town):
    """Each comparable, made like this home and moved to its day, tells the same price but for its own noise."""
    sales, worth = town
    chosen = choose(sales.homes, sales.day, sales, worth, same=True)
    off = np.abs(chosen.estimate - sales.log_price)

    assert np.median(off) < 0.06, "the noise of a single sale is 0.05"


def test_an_older_sale_is_moved_to_the_day_asked_for(town):
    sales, worth = town
    home = sales.homes.rows(np.array([0]))
    now, before = (choose(home, np.array([float(day)]), sales, worth).estimate[0] for day in (NEWEST, NEWEST - 365.25))

    assert now - before == pytest.approx(0.05, abs=0.02)


def test_without_a_map_the_area_tells_what_is_near():
    sales = sold(on_a_map=False)
    chosen = choose(sales.homes, sales.day, sales, worth_in(sales), count=8, same=True)
    same = sales.homes.area[chosen.sale] == sales.homes.area[:, None]

    assert same.mean() > 0.95


def test_fewer_sales_than_asked_for_are_all_taken():
    sales = sold(count=6)
    chosen = choose(sales.homes, sales.day, sales, worth_in(sales), count=30)

    assert chosen.sale.shape == (6, 6)

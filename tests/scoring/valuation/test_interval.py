"""The range around an estimate covers what it promises, and is wider where a home is hard to value."""

import numpy as np
import pytest

from scoring.valuation.interval import LEAST, calibrate


def errors(count, seed):
    rng = np.random.default_rng(seed)
    spread = rng.uniform(0.02, 0.3, size=count)
    return rng.normal(0.01, 0.03 + 0.8 * spread), spread


def test_eighty_of_a_hundred_later_sales_fall_inside():
    interval = calibrate(*errors(2_000, seed=1))
    later, spread = errors(4_000, seed=2)
    low, high = interval.around(np.zeros(4_000), spread)

    assert ((low <= later) & (later <= high)).mean() == pytest.approx(0.80, abs=0.02)


def test_easy_and_hard_homes_are_covered_alike():
    interval = calibrate(*errors(2_000, seed=1))
    later, spread = errors(6_000, seed=2)
    low, high = interval.around(np.zeros(6_000), spread)
    inside = (low <= later) & (later <= high)

    assert inside[spread < 0.1].mean() == pytest.approx(inside[spread > 0.2].mean(), abs=0.05)
    assert (high - low)[spread > 0.2].mean() > 1.5 * (high - low)[spread < 0.1].mean()


def test_estimates_that_are_all_too_low_get_a_range_that_lies_higher():
    error, spread = errors(500, seed=1)
    interval = calibrate(error + 0.1, spread)

    assert interval.above > -interval.below


def test_no_range_is_claimed_from_a_handful_of_errors():
    error, spread = errors(LEAST, seed=1)

    assert calibrate(error[:-1], spread[:-1]) is None
    assert calibrate(error, spread) is not None


def test_a_spread_that_tells_nothing_makes_every_range_alike():
    rng = np.random.default_rng(1)
    interval = calibrate(rng.normal(0, 0.1, 200), np.full(200, 0.1))

    low, high = interval.around(np.zeros(2), np.array([0.1, 0.9]))
    assert high[0] == high[1]
    assert low[0] == low[1]

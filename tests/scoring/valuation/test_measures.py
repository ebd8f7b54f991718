"""Measures of estimates, in the words of assessors."""

import numpy as np
import pytest

from scoring.valuation.measures import measure

PRICE = np.array([100.0, 200.0, 300.0, 400.0])
ESTIMATE = np.array([105.0, 170.0, 300.0, 500.0])


def test_each_measure_is_what_a_hand_reckons():
    told = measure(ESTIMATE, PRICE, ESTIMATE * 0.9, ESTIMATE * 1.1)

    assert told["n"] == 4
    assert told["mdape"] == pytest.approx(0.1)  # of 0.05, 0.15, 0, 0.25
    assert (told["within_10"], told["within_20"]) == (0.5, 0.75)
    assert told["median_ratio"] == pytest.approx(1.025)
    assert told["cod"] == pytest.approx(100 * (0.025 + 0.175 + 0.025 + 0.225) / 4 / 1.025, abs=0.001)
    assert told["coverage_80"] == 0.5
    assert told["median_width"] == pytest.approx(0.2)


def test_every_measure_has_its_interval_beside_it():
    rng = np.random.default_rng(1)
    price = rng.uniform(2e5, 9e5, 400)
    estimate = price * rng.normal(1, 0.1, 400)
    told = measure(estimate, price, estimate * 0.9, estimate * 1.1)

    for name in ("mdape", "within_10", "within_20", "median_ratio", "cod", "coverage_80"):
        low, high = told[f"{name}_interval"]
        assert low <= told[name] <= high
        assert low < high


def test_without_ranges_no_coverage_is_told():
    assert measure(ESTIMATE, PRICE, None, None)["coverage_80"] is None

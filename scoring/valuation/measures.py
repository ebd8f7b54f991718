"""How good estimates are, in the words of assessors, each with the interval in which it lies.

Source: IAAO, Standard on Ratio Studies (2013): ratio is estimate over price; COD is the mean distance from the median
ratio, in per cent of it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from scoring.valuation.sales import Floats

DRAWS = 500
SEED = 20_260


def measure(estimate: Floats, price: Floats, low: Floats | None, high: Floats | None) -> dict[str, Any]:
    """Return each measure with its 95 % bootstrap interval beside it, and ``n``. All four are dollars.

    ``coverage_80`` is None where no ranges are given.
    """
    ratio = estimate / price
    off = np.abs(ratio - 1)
    draws = np.random.default_rng(SEED).integers(0, len(price), size=(DRAWS, len(price)))
    told: dict[str, Any] = {"n": len(price)}
    _tell(told, "mdape", off, draws, _median)
    _tell(told, "within_10", (off <= 0.10).astype(np.float64), draws, _mean)
    _tell(told, "within_20", (off <= 0.20).astype(np.float64), draws, _mean)
    _tell(told, "median_ratio", ratio, draws, _median)
    _tell(told, "cod", ratio, draws, _dispersion)
    if low is None or high is None:
        return told | {"coverage_80": None, "coverage_80_interval": None, "median_width": None}
    _tell(told, "coverage_80", ((low <= price) & (price <= high)).astype(np.float64), draws, _mean)
    return told | {"median_width": round(float(np.median((high - low) / estimate)), 4)}


def _tell(told: dict[str, Any], name: str, values: Floats, draws: Any, of: Callable[[Floats], Floats]) -> None:
    told[name] = round(float(of(values)), 4)
    again = np.concatenate([of(values[rows]) for rows in np.array_split(draws, 10)])
    told[f"{name}_interval"] = [round(float(end), 4) for end in np.quantile(again, (0.025, 0.975))]


def _median(values: Floats) -> Floats:
    return np.asarray(np.median(values, axis=-1))


def _mean(values: Floats) -> Floats:
    return np.asarray(values.mean(axis=-1))


def _dispersion(ratio: Floats) -> Floats:
    middle = np.median(ratio, axis=-1, keepdims=True)
    return np.asarray(100 * (np.abs(ratio - middle).mean(axis=-1) / middle[..., 0]))

"""The range around an estimate, made from how wrong estimates of later sales were: conformal prediction.

The newest sales are held back and valued from the older ones. Each error is divided by how hard the home was to value,
so that a home like its neighbours gets a narrower range than one like no other. The range then covers, of sales that
follow as those did, the share that it promises. Source: Lei et al., Distribution-Free Predictive Inference (2018),
split conformal with locally weighted residuals.
"""

from dataclasses import dataclass

import numpy as np

from scoring.valuation.sales import Floats

COVERAGE = 0.80
LEAST = 30  # errors below which a range would be a guess


@dataclass(frozen=True, kw_only=True)
class Interval:
    """How far a range reaches below and above an estimate, in units of how hard the home is to value."""

    below: float
    above: float
    difficulty: tuple[float, float]  # constant, and slope on the spread of the comparables
    errors: int

    def around(self, estimate: Floats, spread: Floats) -> tuple[Floats, Floats]:
        """Return the ends of the ranges; all are logarithms of price."""
        hard = _hard(self.difficulty, spread)
        return estimate + self.below * hard, estimate + self.above * hard


def calibrate(error: Floats, spread: Floats, *, coverage: float = COVERAGE) -> Interval | None:
    """Return the range for errors (logarithm of price over estimate) of sales that were not learned from.

    None with fewer than ``LEAST`` errors.
    """
    if len(error) < LEAST:
        return None
    difficulty = _learn_difficulty(np.abs(error), spread)
    scaled = np.sort(error / _hard(difficulty, spread))
    tail = (1 - coverage) / 2
    # One more than there are, so that the promise holds for the next sale and not only for these.
    below = scaled[max(int(np.floor(tail * (len(scaled) + 1))) - 1, 0)]
    above = scaled[min(int(np.ceil((1 - tail) * (len(scaled) + 1))) - 1, len(scaled) - 1)]
    return Interval(below=float(below), above=float(above), difficulty=difficulty, errors=len(error))


def _learn_difficulty(size: Floats, spread: Floats) -> tuple[float, float]:
    """Fit the size of an error to the spread of the comparables; never a slope that would turn it around."""
    middle = spread.mean()
    varying = ((spread - middle) ** 2).sum()
    slope = max(float(((spread - middle) * (size - size.mean())).sum() / varying), 0.0) if varying else 0.0
    return float(size.mean() - slope * middle), slope


def _hard(difficulty: tuple[float, float], spread: Floats) -> Floats:
    constant, slope = difficulty
    return np.maximum(constant + slope * spread, 0.02)

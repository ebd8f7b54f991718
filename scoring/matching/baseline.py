"""The plain matcher that the better one is measured against: price, kind and place (SCO-50)."""

import numpy as np

from scoring.matching.columns import Columns, Numbers
from scoring.matching.factors import FACTORS, NEUTRAL

PLAIN = tuple(factor for factor in FACTORS if factor.name in ("price", "kind", "place"))


def shares(wishes: Columns, homes: Columns) -> Numbers:
    """Return the mean of the three for each pair, 0 to 1; one that nobody asked for or knows is neutral."""
    down = wishes.upright()
    values = []
    for factor in PLAIN:
        value = np.where(factor.asked(down), factor.value(down, homes), NEUTRAL)
        values.append(np.where(np.isnan(value), NEUTRAL, value))
    mean: Numbers = np.mean(values, axis=0)
    return mean

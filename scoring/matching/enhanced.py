"""How well homes match wishes: the 15 factors together, moved by what the buyer saved and dismissed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from scoring.matching.columns import Columns, Numbers, of_homes, of_wishes
from scoring.matching.factors import FACTORS, NEUTRAL, Factor
from scoring.matching.sides import Home, Wish
from scoring.matching.tastes import traits

FLOOR, CEILING = 0.01, 0.99  # no match is impossible or certain
FAILED = 0.35  # what a home keeps that fails in price, kind or place altogether


@dataclass(frozen=True, kw_only=True)
class MatchWeights:
    """How much each factor counts, by name; one that is missing counts as shipped."""

    version: int = 0
    points: Mapping[str, float] = field(default_factory=dict)

    def of(self, factor: Factor) -> float:
        """Return a factor's weight."""
        return self.points.get(factor.name, factor.weight)


SHIPPED = MatchWeights()


def shares(
    wishes: Columns, homes: Columns, *, tastes: Numbers | None = None, weights: MatchWeights = SHIPPED
) -> Numbers:
    """Return how well each home fits each wish, 0 to 1: wishes down, homes across.

    Args:
        tastes: wishes x attributes, as ``tastes.learn`` gives them.
    """
    down = wishes.upright()
    counted = np.zeros((wishes.count, homes.count))
    total = np.zeros((wishes.count, homes.count))
    decided = np.ones((wishes.count, homes.count))
    for factor in FACTORS:
        asked = factor.asked(down)
        if not asked.any():
            continue
        value = factor.value(down, homes)
        value = np.where(np.isnan(value), NEUTRAL, value)
        weight = asked * weights.of(factor)
        counted += weight * value
        total += weight
        if factor.decides:
            decided = np.minimum(decided, np.where(asked, value, 1.0))
    fits = counted / total * (FAILED + (1 - FAILED) * decided)
    return fits if tastes is None else _moved(fits, tastes @ traits(homes).T)


def match(
    wish: Wish, homes: Sequence[Home], *, taste: Numbers | None = None, weights: MatchWeights = SHIPPED
) -> Numbers:
    """Return how well each of some homes fits one wish, 0 to 1."""
    tastes = None if taste is None else taste[None, :]
    return shares(of_wishes([wish]), of_homes(homes), tastes=tastes, weights=weights)[0]


def percent(share: float) -> int:
    """Return a share as it is shown, 1 to 99."""
    return round(min(max(share, FLOOR), CEILING) * 100)


def _moved(fits: Numbers, taste: Numbers) -> Numbers:
    """Return the shares moved by a taste, on the scale of log-odds, so that they stay between 0 and 1."""
    kept = np.clip(fits, FLOOR, CEILING)
    moved: Numbers = 1 / (1 + (1 - kept) / kept * np.exp(-taste))
    return moved

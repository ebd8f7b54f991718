"""What saves and dismissals say about a buyer's taste in homes, beside what they told.

A logistic regression of saved against dismissed homes, drawn to "no taste" until there is enough to tell. It sees
sizes, years and prices of homes; never where they lie or which school they belong to, since a taste for places would
steer a buyer by their neighbours (FHA-2).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.matching.columns import Columns, Numbers, of_homes
from scoring.matching.sides import Home

CALM = 2.0  # how strongly a taste is drawn to none: the variance of each weight is 1 / CALM
STEPS = 25


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """A trait of homes that somebody may have a taste for, on one scale: 0 is usual, 1 is clearly more of it."""

    column: str
    usual: float
    spread: float
    ratio: bool
    more: str
    less: str

    def of(self, homes: Columns) -> Numbers:
        """Return the trait of each home; 0 where it is not known."""
        found = homes.numbers[self.column]
        with np.errstate(divide="ignore", invalid="ignore"):
            apart = np.log(found / self.usual) if self.ratio else found - self.usual
        return np.clip(np.nan_to_num(apart / self.spread, posinf=0, neginf=0), -3, 3)


ATTRIBUTES = (
    Attribute(column="price_cents", usual=40_000_000, spread=0.4, ratio=True, more="dearer", less="cheaper"),
    Attribute(column="living_sqft", usual=1800, spread=0.35, ratio=True, more="larger", less="smaller"),
    Attribute(column="lot_sqft", usual=8000, spread=0.7, ratio=True, more="on a larger lot", less="on a smaller lot"),
    Attribute(column="beds", usual=3, spread=1, ratio=False, more="with more bedrooms", less="with fewer bedrooms"),
    Attribute(column="baths", usual=2, spread=0.8, ratio=False, more="with more baths", less="with fewer baths"),
    Attribute(column="year_built", usual=1985, spread=25, ratio=False, more="newer", less="older"),
    Attribute(column="condition", usual=3, spread=1, ratio=False, more="in better condition", less="to be done up"),
    Attribute(column="walk_score", usual=45, spread=25, ratio=False, more="more walkable", less="less walkable"),
)  # fmt: skip
NO_TASTE = np.zeros(len(ATTRIBUTES))


def traits(homes: Columns) -> Numbers:
    """Return homes x attributes."""
    return np.column_stack([attribute.of(homes) for attribute in ATTRIBUTES])


def learn(saved: Sequence[Home], dismissed: Sequence[Home]) -> Numbers:
    """Return a weight for each attribute, in log-odds of being saved; all 0 where nothing was done.

    Source: the usual Newton steps of a ridge logistic regression; the constant is drawn to 0 likewise, so that a
    buyer who only ever saves is not thought to like everything.
    """
    if not saved and not dismissed:
        return NO_TASTE
    rows = np.column_stack([traits(of_homes([*saved, *dismissed])), np.ones(len(saved) + len(dismissed))])
    liked = np.concatenate([np.ones(len(saved)), np.zeros(len(dismissed))])
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (liked - chance) - CALM * weights
        bend = rows.T @ (rows * (chance * (1 - chance))[:, None]) + CALM * np.eye(rows.shape[1])
        weights = weights + np.linalg.solve(bend, slope)
    return np.asarray(weights[:-1], dtype=np.float64)

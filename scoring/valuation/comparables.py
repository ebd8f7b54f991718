"""Which sales are comparable: near, alike and lately, weighed together.

A sale's remoteness is its distance over a kilometre, plus the worth of how it differs over fifteen per cent, plus its
age over two years: each unit makes it count for about a third.
"""

from dataclasses import dataclass

import numpy as np

from scoring.valuation.adjust import YEAR, Worth
from scoring.valuation.sales import Floats, Homes, Indices, Sales

KILOMETRES, UNLIKENESS, YEARS = 1.0, 0.15, 2.0
OTHER_AREA_KM = 3.0  # stands for the distance where only the names of two areas are known
COUNT = 30
BLOCK = 400  # rows compared at a time: keeps the matrix within some fifty megabytes


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The comparable sales of each home, the closest first: row numbers, weights that sum to 1, and adjusted prices."""

    sale: Indices
    weight: Floats
    adjusted: Floats  # logarithms of what each would have sold for, were it this home on this day
    kilometres: Floats

    @property
    def estimate(self) -> Floats:
        """The weighted mean of the adjusted prices, as logarithms."""
        return (self.weight * self.adjusted).sum(axis=1)

    @property
    def spread(self) -> Floats:
        """How far the adjusted prices lie apart, as a share of the price."""
        gap = self.adjusted - self.estimate[:, None]
        return np.sqrt((self.weight * gap**2).sum(axis=1))


def nearest(homes: Homes, others: Homes, count: int, *, same: bool = False) -> Indices:
    """Return the row numbers of the nearest others of each home; ``same`` leaves out the home itself."""
    found = []
    for start in range(0, len(homes), BLOCK):
        rows = np.arange(start, min(start + BLOCK, len(homes)))
        apart = _kilometres(homes.rows(rows), others)
        if same:
            apart[np.arange(len(rows)), rows] = np.inf
        found.append(_smallest(apart, count))
    return np.vstack(found)


def choose(homes: Homes, day: Floats, sales: Sales, worth: Worth, *, count: int = COUNT, same: bool = False) -> Chosen:
    """Return the comparable sales of homes to be valued on their days.

    ``same`` says that the homes are those sales, row by row: then each is valued by the others alone.
    """
    mine, theirs = worth.contributions(homes), worth.contributions(sales.homes)
    parts = []
    for start in range(0, len(homes), BLOCK):
        rows = np.arange(start, min(start + BLOCK, len(homes)))
        apart = _kilometres(homes.rows(rows), sales.homes)
        unlike = _apart(mine[rows], theirs)
        age = np.abs(day[rows][:, None] - sales.day[None]) / YEAR
        remote = apart / KILOMETRES + unlike / UNLIKENESS + age / YEARS
        if same:
            remote[np.arange(len(rows)), rows] = np.inf
        picked = _smallest(remote, count)
        weight = np.exp(remote.min(axis=1, keepdims=True) - np.take_along_axis(remote, picked, axis=1))
        moved = mine[rows].sum(axis=1)[:, None] - theirs.sum(axis=1)[picked]
        moved += worth.at(day[rows])[:, None] - worth.at(sales.day)[picked]
        parts.append(
            (
                picked,
                weight / weight.sum(axis=1, keepdims=True),
                sales.log_price[picked] + moved,
                np.take_along_axis(apart, picked, axis=1),
            )
        )
    sale, weight, adjusted, kilometres = (np.vstack(column) for column in zip(*parts, strict=True))
    return Chosen(sale=sale, weight=weight, adjusted=adjusted, kilometres=kilometres)


def _kilometres(homes: Homes, others: Homes) -> Floats:
    apart = _apart(homes.place, others.place)
    unknown = np.isnan(apart)
    if unknown.any():
        by_area = np.where(homes.area[:, None] == others.area[None], 0.0, OTHER_AREA_KM)
        apart = np.where(unknown, by_area, apart)
    return apart


def _apart(one: Floats, other: Floats) -> Floats:
    """Return the distances of all rows of one table from all rows of another."""
    squared = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None] - 2 * one @ other.T
    return np.sqrt(np.maximum(squared, 0.0))


def _smallest(cost: Floats, count: int) -> Indices:
    """Return the columns of the smallest costs of each row, smallest first; ties by column, so runs are equal."""
    count = min(count, cost.shape[1])
    picked = np.argpartition(cost, count - 1, axis=1)[:, :count]
    picked.sort(axis=1)
    order = np.argsort(np.take_along_axis(cost, picked, axis=1), axis=1, kind="stable")
    return np.take_along_axis(picked, order, axis=1)

"""What a difference between two homes is worth, learned from sales near each other.

Each sale is set against the mean of its neighbours, so that what a place is worth drops out and what is left is the
worth of size, quality, age and time. Prices are logarithms here: a difference is a share of the price.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.valuation.sales import Floats, Homes, Indices, Sales

YEAR = 365.25
NEW_YEAR = float(date(2001, 1, 1).toordinal())
FARTHEST = 3.0  # standard deviations: beyond what was seen, a difference is worth no more
FOLLOWED = 0.5  # how far past the newest sale the trend is followed, in years

# What is believed before any sale tells, and how firmly (standard deviations). The season is small and was found the
# same, within its error, in three public sets of sales (King County, Miami-Dade, Ames): lowest in winter.
NOISE = 0.16
TREND = (0.0, 0.10)
SEASON_COS, SEASON_SIN = (-0.0085, 0.005), (0.0, 0.005)
FIRMNESS = 0.05  # of a slope, per standard deviation of its fact


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What differences are worth: ``contribution`` and ``at`` return logarithms of price, to be subtracted."""

    centre: Floats
    spread: Floats
    slopes: Floats  # two per fact: straight and squared
    trend: float  # a year
    season: tuple[float, float]
    until: float  # day of the newest sale

    def contributions(self, homes: Homes) -> Floats:
        """Return what each fact is worth in each home, against the middle home: a row a home, a column a fact."""
        terms = _terms(homes.values, self.centre, self.spread)
        worth = terms * self.slopes
        count = len(self.centre)
        return worth[:, :count] + worth[:, count:]

    def at(self, day: Floats) -> Floats:
        """Return the level of prices on days, against the newest sale's. Half a year past it the trend is let go."""
        years = (np.asarray(day, dtype=np.float64) - self.until) / YEAR
        followed = self.trend * np.minimum(years, FOLLOWED)
        return followed + _season(day) @ np.asarray(self.season)


def learn(sales: Sales, neighbours: Indices) -> Worth:
    """Return what differences are worth, from sales and the neighbours of each (a row of row numbers a sale)."""
    values = sales.homes.values
    centre, spread = _middle(values)
    until = float(sales.day.max())
    terms = _terms(values, centre, spread)
    years = (sales.day - until) / YEAR
    design = np.column_stack([terms, years, _season(sales.day)])
    against = design - design[neighbours].mean(axis=1)
    gap = sales.log_price - sales.log_price[neighbours].mean(axis=1)
    means, firmness = _beliefs(sales.homes, spread)
    precision = np.diag((NOISE / firmness) ** 2)
    found = means + np.linalg.solve(against.T @ against + precision, against.T @ (gap - against @ means))
    count = terms.shape[1]
    return Worth(
        centre=centre,
        spread=spread,
        slopes=found[:count],
        trend=float(found[count]),
        season=(float(found[count + 1]), float(found[count + 2])),
        until=until,
    )


def _middle(values: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of each fact where it is known; 0 of one that is known of no home."""
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, values, 0.0).sum(axis=0) / count
    off = np.where(known, values - centre, 0.0)
    return centre, np.sqrt((off**2).sum(axis=0) / count) + 1e-9


def _beliefs(homes: Homes, spread: Floats) -> tuple[Floats, Floats]:
    """Return what each slope is before the sales tell, and how firmly that is held."""
    count = len(homes.facts)
    straight = np.array([fact.elasticity for fact in homes.facts]) * spread
    means = np.concatenate([straight, np.zeros(count), [TREND[0], SEASON_COS[0], SEASON_SIN[0]]])
    squared = np.full(count, FIRMNESS / 2)
    firmness = np.concatenate([np.full(count, FIRMNESS), squared, [TREND[1], SEASON_COS[1], SEASON_SIN[1]]])
    return means, firmness


def _terms(values: Floats, centre: Floats, spread: Floats) -> Floats:
    """Return each fact and its square, in standard deviations. A fact that is not known is the middle one."""
    z = np.clip((values - centre) / spread, -FARTHEST, FARTHEST)
    z = np.where(np.isnan(z), 0.0, z)
    return np.column_stack([z, z**2])


def _season(day: Floats) -> Floats:
    angle = 2 * np.pi * (np.asarray(day, dtype=np.float64) - NEW_YEAR) / YEAR
    return np.column_stack([np.cos(angle), np.sin(angle)])

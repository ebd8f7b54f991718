"""Estimates of what homes would sell for: learn from sales, value homes on a day, with a range that was measured."""

from dataclasses import dataclass

import numpy as np

from scoring.valuation.adjust import Worth, learn
from scoring.valuation.comparables import Chosen, choose, nearest
from scoring.valuation.interval import LEAST, Interval, calibrate
from scoring.valuation.sales import Floats, Homes, Sales

NEIGHBOURS = 30
HELD_BACK = 0.25  # of the sales, the newest, to measure how wrong estimates of later sales are


@dataclass(frozen=True, kw_only=True)
class Estimates:
    """Estimates of homes, in dollars. ``low`` and ``high`` are None where too few sales could be tried."""

    price: Floats
    low: Floats | None
    high: Floats | None
    chosen: Chosen


@dataclass(frozen=True, kw_only=True)
class Valuer:
    """What was learned from sales: enough to value any home that is told by the same facts."""

    sales: Sales
    worth: Worth
    interval: Interval | None

    def value(self, homes: Homes, day: Floats) -> Estimates:
        """Return what homes would sell for, each on its day."""
        chosen = choose(homes, day, self.sales, self.worth)
        return ranged(chosen.estimate, chosen, self.interval)


def learn_from(sales: Sales) -> Valuer:
    """Return a valuer of these sales; its range is that of the newest quarter, valued from the rest.

    There must be two or more. Where a quarter is too few, each sale is valued by all others instead.
    """
    worth = worth_in(sales)
    return Valuer(sales=sales, worth=worth, interval=_try_out(sales, worth))


def worth_in(sales: Sales) -> Worth:
    """Return what differences are worth in these sales."""
    return learn(sales, nearest(sales.homes, sales.homes, min(NEIGHBOURS, len(sales) - 1), same=True))


def split_by_day(sales: Sales, share: float) -> tuple[Sales, Sales]:
    """Return the older sales, and the newest that make up a share of all; a day is never split."""
    day = np.sort(sales.day)[int(len(sales) * (1 - share))]
    return sales.rows(sales.day < day), sales.rows(sales.day >= day)


def ranged(estimate: Floats, chosen: Chosen, interval: Interval | None) -> Estimates:
    """Return estimates, given as logarithms, in dollars with their ranges."""
    if interval is None:
        return Estimates(price=np.exp(estimate), low=None, high=None, chosen=chosen)
    low, high = interval.around(estimate, chosen.spread)
    return Estimates(price=np.exp(estimate), low=np.exp(low), high=np.exp(high), chosen=chosen)


def _try_out(sales: Sales, worth: Worth) -> Interval | None:
    older, newer = split_by_day(sales, HELD_BACK)
    if len(newer) < LEAST or len(older) < NEIGHBOURS:
        chosen = choose(sales.homes, sales.day, sales, worth, same=True)
        return calibrate(sales.log_price - chosen.estimate, chosen.spread)
    chosen = choose(newer.homes, newer.day, older, worth_in(older))
    return calibrate(newer.log_price - chosen.estimate, chosen.spread)

"""The working of an estimate: each comparable's price, what was added or taken for each difference, and the sum.

Differences are shares of a price inside; here they are dollars. The logarithmic mean of the price before and after
turns one into the other, so that the lines of a comparable sum to its adjusted price exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from scoring.valuation.adjust import Worth
from scoring.valuation.comparables import Chosen
from scoring.valuation.listed import Home, SoldHome, as_homes, as_sales, difference

SMALLEST = 500  # dollars; what is less is told as one line
TIME = "Prices since then"
OTHER = "Smaller differences"


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """One line: the difference in words and what it adds, in whole dollars."""

    words: str
    dollars: int


@dataclass(frozen=True, kw_only=True)
class Comparable:
    """One sale that the estimate rests on. ``weight`` is its share of the estimate, 0 to 1; dollars are whole."""

    sale: SoldHome
    weight: float
    adjusted: int
    adjustments: tuple[Adjustment, ...]


def show(home: Home, day: float, sold: Sequence[SoldHome], chosen: Chosen, worth: Worth, row: int) -> list[Comparable]:
    """Return the comparables of one home with their working, those that count most first."""
    mine = worth.contributions(as_homes([home]))[0]
    sales = as_sales(sold)
    theirs = worth.contributions(sales.homes)
    since = worth.at(np.array([day]))[0] - worth.at(sales.day)
    facts = [fact.words for fact in sales.homes.facts]
    found = []
    for number, weight, adjusted in zip(chosen.sale[row], chosen.weight[row], chosen.adjusted[row], strict=True):
        sale = sold[number]
        shares: dict[str, float] = {TIME: float(since[number])}
        for words, share in zip(facts, mine - theirs[number], strict=True):
            shares[words] = shares.get(words, 0.0) + float(share)
        found.append(
            Comparable(
                sale=sale,
                weight=float(weight),
                adjusted=round(exp(adjusted)),
                adjustments=_lines(sale, home, round(exp(adjusted)), shares),
            )
        )
    return sorted(found, key=lambda one: -one.weight)


def _lines(sale: SoldHome, home: Home, adjusted: int, shares: dict[str, float]) -> tuple[Adjustment, ...]:
    price = round(sale.cents / 100)
    dollars_a_share = _logarithmic_mean(price, adjusted)
    told = [
        Adjustment(
            words=words if words == TIME else difference(words, sale.home, home), dollars=round(share * dollars_a_share)
        )
        for words, share in shares.items()
        if abs(share * dollars_a_share) >= SMALLEST
    ]
    told.sort(key=lambda line: -abs(line.dollars))
    rest = adjusted - price - sum(line.dollars for line in told)
    return (*told, Adjustment(words=OTHER, dollars=rest)) if rest else tuple(told)


def _logarithmic_mean(one: float, other: float) -> float:
    return one if one == other else (other - one) / (log(other) - log(one))

"""The model: boosted trees that correct the comparables' estimate by what a straight line cannot see.

It learns how far each sale's price lay from what its comparables said, from the home, its place, and what homes around
it fetched. In a place with few sales it therefore says what the comparables say.
"""

from dataclasses import dataclass

import numpy as np

from scoring.predictors.boosted import Model
from scoring.predictors.training import Recipe, train
from scoring.valuation.adjust import Worth
from scoring.valuation.comparables import Chosen, choose
from scoring.valuation.interval import Interval, calibrate
from scoring.valuation.sales import Floats, Homes, Sales
from scoring.valuation.valuing import HELD_BACK, NEIGHBOURS, Estimates, ranged, split_by_day, worth_in

RECIPE = Recipe(rounds=900, rate=0.03, depth=4, leaves=15, smallest_leaf=20, columns=0.6)
LEAST = 200  # sales below which there is nothing to learn that the comparables do not say
CLOSEST = (5, 15)


@dataclass(frozen=True, kw_only=True)
class BoostedValuer:
    """A valuer whose estimate is the comparables' with the trees' correction."""

    sales: Sales
    worth: Worth
    trees: Model
    interval: Interval | None

    def value(self, homes: Homes, day: Floats) -> Estimates:
        """Return what homes would sell for, each on its day."""
        chosen = choose(homes, day, self.sales, self.worth)
        return ranged(_corrected(self.trees, homes, chosen, self.sales, self.worth), chosen, self.interval)


def learn_from(sales: Sales) -> BoostedValuer | None:
    """Return a valuer of these sales, its range made as that of the comparables; None with fewer than ``LEAST``."""
    older, newer = split_by_day(sales, HELD_BACK)
    if len(older) < LEAST or len(newer) < NEIGHBOURS:
        return None
    worth, trees = _learn(older)
    chosen = choose(newer.homes, newer.day, older, worth)
    error = newer.log_price - _corrected(trees, newer.homes, chosen, older, worth)
    worth, trees = _learn(sales)
    return BoostedValuer(sales=sales, worth=worth, trees=trees, interval=calibrate(error, chosen.spread))


def _learn(sales: Sales) -> tuple[Worth, Model]:
    """Return what differences are worth, and the trees; each sale is corrected from the others alone."""
    worth = worth_in(sales)
    chosen = choose(sales.homes, sales.day, sales, worth, same=True)
    names, matrix = _features(sales.homes, chosen, sales, worth)
    target = sales.log_price - chosen.estimate
    return worth, train(matrix, target, objective="regression_l1", features=names, recipe=RECIPE)


def _corrected(trees: Model, homes: Homes, chosen: Chosen, sales: Sales, worth: Worth) -> Floats:
    _, matrix = _features(homes, chosen, sales, worth)
    return chosen.estimate + np.asarray(trees.predict(matrix))


def _features(homes: Homes, chosen: Chosen, sales: Sales, worth: Worth) -> tuple[list[str], Floats]:
    """Return the names and columns: the home, its place turned four ways, and what the comparables say."""
    north, east = homes.place[:, 0], homes.place[:, 1]
    level = sales.log_price - worth.contributions(sales.homes).sum(axis=1) - worth.at(sales.day)
    around = level[chosen.sale]
    columns = {
        **{fact.name: homes.values[:, number] for number, fact in enumerate(homes.facts)},
        "north": north,
        "east": east,
        "north_east": north + east,
        "north_west": north - east,
        "estimate": chosen.estimate,
        "spread": chosen.spread,
        "median": np.median(chosen.adjusted, axis=1) - chosen.estimate,
        **{f"level_of_{count}": around[:, :count].mean(axis=1) for count in CLOSEST},
        "level": around.mean(axis=1),
        "nearest": chosen.kilometres[:, : CLOSEST[0]].mean(axis=1),
        "farthest": chosen.kilometres.max(axis=1),
        "own_worth": worth.contributions(homes).sum(axis=1),
    }
    return list(columns), np.ascontiguousarray(np.column_stack(list(columns.values())), dtype=np.float64)

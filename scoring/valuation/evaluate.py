"""How good estimates of later sales are: learn from one file of sales, value another, and measure.

Each sale is valued from the sales to learn from alone; the price of no other sale to be valued is used.
"""

from typing import Any

from scoring.valuation import boosted, valuing
from scoring.valuation.measures import measure
from scoring.valuation.sales import Sales

LEAST = 60  # sales to learn from: fewer tell neither what differences are worth nor how wrong estimates are


class TooFewSales(ValueError):
    """There are too few sales to learn from."""


def evaluate(train: Sales, test: Sales) -> dict[str, Any]:
    """Return the measures of ``comparables`` and of the ``model``, which is None where there is too little to learn.

    Raises:
        TooFewSales: fewer than ``LEAST`` to learn from.
    """
    if len(train) < LEAST:
        raise TooFewSales(f"{len(train)} sales to learn from are too few; it takes {LEAST}.")
    model = boosted.learn_from(train)
    return {
        "comparables": _measured(valuing.learn_from(train), test),
        "model": _measured(model, test) if model else None,
    }


def _measured(valuer: valuing.Valuer | boosted.BoostedValuer, test: Sales) -> dict[str, Any]:
    found = valuer.value(test.homes, test.day)
    return measure(found.price, test.price, found.low, found.high)

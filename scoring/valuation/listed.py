"""Homes as a brokerage knows them: what a listing tells, turned into columns and back into words.

Where a home lies is known by its postal code, or its city where it has none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from scoring.valuation.sales import Fact, Homes, Sales

UNKNOWN = float("nan")
NOT_KNOWN = "not known"  # and taken as the middle of those that are


@dataclass(frozen=True, kw_only=True)
class Home:
    """A home by what its price follows; None: not known."""

    pk: int
    street: str
    area: str
    kind: str
    living_sqft: int
    beds: int | None
    baths: float | None
    year_built: int | None


@dataclass(frozen=True, kw_only=True)
class SoldHome:
    """A home, the day it was sold and for how much."""

    home: Home
    sold_on: date
    cents: int


FACTS: dict[Fact, Callable[[Home], float]] = {
    Fact(name="living", words="Living area", is_log=True, elasticity=0.5): lambda home: float(np.log(home.living_sqft)),
    Fact(name="beds", words="Bedrooms"): lambda home: UNKNOWN if home.beds is None else float(home.beds),
    Fact(name="baths", words="Baths"): lambda home: UNKNOWN if home.baths is None else home.baths,
    Fact(name="built", words="Built"): lambda home: UNKNOWN if home.year_built is None else float(home.year_built),
    Fact(name="condo", words="Kind"): lambda home: float(home.kind == "condo"),
    Fact(name="townhouse", words="Kind"): lambda home: float(home.kind == "townhouse"),
}
TOLD: dict[str, Callable[[Home], str]] = {
    "Living area": lambda home: f"{home.living_sqft:,} sq ft",
    "Bedrooms": lambda home: NOT_KNOWN if home.beds is None else str(home.beds),
    "Baths": lambda home: NOT_KNOWN if home.baths is None else f"{home.baths:g}",
    "Built": lambda home: NOT_KNOWN if home.year_built is None else str(home.year_built),
    "Kind": lambda home: home.kind.replace("_", " ") or NOT_KNOWN,
}


def as_homes(homes: Sequence[Home]) -> Homes:
    """Return homes as columns."""
    return Homes(
        facts=tuple(FACTS),
        values=np.array([[read(home) for read in FACTS.values()] for home in homes]).reshape(-1, len(FACTS)),
        place=np.full((len(homes), 2), UNKNOWN),
        area=np.array([home.area for home in homes]),
    )


def as_sales(sold: Sequence[SoldHome]) -> Sales:
    """Return sales as columns, in the order given."""
    return Sales(
        homes=as_homes([sale.home for sale in sold]),
        day=np.array([float(sale.sold_on.toordinal()) for sale in sold]),
        price=np.array([sale.cents / 100 for sale in sold]),
    )


def difference(words: str, theirs: Home, ours: Home) -> str:
    """Return a fact of two homes in words: ``Living area, 1,640 sq ft there and 1,800 sq ft here``."""
    told = TOLD[words]
    return f"{words}, {told(theirs)} there and {told(ours)} here"

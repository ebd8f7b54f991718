"""Homes and sales as columns: one row a home, so that thousands are compared in one stroke.

Nothing here tells who lives anywhere: a home is its land, its building and its place (FHA-1).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that is known of a home. ``elasticity`` is what its price is expected to follow before any sale tells.

    A fact that is a logarithm says so: then the elasticity is a price's, per cent for per cent.
    """

    name: str
    words: str
    is_log: bool = False
    elasticity: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Homes:
    """Homes by column. ``place`` is in kilometres, north and east; NaN where only ``area`` is known."""

    facts: tuple[Fact, ...]
    values: Floats  # a row a home, a column a fact
    place: Floats  # two columns
    area: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.values)

    def rows(self, chosen: Indices | NDArray[np.bool_]) -> Self:
        """Return the chosen homes, in that order."""
        return replace(self, values=self.values[chosen], place=self.place[chosen], area=self.area[chosen])


@dataclass(frozen=True, kw_only=True)
class Sales:
    """Homes with the day (``date.toordinal``) and the price of a sale, in dollars."""

    homes: Homes
    day: Floats
    price: Floats

    def __len__(self) -> int:
        return len(self.price)

    def rows(self, chosen: Indices | NDArray[np.bool_]) -> "Sales":
        """Return the chosen sales, in that order."""
        return Sales(homes=self.homes.rows(chosen), day=self.day[chosen], price=self.price[chosen])

    @property
    def log_price(self) -> Floats:
        """The prices' logarithms, in which differences are shares."""
        return np.log(self.price)

    @property
    def last_day(self) -> date:
        """The day of the newest sale."""
        return date.fromordinal(int(self.day.max()))

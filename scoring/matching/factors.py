"""The 15 factors of a match. Each gives all pairs of wishes (down) and homes (across) a value from 0 to 1.

A factor tells three cases apart: nobody asked for it (it has no weight), it was asked for and the home does not tell
(nan: neutral, and said so), or it fits so far. All are plain arithmetic, the same for one pair and for 100,000.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.matching.columns import NOBODY, Codes, Columns, Numbers

Mask = NDArray[np.bool_]
NEUTRAL = 0.5

OVER_BUDGET = 0.15  # this share above the most they want to pay fits not at all
UNDER_BUDGET = 0.60  # so far below their least, a home is likely another sort of home
SMALLER = 0.25
SMALLER_LOT = 0.50
FARTHER = 0.50
OLDER_YEARS = 25
WORSE_CONDITION = 2
LESS_WALKABLE = 30
FEWER_BEDS = 1.7
FEWER_BATHS = 2.0
FRESH_DAYS, STALE_DAYS = 7, 90
CHEAPER_THAN_WORTH = 0.20
MORTGAGE_MONTHS = 360
EARTH_KM = 6371.0


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One thing that speaks for or against a home.

    Attributes:
        weight: how much it counts where it was asked for.
        asked: which wishes ask for it.
        value: 0 to 1 for every pair; nan where the home does not tell.
        decides: a home that fails it is no match, however well the rest fits.
    """

    name: str
    weight: float
    asked: Callable[[Columns], Mask]
    value: Callable[[Columns, Columns], Numbers]
    decides: bool = False


def _told(name: str) -> Callable[[Columns], Mask]:
    return lambda wish: ~np.isnan(wish.numbers[name])


def _named(name: str) -> Callable[[Columns], Mask]:
    return lambda wish: (wish.words[name] != NOBODY).any(axis=-1)


def _always(wish: Columns) -> Mask:
    return np.ones(wish.numbers["price_max_cents"].shape, dtype=bool)


def _price(wish: Columns, home: Columns) -> Numbers:
    price, least, most = home.numbers["price_cents"], wish.numbers["price_min_cents"], wish.numbers["price_max_cents"]
    over, under = (price - most) / (most * OVER_BUDGET), (least - price) / (least * UNDER_BUDGET)
    return _short_by(np.fmax(np.nan_to_num(over), np.nan_to_num(under)))


def _payment(wish: Columns, home: Columns) -> Numbers:
    """Return how the monthly cost fits: 30 years at their rate, with what the home costs beside."""
    most = wish.numbers["payment_max_cents"]
    monthly = monthly_cents(wish, home)
    return _short_by((monthly - most) / (most * OVER_BUDGET))


def monthly_cents(wish: Columns, home: Columns) -> Numbers:
    """Return principal and interest over 30 years plus what the home costs a month; nan where a part is not known.

    Source: the annuity formula, payment = principal x r / (1 - (1 + r)^-n), r being the monthly rate.
    """
    rate = wish.numbers["rate"] / 12
    borrowed = np.maximum(home.numbers["price_cents"] - np.nan_to_num(wish.numbers["down_payment_cents"]), 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(rate > 0, rate / -np.expm1(-MORTGAGE_MONTHS * np.log1p(rate)), 1 / MORTGAGE_MONTHS)
    return np.where(np.isnan(rate), np.nan, borrowed * share) + home.numbers["monthly_extras_cents"]


def _at_least(asked: str, found: str, short: float, *, share: bool = False) -> Callable[[Columns, Columns], Numbers]:
    """Return a factor's formula: 1 from what was asked upwards, 0 where ``short`` (a share of it, or so many) lacks."""

    def value(wish: Columns, home: Columns) -> Numbers:
        wanted = wish.numbers[asked]
        return _short_by((wanted - home.numbers[found]) / (wanted * short if share else short))

    return value


def _one_of(name: str) -> Callable[[Columns, Columns], Numbers]:
    """Return a factor's formula: 1 where the home is one of those named, 0 where it is another."""

    def value(wish: Columns, home: Columns) -> Numbers:
        theirs = home.words[name]
        hit = _any_in(wish.words[name], theirs).any(axis=-1)
        return np.where((theirs != NOBODY).any(axis=-1), hit.astype(np.float64), np.nan)

    return value


def _commute(wish: Columns, home: Columns) -> Numbers:
    most = wish.numbers["commute_km_max"]
    return _short_by((kilometres(wish, home) - most) / (most * FARTHER))


def kilometres(wish: Columns, home: Columns) -> Numbers:
    """Return the distance as the crow flies; nan where a point is not known. Source: the haversine formula."""
    north, east = np.radians(wish.numbers["latitude"]), np.radians(wish.numbers["longitude"])
    far_north, far_east = np.radians(home.numbers["latitude"]), np.radians(home.numbers["longitude"])
    turn = np.sin((far_north - north) / 2) ** 2
    turn = turn + np.cos(north) * np.cos(far_north) * np.sin((far_east - east) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(turn))


def _amenities(wish: Columns, home: Columns) -> Numbers:
    wanted = wish.words["amenities"]
    present = (_any_in(wanted, home.words["amenities"]) & (wanted != NOBODY)).sum(axis=-1)
    count = np.maximum((wanted != NOBODY).sum(axis=-1), 1)
    return np.where(home.listed["amenities"], present / count, np.nan)


def _upkeep(wish: Columns, home: Columns) -> Numbers:
    """Return how year and condition fit: the mean of what was asked for and is known."""
    year = _at_least("year_built_min", "year_built", OLDER_YEARS)(wish, home)
    condition = _at_least("condition_min", "condition", WORSE_CONDITION)(wish, home)
    known = (~np.isnan(year)).astype(np.float64) + ~np.isnan(condition)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean: Numbers = (np.nan_to_num(year) + np.nan_to_num(condition)) / known
    return mean


def _freshness(wish: Columns, home: Columns) -> Numbers:
    days = home.numbers["days_on_market"]
    faded = np.clip((days - FRESH_DAYS) / (STALE_DAYS - FRESH_DAYS), 0, 1)
    return _everywhere(wish, 1 - faded * (1 - NEUTRAL))


def _worth(wish: Columns, home: Columns) -> Numbers:
    below = 1 - home.numbers["price_cents"] / home.numbers["estimate_cents"]
    return _everywhere(wish, np.clip(NEUTRAL + below / CHEAPER_THAN_WORTH * NEUTRAL, 0, 1))


def _everywhere(wish: Columns, values: Numbers) -> Numbers:
    return values + np.zeros_like(wish.numbers["price_max_cents"])


def _short_by(share: Numbers) -> Numbers:
    """Return 1 where nothing is missing, 0 where all of it is, nan where it is not known."""
    return np.clip(1 - share, 0, 1)


def _any_in(wanted: Codes, theirs: Codes) -> Mask:
    """Return for each wanted word of each pair whether the home has it."""
    hit = np.zeros(np.broadcast_shapes(wanted.shape[:-1], theirs.shape[:-1]) + wanted.shape[-1:], dtype=bool)
    for place in range(theirs.shape[-1]):
        word = theirs[..., place, None]
        hit |= (wanted == word) & (word != NOBODY)
    return hit


def _either(*names: str) -> Callable[[Columns], Mask]:
    return lambda wish: np.logical_or.reduce([~np.isnan(wish.numbers[name]) for name in names])


def _both(*names: str) -> Callable[[Columns], Mask]:
    return lambda wish: np.logical_and.reduce([~np.isnan(wish.numbers[name]) for name in names])


FACTORS = (
    Factor(name="price", weight=3, asked=_either("price_min_cents", "price_max_cents"), value=_price, decides=True),
    Factor(name="payment", weight=2, asked=_told("payment_max_cents"), value=_payment),
    Factor(name="beds", weight=2, asked=_told("beds_min"), value=_at_least("beds_min", "beds", FEWER_BEDS)),
    Factor(name="baths", weight=1, asked=_told("baths_min"), value=_at_least("baths_min", "baths", FEWER_BATHS)),
    Factor(name="size", weight=1.5, asked=_told("sqft_min"),
           value=_at_least("sqft_min", "living_sqft", SMALLER, share=True)),
    Factor(name="kind", weight=2, asked=_named("kinds"), value=_one_of("kinds"), decides=True),
    Factor(name="place", weight=3, asked=_named("places"), value=_one_of("places"), decides=True),
    Factor(name="commute", weight=1.5, asked=_both("latitude", "commute_km_max"), value=_commute),
    Factor(name="schools_named", weight=1, asked=_named("schools"), value=_one_of("schools")),
    Factor(name="walkability", weight=1, asked=_told("walk_score_min"),
           value=_at_least("walk_score_min", "walk_score", LESS_WALKABLE)),
    Factor(name="amenities", weight=1.5, asked=_named("amenities"), value=_amenities),
    Factor(name="lot", weight=1, asked=_told("lot_sqft_min"),
           value=_at_least("lot_sqft_min", "lot_sqft", SMALLER_LOT, share=True)),
    Factor(name="upkeep", weight=1, asked=_either("year_built_min", "condition_min"), value=_upkeep),
    Factor(name="freshness", weight=0.5, asked=_always, value=_freshness),
    Factor(name="worth", weight=0.5, asked=_always, value=_worth),
)  # fmt: skip

"""Homes and wishes as columns of numbers, so that one formula judges one pair or a hundred thousand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from scoring.matching.sides import Home, Point, Wish

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]
NOBODY = 0  # fills up rows of words that are shorter than the longest

HOME_NUMBERS = (
    "price_cents", "beds", "baths", "living_sqft", "lot_sqft", "year_built", "condition", "walk_score",
    "days_on_market", "monthly_extras_cents", "estimate_cents",
)  # fmt: skip
WISH_NUMBERS = (
    "price_min_cents", "price_max_cents", "payment_max_cents", "down_payment_cents", "rate", "beds_min", "baths_min",
    "sqft_min", "lot_sqft_min", "year_built_min", "condition_min", "walk_score_min", "commute_km_max",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Columns:
    """One column for each fact; nan is not known. Words are codes, filled up with ``NOBODY``.

    Attributes:
        listed: whether anybody listed the words at all, for words of which "none" and "not known" differ.
    """

    count: int
    numbers: dict[str, Numbers]
    words: dict[str, Codes]
    listed: dict[str, NDArray[np.bool_]]

    def upright(self) -> "Columns":
        """Return the same with a column's rows below each other, so that it meets another side in all pairs."""
        return Columns(
            self.count,
            {name: column[:, None] for name, column in self.numbers.items()},
            {name: codes[:, None, :] for name, codes in self.words.items()},
            {name: column[:, None] for name, column in self.listed.items()},
        )


def of_homes(homes: Sequence[Home]) -> Columns:
    """Return homes as columns."""
    numbers = {name: _numbers(homes, name) for name in HOME_NUMBERS}
    return Columns(
        len(homes),
        numbers | _points([home.at for home in homes]),
        {
            "kinds": _words([[home.kind] if home.kind else [] for home in homes]),
            "places": _words([home.places for home in homes]),
            "amenities": _words([home.amenities or () for home in homes]),
            "schools": _words([home.schools for home in homes]),
        },
        {"amenities": np.array([home.amenities is not None for home in homes], dtype=bool)},
    )


def of_wishes(wishes: Sequence[Wish]) -> Columns:
    """Return wishes as columns."""
    numbers = {name: _numbers(wishes, name) for name in WISH_NUMBERS}
    return Columns(
        len(wishes),
        numbers | _points([wish.commute_to for wish in wishes]),
        {
            "kinds": _words([wish.kinds for wish in wishes]),
            "places": _words([wish.places for wish in wishes]),
            "amenities": _words([wish.amenities for wish in wishes]),
            "schools": _words([wish.schools for wish in wishes]),
        },
        {},
    )


@lru_cache(maxsize=65_536)
def code_of(word: str) -> int:
    """Return the number of a word, the same in every process; case and spaces around it do not matter."""
    digest = blake2b(word.strip().casefold().encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) or 1


def _numbers(sides: Sequence[Home] | Sequence[Wish], name: str) -> Numbers:
    found = (getattr(side, name) for side in sides)
    return np.array([np.nan if value is None else value for value in found], dtype=np.float64)


def _points(points: Sequence[Point | None]) -> dict[str, Numbers]:
    found = np.array([point or (np.nan, np.nan) for point in points], dtype=np.float64).reshape(len(points), 2)
    return {"latitude": found[:, 0], "longitude": found[:, 1]}


def _words(rows: Sequence[Collection[str]]) -> Codes:
    longest = max((len(row) for row in rows), default=0)
    codes = np.full((len(rows), max(longest, 1)), NOBODY, dtype=np.int64)
    for number, row in enumerate(rows):
        codes[number, : len(row)] = [code_of(word) for word in row]
    return codes

"""How well matchers rank homes, measured on buyers whose liking is known: NDCG@10 with intervals, and paired testers.

Source: K. Järvelin, J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20 (2002), with the
gain 2^worth - 1.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from scoring.errors import FeatureProtected
from scoring.matching import baseline, enhanced, tastes
from scoring.matching.columns import Numbers, of_homes, of_wishes
from scoring.matching.sides import Home, Wish

TOP = 10
RESAMPLES = 2000

Thing = TypeVar("Thing")
Ranker = Callable[["Buyer", Sequence[Home]], Numbers]


class UnreadableTrial(ValueError):
    """The file is not what was asked for; says in words which buyer or home."""


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """A buyer of a trial: wish, homes saved and dismissed, homes to be ranked with what each is worth to them (0-3).

    Attributes:
        pair: testers of one pair are equal but for what fair housing protects; that is not read at all.
    """

    wish: Wish
    saved: tuple[int, ...]
    dismissed: tuple[int, ...]
    asked: tuple[int, ...]
    worth: tuple[float, ...]
    pair: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """Homes and buyers."""

    homes: tuple[Home, ...]
    buyers: tuple[Buyer, ...]
    simulated: bool


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A mean over buyers, with the interval of 95 of 100 draws of them."""

    value: float
    low: float
    high: float


def read(path: Path) -> Case:
    """Return a trial's file: JSON with ``homes`` (a list) and ``buyers``, as ``docs/guides/matching.md`` tells.

    Raises:
        UnreadableTrial: no such file, no JSON, or a home or buyer that is none.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableTrial(f"{path} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise UnreadableTrial(f"{path.name} is no JSON: {error}.") from error
    return case_of(told)


def case_of(told: Mapping[str, Any]) -> Case:
    """Return a trial out of plain values; raises as ``read``."""
    if not isinstance(told, dict) or not told.get("homes") or not told.get("buyers"):
        raise UnreadableTrial("A trial needs homes and buyers.")
    homes = tuple(_each("Home", told["homes"], Home.of))
    numbered = list(enumerate(told["buyers"]))
    buyers = tuple(_each("Buyer", numbered, lambda buyer: _buyer(buyer[1], len(homes), alone=f"alone {buyer[0]}")))
    if not any(any(buyer.worth) for buyer in buyers):
        raise UnreadableTrial("No home is worth anything to any buyer, so there is no order to find.")
    return Case(homes=homes, buyers=buyers, simulated=bool(told.get("simulated")))


def by_baseline(buyer: Buyer, homes: Sequence[Home]) -> Numbers:
    """Return the plain matcher's shares."""
    return baseline.shares(of_wishes([buyer.wish]), of_homes([homes[place] for place in buyer.asked]))[0]


def by_wish(buyer: Buyer, homes: Sequence[Home]) -> Numbers:
    """Return the 15 factors' shares, by what was stated alone."""
    return enhanced.match(buyer.wish, [homes[place] for place in buyer.asked])


def by_wish_and_taste(buyer: Buyer, homes: Sequence[Home]) -> Numbers:
    """Return the 15 factors' shares, moved by what was saved and dismissed."""
    taste = tastes.learn([homes[place] for place in buyer.saved], [homes[place] for place in buyer.dismissed])
    return enhanced.match(buyer.wish, [homes[place] for place in buyer.asked], taste=taste)


def rank_quality(case: Case, ranker: Ranker) -> Numbers:
    """Return NDCG@10 for each buyer; nan where no home is worth anything to them."""
    return np.array([ndcg(ranker(buyer, case.homes), np.array(buyer.worth)) for buyer in case.buyers])


def ndcg(shares: Numbers, worth: Numbers, top: int = TOP) -> float:
    """Return how much of the best possible gain the ``top`` homes by share bring; nan where there is none."""
    faded = 1 / np.log2(np.arange(min(top, len(worth))) + 2)
    gain = np.exp2(worth) - 1
    best = float(np.sort(gain)[::-1][: len(faded)] @ faded)
    return float(gain[np.argsort(-shares, kind="stable")][: len(faded)] @ faded) / best if best > 0 else float("nan")


def mean_of(values: Numbers, buyers: Sequence[Buyer]) -> Measured:
    """Return the mean over buyers that have a value. Pairs are drawn together, since their halves are alike."""
    known = ~np.isnan(values)
    pairs = np.unique([buyer.pair for buyer in buyers], return_inverse=True)[1][known]
    sums, counts = np.bincount(pairs, values[known]), np.bincount(pairs).astype(np.float64)
    sums, counts = sums[counts > 0], counts[counts > 0]
    drawn = np.random.default_rng(len(sums)).integers(0, len(sums), (RESAMPLES, len(sums)))
    low, high = np.quantile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), [0.025, 0.975])
    return Measured(value=float(sums.sum() / counts.sum()), low=float(low), high=float(high))


def equal_pairs(case: Case, ranker: Ranker) -> tuple[int, int]:
    """Return how many pairs of testers get equal lists with equal figures, and of how many."""
    halves: dict[str, list[Buyer]] = {}
    for buyer in case.buyers:
        halves.setdefault(buyer.pair, []).append(buyer)
    pairs = [both for both in halves.values() if len(both) == 2]
    equal = [np.array_equal(ranker(one, case.homes), ranker(other, case.homes)) for one, other in pairs]
    return sum(equal), len(pairs)


def _buyer(told: Mapping[str, Any], homes: int, *, alone: str) -> Buyer:
    worth = {int(place): float(value) for place, value in told["worth"].items()}
    saved, dismissed = (tuple(int(place) for place in told.get(name, ())) for name in ("saved", "dismissed"))
    if not worth:
        raise ValueError("no home to be ranked.")
    for place in (*worth, *saved, *dismissed):
        if not 0 <= place < homes:
            raise ValueError(f"there is no home {place}.")
    return Buyer(
        wish=Wish.of(told["wish"]),
        saved=saved,
        dismissed=dismissed,
        asked=tuple(worth),
        worth=tuple(worth.values()),
        pair=str(told.get("pair", alone)),
    )


def _each(what: str, told: Sequence[Any], make: Callable[[Any], Thing]) -> list[Thing]:
    made = []
    for number, each in enumerate(told):
        try:
            made.append(make(each))
        except (KeyError, TypeError, ValueError, AttributeError, FeatureProtected) as error:
            raise UnreadableTrial(f"{what} {number}: {error}") from error
    return made

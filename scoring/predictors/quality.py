"""How good probabilities are, with intervals: rank, loss, calibration, lift. Pure; needs NumPy.

Every figure comes with the interval that holds it in 95 of 100 draws of the rows (bootstrap, same draws each time).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
RESAMPLES = 500
SURE = 0.95
TOP = 0.1  # the share of leads that lift asks about
BINS = 10
LEAST = 1e-15  # a probability of 0 or 1 that fails would cost infinitely much


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure and where it lies with 95 % certainty."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Figures of some rows.

    Attributes:
        auc: how often, of one row that came true and one that did not, the first has the higher probability.
        log_loss: mean of the negative log of the probability of what happened (natural log).
        brier: mean squared distance of the probability from what happened.
        lift: how many times more come true among the top tenth than among all.
        ece: mean distance of told and true rate over ten groups of equal size, by rising probability.
        rate: share that came true.
    """

    n: int
    rate: float
    auc: Figure
    log_loss: Figure
    brier: Figure
    lift: Figure
    ece: Figure


def measure(
    probabilities: Array, outcomes: Array, *, groups: NDArray[np.int64] | None = None, resamples: int = RESAMPLES
) -> Quality:
    """Return the quality of probabilities (0-1) of what happened (0 or 1).

    Args:
        groups: whom each row belongs to, where somebody has several: intervals then draw whole groups.
    Raises:
        ValueError: not one of each outcome, or sizes that differ.
    """
    if len(probabilities) != len(outcomes):
        raise ValueError(f"{len(probabilities)} probabilities for {len(outcomes)} outcomes.")
    if set(np.unique(outcomes)) != {0.0, 1.0}:
        raise ValueError("Quality takes rows that came true and rows that did not.")
    rows = _Rows(probabilities, outcomes)
    once = np.ones(len(outcomes))
    chance = np.random.default_rng(len(outcomes))
    members = np.arange(len(outcomes)) if groups is None else np.unique(groups, return_inverse=True)[1][rows.order]
    draws = [_draw(chance, members, outcomes[rows.order]) for _ in range(resamples)]

    def figure(of: Callable[[Array], float], *, is_distance: bool = False) -> Figure:
        drawn = [of(draw) for draw in draws]
        low, high = np.quantile(drawn, [(1 - SURE) / 2, (1 + SURE) / 2])
        found = Figure(value=of(once), low=float(low), high=float(high))
        return _centred(found, float(np.mean(drawn))) if is_distance else found

    return Quality(
        n=len(outcomes),
        rate=float(outcomes.mean()),
        auc=figure(rows.auc),
        log_loss=figure(rows.log_loss),
        brier=figure(rows.brier),
        lift=figure(rows.lift),
        ece=figure(rows.ece, is_distance=True),
    )


def rank(values: Array, outcomes: Array) -> float:
    """Return the AUC of any numbers: 1 where every row that came true has a higher one than every other row."""
    return _Rows(values, outcomes).auc(np.ones(len(outcomes)))


class _Rows:
    """Rows by rising probability; rows of one probability are a tie and count alike. Figures take a count a row."""

    def __init__(self, probabilities: Array, outcomes: Array) -> None:
        self.order = np.argsort(probabilities, kind="stable")
        self.told, self.true = probabilities[self.order], outcomes[self.order]
        _, self.tie = np.unique(self.told, return_inverse=True)
        sure = np.clip(self.told, LEAST, 1 - LEAST)
        self.losses = -np.where(self.true == 1, np.log(sure), np.log1p(-sure))

    def auc(self, counts: Array) -> float:
        came, failed = self._by_tie(counts * self.true), self._by_tie(counts * (1 - self.true))
        below = np.cumsum(failed) - failed / 2
        return float(came @ below / (came.sum() * failed.sum()))

    def log_loss(self, counts: Array) -> float:
        return float(counts @ self.losses / counts.sum())

    def brier(self, counts: Array) -> float:
        return float(counts @ (self.told - self.true) ** 2 / counts.sum())

    def lift(self, counts: Array) -> float:
        rows = np.cumsum(self._by_tie(counts)[::-1])
        came = np.cumsum(self._by_tie(counts * self.true)[::-1])
        top = TOP * rows[-1]
        return float(np.interp(top, np.r_[0, rows], np.r_[0, came]) / top / (came[-1] / rows[-1]))

    def ece(self, counts: Array) -> float:
        rows = self._by_tie(counts)
        middle = (np.cumsum(rows) - rows / 2) / rows.sum()
        group = np.minimum((middle * BINS).astype(int), BINS - 1)[self.tie]
        apart = np.bincount(group, counts * (self.told - self.true), BINS)
        return float(np.abs(apart).sum() / counts.sum())

    def _by_tie(self, values: Array) -> Array:
        return np.bincount(self.tie, values).astype(np.float64)


def _draw(chance: np.random.Generator, members: NDArray[np.intp], outcomes: Array) -> Array:
    """Return how often each row is drawn, with its group; again where a draw holds one outcome only."""
    several = int(members.max()) + 1
    while True:
        counts = np.bincount(chance.integers(0, several, several), minlength=several)[members].astype(float)
        if 0 < counts @ outcomes < counts.sum():
            return counts


def _centred(figure: Figure, drawn_mean: float) -> Figure:
    """Move an interval back by what drawing adds: a distance grows by the noise of drawing, whichever way it goes."""
    added = drawn_mean - figure.value
    return Figure(
        value=figure.value,
        low=max(0.0, min(figure.low - added, figure.value)),
        high=max(figure.high - added, figure.value),
    )

"""Training of linear models: multinomial logistic regression with a ridge, by L-BFGS. Deterministic.

Only commands import this, for it needs NumPy; serving processes read what it made (``linear``).
"""

from array import array
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreach.replies.linear import Features, LinearModel

Array = NDArray[np.float64]
MEMORY = 8  # steps that L-BFGS looks back on
CLOSE_ENOUGH = 1e-5  # of the loss, from one step to the next
SHRINK, ENOUGH = 0.5, 1e-4  # line search


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How to train.

    Attributes:
        ridge: how hard weights are drawn to zero; larger is simpler.
        balance: 0 = every message counts alike, 1 = every label does.
        rounds: most steps of the optimiser.
    """

    ridge: float = 1.0
    balance: float = 0.5
    rounds: int = 80


class _Table:
    """Messages by features, sparse, with only the places that occur; summed by message or by place."""

    def __init__(self, rows: Sequence[Features]) -> None:
        sizes = np.array([len(row) for row in rows])
        places = np.fromiter((place for row in rows for place in row), dtype=np.int64, count=int(sizes.sum()))
        self.values = np.fromiter((v for row in rows for v in row.values()), dtype=np.float64, count=len(places))
        self.places, self.columns = np.unique(places, return_inverse=True)
        self.rows, self.count = np.repeat(np.arange(len(rows)), sizes), len(rows)

    def times(self, weights: Array) -> Array:
        """Return what each message's features sum to, for each label (row) of the weights."""
        sums = [np.bincount(self.rows, of_label[self.columns] * self.values, self.count) for of_label in weights]
        return np.array(sums)

    def back(self, slopes: Array) -> Array:
        """Return the slope of each place's weight, for each label (row) of the messages' slopes."""
        width = len(self.places)
        return np.array([np.bincount(self.columns, of_label[self.rows] * self.values, width) for of_label in slopes])


def train(rows: Sequence[Features], labels: Sequence[str], *, bits: int, recipe: Recipe) -> LinearModel:
    """Return the model of these messages. Every row has at least one feature, and there are two labels or more.

    Raises:
        ValueError: one label only, or none.
    """
    names = tuple(sorted(set(labels)))
    if len(names) < 2:
        raise ValueError("Training needs messages of at least two labels.")
    table = _Table(rows)
    wanted = np.array([names.index(label) for label in labels])
    solution = _minimise(_Loss(table, wanted, len(names), recipe), recipe.rounds)
    whole = np.zeros((1 << bits, len(names)), dtype="<f4")
    whole[table.places] = solution[:, :-1].T
    weights = array("f")
    weights.frombytes(whole.tobytes())
    return LinearModel(labels=names, weights=weights, bias=tuple(float(value) for value in solution[:, -1]))


class _Loss:
    """Cross entropy of the labels, weighted, plus the ridge. A row of weights for each label, its bias last."""

    def __init__(self, table: _Table, wanted: NDArray[Any], width: int, recipe: Recipe) -> None:
        self.table, self.ridge, self.shape = table, recipe.ridge, (width, len(table.places) + 1)
        counts = np.bincount(wanted, minlength=width)
        per_label = (len(wanted) / (width * counts)) ** recipe.balance
        self.truth = np.eye(width)[:, wanted]
        self.importance = per_label[wanted]

    def __call__(self, flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(self.shape)
        words, bias = weights[:, :-1], weights[:, -1:]
        sums = self.table.times(words) + bias
        sums -= sums.max(axis=0)
        logs = sums - np.log(np.exp(sums).sum(axis=0))
        loss = -float((self.importance * self.truth * logs).sum()) + self.ridge / 2 * float((words**2).sum())
        slopes = self.importance * (np.exp(logs) - self.truth)
        gradient = np.hstack([self.table.back(slopes) + self.ridge * words, slopes.sum(axis=1, keepdims=True)])
        return loss, gradient.ravel()


def _minimise(loss: _Loss, rounds: int) -> Array:
    point = np.zeros(loss.shape).ravel()
    value, gradient = loss(point)
    past: deque[tuple[Array, Array, float]] = deque(maxlen=MEMORY)
    for _ in range(rounds):
        direction = _direction(gradient, past)
        step, slope = 1.0 if past else 1.0 / max(1.0, float(np.abs(gradient).sum())), float(gradient @ direction)
        while True:
            candidate = point + step * direction
            new_value, new_gradient = loss(candidate)
            if new_value <= value + ENOUGH * step * slope or step < 1e-10:
                break
            step *= SHRINK
        moved, turned = candidate - point, new_gradient - gradient
        bend = float(moved @ turned)
        if bend > 0:
            past.append((moved, turned, 1.0 / bend))
        done = value - new_value <= CLOSE_ENOUGH * max(1.0, abs(new_value))
        point, value, gradient = candidate, new_value, new_gradient
        if done:
            break
    return point.reshape(loss.shape)


def _direction(gradient: Array, past: deque[tuple[Array, Array, float]]) -> Array:
    """Return the way down that the remembered steps suggest (two-loop recursion)."""
    way, used = -gradient, []
    for moved, turned, inverse in reversed(past):
        share = inverse * float(moved @ way)
        way = way - share * turned
        used.append(share)
    if past:
        moved, turned, inverse = past[-1]
        way = way / (inverse * float(turned @ turned))
    for (moved, turned, inverse), share in zip(past, reversed(used), strict=True):
        way = way + moved * (share - inverse * float(turned @ way))
    return way

"""From a labelled table to what is ``learned`` of it: encode, boost, calibrate. Needs NumPy and the package."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from scoring.predictors import encoding, leaks, training
from scoring.predictors.encoding import Encoding, Words
from scoring.predictors.learned import Learned
from scoring.predictors.tables import Table
from scoring.predictors.training import BINARY, Array, Recipe

MOST = Recipe(rounds=1500, columns=0.6, smallest_leaf=30)  # the search for the number of rounds ends earlier


def learn(table: Table, outcomes: Sequence[int], *, recipe: Recipe = MOST) -> Learned:
    """Return what a table teaches of these outcomes (0 or 1). Same rows, same result, byte for byte.

    Raises:
        Unreadable: nothing in it could help.
    """
    target = np.asarray(outcomes, dtype=np.float64)
    found = encoding.learn(table, outcomes)
    matrix = _held_out_matrix(found, table, outcomes, target)
    # Of words only the order of their rates is trusted: what came true more often never counts against a lead.
    constraints = {each.column: 1 for each in found.columns if isinstance(each, Words)}
    asked: Any = {"objective": BINARY, "features": found.features, "monotone": constraints}
    best = training.with_best_rounds(matrix, target, recipe=recipe, **asked)
    held = training.out_of_fold(matrix, target, recipe=best, **asked)
    model = training.train(matrix, target, recipe=best, **asked)
    return Learned(
        encoding=found,
        model=model,
        calibration=training.calibrate(held, target),
        trees=best.rounds,
        suspects=leaks.suspects(table, target, dict(zip(found.features, matrix.T, strict=True))),
    )


def _matrix(found: Encoding, table: Table) -> Array:
    return np.array(found.rows(table), dtype=np.float64).reshape(len(table), len(found.features))


def _held_out_matrix(found: Encoding, table: Table, outcomes: Sequence[int], target: Array) -> Array:
    """Return the rows as numbers, each word's rate told by rows of other parts, never by the row's own outcome."""
    matrix = _matrix(found, table)
    for seen, held in training.folds(target, stratify=True):
        others = encoding.relearn(found, table, outcomes, seen.tolist())
        place = 0
        for column in others.columns:
            if isinstance(column, Words):
                cells = table.columns[column.column]
                matrix[held, place] = [column.encode({column.column: cells[row]})[0] for row in held]
            place += len(column.features)
    return matrix

"""Training of boosted models with LightGBM: small trees, one thread, the same bytes each time.

Only commands and tasks import this, for it needs NumPy and the package; what serves reads the result by ``boosted``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from scoring.predictors.boosted import Model
from scoring.predictors.calibration import Calibration

Array = NDArray[np.float64]
BINARY = "binary"
OBJECTIVES = (BINARY, "regression", "regression_l1", "huber", "quantile")
UNBOUND = ("regression_l1", "quantile")
FOLDS = 5
NEWTON_STEPS = 30
STEADY = 1e-9  # keeps the curvature from being none at all
PATIENCE = 60  # rounds without a better loss before the search for the number of rounds ends


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How to train. Depth 3 or 4: deeper trees score no better and make exact reasons many times dearer.

    Attributes:
        rounds: how many trees.
        rate: how much of each tree counts.
        smallest_leaf: fewest rows in a leaf.
        ridge: how hard leaves are drawn to zero.
        rows, columns: shares drawn for each tree.
        quantile: the share of targets below the prediction, for the objective ``quantile``.
        seed: what the draws begin with.
    """

    rounds: int = 300
    rate: float = 0.05
    depth: int = 4
    leaves: int = 15
    smallest_leaf: int = 20
    ridge: float = 1.0
    rows: float = 0.8
    columns: float = 0.8
    quantile: float = 0.5
    seed: int = 1


STANDARD = Recipe()


def train(
    matrix: Array,
    target: Array,
    *,
    objective: str,
    features: Sequence[str],
    recipe: Recipe = STANDARD,
    weights: Array | None = None,
    monotone: Mapping[str, int] | None = None,
) -> Model:
    """Return the model of these rows. Same input, same model, byte for byte.

    Args:
        matrix: rows x features, float64; nan where a value is not known.
        target: 0 or 1 for ``binary``, else any number; one for each row.
        objective: one of ``OBJECTIVES``.
        features: a name for each column.
        weights: how much each row counts; all alike without it.
        monotone: 1 or -1 by name: more of the feature can only raise, or only lower, what is predicted.
    Raises:
        ValueError: another objective, sizes that do not fit, or constraints that cannot be kept.
    """
    _check(matrix, target, objective, features, monotone or {})
    rows = lightgbm.Dataset(matrix, label=target, weight=weights, params=_FOR_BINS, free_raw_data=True)
    booster = lightgbm.train(_parameters(objective, features, recipe, monotone), rows, num_boost_round=recipe.rounds)
    return Model(features=features, objective=objective, trees=booster.model_to_string(num_iteration=-1))


def with_best_rounds(
    matrix: Array,
    target: Array,
    *,
    objective: str,
    features: Sequence[str],
    recipe: Recipe = STANDARD,
    weights: Array | None = None,
    monotone: Mapping[str, int] | None = None,
) -> Recipe:
    """Return the recipe with the number of rounds, up to its own, that does best on rows held out."""
    _check(matrix, target, objective, features, monotone or {})
    found = lightgbm.cv(
        _parameters(objective, features, recipe, monotone) | {"early_stopping_round": PATIENCE},
        lightgbm.Dataset(matrix, label=target, weight=weights, params=_FOR_BINS, free_raw_data=False),
        num_boost_round=recipe.rounds,
        folds=list(folds(target, stratify=objective == BINARY)),
    )
    losses = np.asarray(next(values for name, values in found.items() if name.endswith("-mean")))
    return replace(recipe, rounds=max(1, len(losses)))


def out_of_fold(
    matrix: Array,
    target: Array,
    *,
    objective: str,
    features: Sequence[str],
    recipe: Recipe = STANDARD,
    weights: Array | None = None,
    monotone: Mapping[str, int] | None = None,
) -> Array:
    """Return a prediction for each row by a model that did not see it, in the model's own unit."""
    found = np.empty(len(target))
    for seen, held in folds(target, stratify=objective == BINARY):
        model = train(
            matrix[seen], target[seen], objective=objective, features=features, recipe=recipe, monotone=monotone,
            weights=None if weights is None else weights[seen],
        )  # fmt: skip
        found[held] = np.asarray(model.predict(matrix[held]))
    return found


def folds(
    target: Array, *, count: int = FOLDS, stratify: bool = False, seed: int = 1
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Yield ``count`` times the rows to learn from and the rows held out; each row is held out once.

    Args:
        stratify: give each part the same share of each value of the target.
    """
    order = np.random.default_rng(seed).permutation(len(target))
    if stratify:
        order = order[np.argsort(target[order], kind="stable")]
    part_of = np.empty(len(target), dtype=np.intp)
    part_of[order] = np.arange(len(target)) % count
    for part in range(count):
        yield np.flatnonzero(part_of != part), np.flatnonzero(part_of == part)


def calibrate(raw: Array, outcomes: Array) -> Calibration:
    """Return the line that fits log-odds of rows held out to what happened, by Newton's method.

    Outcomes are drawn a little to the middle, as Platt does, so that no probability of 0 or 1 comes of few rows.
    """
    came, failed = outcomes.sum(), len(outcomes) - outcomes.sum()
    told = np.where(outcomes == 1, (came + 1) / (came + 2), 1 / (failed + 2))
    columns = np.column_stack([raw, np.ones(len(raw))])
    line = np.array([1.0, 0.0])
    for _ in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(columns @ line, -30, 30)))
        bend = columns.T @ (columns * (chance * (1 - chance))[:, None]) + STEADY * np.eye(2)
        line = line - np.linalg.solve(bend, columns.T @ (chance - told))
    slope, offset = line
    return Calibration(slope=float(slope), offset=float(offset)) if slope > 0 else Calibration()


# With several threads the order of sums, and so the last bits, would depend on the machine.
_SAME_EACH_TIME = {"num_threads": 1, "deterministic": True, "force_col_wise": True, "verbosity": -1}
_FOR_BINS = {
    "max_bin": 255,
    "min_data_in_bin": 3,
    "data_random_seed": 1,
    "feature_pre_filter": False,
    **_SAME_EACH_TIME,
}


def _parameters(
    objective: str, features: Sequence[str], recipe: Recipe, monotone: Mapping[str, int] | None
) -> dict[str, Any]:
    constraints = (
        {
            "monotone_constraints": [monotone.get(name, 0) for name in features],
            "monotone_constraints_method": "advanced",
        }
        if monotone
        else {}
    )
    return (
        _FOR_BINS
        | constraints
        | {
            "objective": objective,
            "alpha": recipe.quantile if objective == "quantile" else 0.9,
            "learning_rate": recipe.rate,
            "max_depth": recipe.depth,
            "num_leaves": recipe.leaves,
            "min_data_in_leaf": recipe.smallest_leaf,
            "lambda_l2": recipe.ridge,
            "bagging_fraction": recipe.rows,
            "bagging_freq": 1,
            "feature_fraction": recipe.columns,
            "seed": recipe.seed,
        }
    )


def _check(matrix: Array, target: Array, objective: str, features: Sequence[str], monotone: Mapping[str, int]) -> None:
    if objective not in OBJECTIVES:
        raise ValueError(f"No objective “{objective}”, only {', '.join(OBJECTIVES)}.")
    if matrix.shape != (len(target), len(features)):
        raise ValueError(f"A matrix of {matrix.shape} does not fit {len(target)} targets, {len(features)} features.")
    if unknown := set(monotone) - set(features):
        raise ValueError(f"Constraints on features that are not there: {', '.join(sorted(unknown))}.")
    if monotone and objective in UNBOUND:
        raise ValueError(f"LightGBM keeps no constraints under the objective {objective}.")
    if objective == BINARY and set(np.unique(target)) != {0.0, 1.0}:
        raise ValueError("To learn yes or no takes rows of both.")

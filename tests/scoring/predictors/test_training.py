"""Training: the same bytes each time, constraints kept, probabilities that hold."""

import math

import numpy as np
import pytest

from scoring.predictors import library, training
from scoring.predictors.calibration import Calibration
from scoring.predictors.training import Recipe

pytestmark = pytest.mark.skipif(not library.finding().ok, reason="LightGBM's library does not load here")
SMALL = Recipe(rounds=40)


def leads(count=600, seed=3):
    """Return made-up rows: the first column raises the odds, the second does nothing."""
    chance = np.random.default_rng(seed)
    matrix = chance.normal(size=(count, 2))
    return matrix, (chance.random(count) < 1 / (1 + np.exp(-2 * matrix[:, 0]))).astype(float)


def learn(matrix, target, objective="binary", **more):
    return training.train(matrix, target, objective=objective, features=("a", "b"), recipe=SMALL, **more)


def test_training_twice_gives_the_same_bytes():
    assert learn(*leads()).dump() == learn(*leads()).dump()


def test_a_constraint_holds_where_the_data_says_otherwise():
    matrix, target = leads()
    steps = np.column_stack([np.linspace(-3, 3, 50), np.zeros(50)])

    free = np.diff(np.asarray(learn(matrix, target).predict(steps)))
    held = np.diff(np.asarray(learn(matrix, target, monotone={"a": -1}).predict(steps)))

    assert free.max() > 0
    assert held.max() <= 0


@pytest.mark.parametrize(("objective", "expected"), [("regression", 2.0), ("regression_l1", 1.0), ("quantile", 1.0)])
def test_each_objective_predicts_its_own_middle(objective, expected):
    matrix, target = np.zeros((300, 2)), np.array([1.0, 1.0, 4.0] * 100)

    assert learn(matrix, target, objective).predict_row([0, 0]) == pytest.approx(expected, abs=0.1)


def test_rows_of_more_weight_pull_harder():
    matrix, target = np.zeros((300, 2)), np.array([1.0, 1.0, 4.0] * 100)
    weights = np.array([1.0, 1.0, 4.0] * 100)

    assert learn(matrix, target, "regression", weights=weights).predict_row([0, 0]) == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"objective": "poisson"}, "No objective"),
        ({"features": ("a",)}, "does not fit"),
        ({"target": np.ones(600)}, "rows of both"),
        ({"monotone": {"c": 1}}, "not there: c"),
        ({"monotone": {"a": 1}, "objective": "quantile"}, "no constraints under the objective quantile"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_words(change, said):
    matrix, target = leads()
    asked = {"target": target, "objective": "binary", "features": ("a", "b"), "recipe": SMALL} | change

    with pytest.raises(ValueError, match=said):
        training.train(matrix, **asked)


def test_every_row_is_held_out_once_and_parts_have_equal_shares():
    target = np.array([1.0] * 50 + [0.0] * 150)
    parts = list(training.folds(target, stratify=True))

    assert sorted(row for _, held in parts for row in held) == list(range(200))
    assert [target[held].sum() for _, held in parts] == [10.0] * 5
    assert all(not set(seen) & set(held) for seen, held in parts)


def test_predictions_out_of_fold_do_not_know_their_own_row():
    matrix, target = np.arange(200.0)[:, None], np.random.default_rng(1).integers(0, 2, 200).astype(float)
    eager = Recipe(rounds=200, smallest_leaf=1, ridge=0.0)
    asked = {"objective": "binary", "features": ("row",), "recipe": eager}

    known = np.asarray(training.train(matrix, target, **asked).predict(matrix))
    held = training.out_of_fold(matrix, target, **asked)

    assert np.mean((known > 0) == target) > 0.7
    assert np.mean((held > 0) == target) < 0.6


def test_the_search_for_rounds_ends_before_noise_is_learnt():
    matrix, target = leads()
    found = training.with_best_rounds(
        matrix, target, objective="binary", features=("a", "b"), recipe=Recipe(rounds=500, rate=0.2)
    )

    assert 1 <= found.rounds < 100


def test_calibration_finds_the_line_that_was_drawn():
    chance = np.random.default_rng(5)
    raw = chance.normal(0, 2, 20_000)
    came = (chance.random(20_000) < 1 / (1 + np.exp(-(0.5 * raw - 1)))).astype(float)

    found = training.calibrate(raw, came)

    assert (found.slope, found.offset) == (pytest.approx(0.5, abs=0.03), pytest.approx(-1, abs=0.05))
    assert found.probability(2.0) == pytest.approx(0.5, abs=0.02)


def test_calibration_never_turns_the_order_around():
    raw, came = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 1.0, 0.0, 0.0])

    assert training.calibrate(raw, came) == Calibration()


@pytest.mark.parametrize("raw", [-1e308, -800.0, 0.0, 800.0, 1e308])
def test_a_probability_never_overflows(raw):
    assert 0 <= Calibration().probability(raw) <= 1
    assert math.isfinite(Calibration().probability(raw))

"""Boosted models: what is kept is what was trained, rows and matrices agree, and contributions sum."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ModelNotUsable
from scoring.predictors import library
from scoring.predictors.boosted import Model
from scoring.predictors.training import Recipe, train

pytestmark = pytest.mark.skipif(not library.finding().ok, reason="LightGBM's library does not load here")
FEATURES = ("replies", "silence", "noise")
SMALL = Recipe(rounds=30)


@pytest.fixture(scope="module")
def rows():
    chance = np.random.default_rng(1)
    matrix = chance.normal(size=(400, 3))
    matrix[::7, 1] = math.nan
    odds = 2 * matrix[:, 0] - np.nan_to_num(matrix[:, 1])
    return matrix, (odds + chance.normal(size=400) > 0).astype(float)


@pytest.fixture(scope="module")
def model(rows):
    return train(*rows, objective="binary", features=FEATURES, recipe=SMALL)


def test_a_row_alone_scores_as_it_does_among_others(model, rows):
    among = np.asarray(model.predict(rows[0]))

    assert [model.predict_row(row) for row in rows[0]] == among.tolist()


def test_contributions_and_base_sum_to_the_prediction(model, rows):
    parts = np.asarray(model.contributions(rows[0]))

    assert parts.shape == (400, 4)
    assert np.allclose(parts.sum(axis=1), np.asarray(model.predict(rows[0])))
    assert np.allclose(model.explain_row(rows[0][5]), parts[5])


def test_what_does_not_matter_moves_little_and_what_matters_much(model, rows):
    replies, silence, noise, _ = np.abs(np.asarray(model.contributions(rows[0]))).mean(axis=0)

    assert replies > silence > 3 * noise


def test_a_kept_model_predicts_as_it_did(model, rows):
    again = Model.load(model.dump())

    assert (again.features, again.objective) == (FEATURES, "binary")
    assert list(again.predict(rows[0])) == list(model.predict(rows[0]))
    assert again.dump() == model.dump()


def test_an_empty_matrix_has_no_predictions(model):
    empty = np.empty((0, 3))

    assert (len(model.predict(empty)), len(model.contributions(empty))) == (0, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no model of ours"),
        (b"{}\ntree", "no model of ours"),
        (b'{"format": 99}\ntree', "format 99"),
        (b'{"format": 1, "objective": "binary", "features": ["a"]}\nno tree', "LightGBM"),
    ],
)
def test_bytes_that_are_no_model_are_refused(content, said):
    with pytest.raises(ModelNotUsable, match=said):
        Model.load(content)


def test_names_that_do_not_fit_the_trees_are_refused(model):
    head, _, trees = model.dump().partition(b"\n")

    with pytest.raises(ModelNotUsable, match="3 features, not 2"):
        Model.load(head.replace(b', "noise"', b"") + b"\n" + trees)


def test_rows_of_another_width_are_refused_and_not_read_past_their_end(model):
    for ask in (model.predict_row, model.explain_row, lambda row: model.predict(np.array([row]))):
        with pytest.raises(ModelNotUsable, match="2 values"):
            ask([1.0, 2.0])


def test_a_matrix_in_another_order_is_refused(model, rows):
    with pytest.raises(ModelNotUsable, match="C-ordered"):
        model.predict(np.asfortranarray(rows[0]))


@given(st.lists(st.one_of(st.floats(), st.just(math.nan)), min_size=3, max_size=3))
def test_any_row_has_a_finite_prediction(model, row):
    assert math.isfinite(model.predict_row(row))


def test_reading_a_model_imports_neither_the_package_nor_numpy(model, tmp_path):
    kept = tmp_path / "model"
    kept.write_bytes(model.dump())
    code = (
        "import sys; from pathlib import Path; from scoring.predictors.boosted import Model;"
        f"Model.load(Path({str(kept)!r}).read_bytes()).predict_row([1, 2, 3]);"
        "print(sorted({'lightgbm', 'numpy', 'scipy', 'pandas', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr

"""The small models: what they learn, that they are the same each time, and that a stale file is made anew."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.replies import shipped
from outreach.replies.context import Context
from outreach.replies.features import BITS, features_of
from outreach.replies.linear import LinearModel, place_of
from outreach.replies.training import Recipe, train

TAUGHT = [("yes please", "yes"), ("yes of course", "yes"), ("oh yes", "yes"), ("no thanks", "no"), ("no never", "no")]
RECIPE = Recipe(ridge=0.1)


def learn(taught=TAUGHT):
    return train([features_of(text) for text, _ in taught], [label for _, label in taught], bits=BITS, recipe=RECIPE)


def test_training_learns_what_tells_labels_apart():
    model = learn()

    assert model.best(features_of("yes indeed"))[0] == "yes"
    assert model.best(features_of("no indeed"))[0] == "no"


def test_training_twice_gives_the_same_weights():
    first, second = learn(), learn()

    assert (list(first.weights), first.bias) == (list(second.weights), second.bias)


def test_training_needs_two_labels():
    with pytest.raises(ValueError, match="at least two labels"):
        learn([("yes", "yes"), ("sure", "yes")])


@given(st.dictionaries(st.integers(0, 7), st.floats(-30, 30), max_size=8))
def test_shares_sum_to_one_for_any_features(features):
    model = LinearModel(labels=("a", "b", "c"), weights=[0.5, -1.0, 2.0] * 8, bias=(0.0, 1.0, -1.0))
    shares = model.shares(features)

    assert math.isclose(sum(shares.values()), 1.0)
    assert all(share >= 0 for share in shares.values())


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_has_finite_features_in_their_places(text, before):
    features = features_of(text, Context(before=before))

    assert features
    assert all(0 <= place < 1 << BITS and math.isfinite(value) for place, value in features.items())


def test_a_place_depends_on_the_feature_alone():
    assert place_of("w:yes", 17) == place_of("w:yes", 17)
    assert place_of("w:yes", 17) < 1 << 17


def test_a_file_gives_back_what_was_written(tmp_path):
    path = tmp_path / "models" / "replies.bin"
    made = {"answer": learn(), "again": learn(TAUGHT[1:])}
    shipped.write(made, path)
    read = shipped.read(path)

    assert shipped.is_fresh(path)
    assert {name: (model.labels, list(model.weights)) for name, model in read.items()} == {
        name: (model.labels, list(model.weights)) for name, model in made.items()
    }


@pytest.mark.parametrize("header", [b"", b"not json\n", json.dumps({"made_from": "other examples"}).encode() + b"\n"])
def test_a_missing_broken_or_stale_file_is_not_fresh(tmp_path, header):
    path = tmp_path / "replies.bin"
    path.write_bytes(header)

    assert not shipped.is_fresh(path)
    assert not shipped.is_fresh(tmp_path / "none.bin")


def test_the_shipped_models_answer_every_question():
    assert set(shipped.models()) == {"intent", "tone", "objection", "urgency", "competitor"}


def test_a_file_cut_short_is_not_fresh_and_doctor_says_what_to_do(tmp_path):
    path = tmp_path / "replies.bin"
    shipped.write({"answer": learn()}, path)
    path.write_bytes(path.read_bytes()[:-4])

    assert not shipped.is_fresh(path)
    assert "make setup" in shipped.finding(path).says

    shipped.write({"answer": learn()}, path)
    assert shipped.finding(path).ok

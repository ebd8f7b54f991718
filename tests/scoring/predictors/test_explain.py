"""Reasons of a learned score: whole points that sum to it, whatever the contributions."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.predictors import explain
from scoring.predictors.calibration import Calibration
from scoring.predictors.rules import HIGHEST, LOWEST

WORDS = dict.fromkeys("abcdefgh", "so it is")
contributions = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-6, 6), min_size=1)


@given(contributions, st.floats(-5, 5), st.floats(0.2, 2), st.floats(-1, 1))
def test_points_sum_to_the_score_exactly(moved, base, slope, offset):
    line = Calibration(slope=slope, offset=offset)
    found = explain.ledger(moved, base, WORDS, line)

    score = sum(reason.points for reason in found)
    assert score == explain.score_of(line.probability(base + sum(moved.values())))
    assert LOWEST <= score <= HIGHEST


@given(contributions, st.floats(-5, 5))
def test_no_reason_is_told_on_the_wrong_side_by_more_than_rounding(moved, base):
    found = explain.ledger(moved, base, WORDS, Calibration())

    assert all(reason.points * moved[reason.rule] >= 0 or abs(reason.points) <= 1 for reason in found[1:])


def test_the_largest_comes_first_after_where_everybody_starts():
    found = explain.ledger({"a": 0.2, "b": -1.5, "c": 0.9}, -1.0, WORDS, Calibration())

    assert [reason.rule for reason in found] == [explain.START, "b", "c", "a"]


def test_contributions_that_cancel_out_still_have_their_points():
    found = explain.ledger({"a": 1.0, "b": -1.0}, 0.0, WORDS, Calibration())

    assert [(reason.rule, reason.points) for reason in found] == [(explain.START, 50), ("a", 25), ("b", -25)]

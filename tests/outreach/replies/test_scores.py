"""Precision, recall and F1, on numbers that can be checked by hand."""

import pytest

from outreach.replies.scores import ClassScore, score

PAIRS = [("yes", "yes")] * 3 + [("yes", "no")] + [("no", "no")] * 2 + [("no", "yes")] * 2 + [("ask", "yes")] * 2


def test_scores_of_a_small_table():
    found = score(PAIRS, [str(number) for number in range(len(PAIRS))])

    assert found.classes["yes"] == ClassScore(precision=3 / 7, recall=3 / 4, f1=6 / 11, n=4)
    assert found.classes["no"] == ClassScore(precision=2 / 3, recall=1 / 2, f1=4 / 7, n=4)
    assert found.classes["ask"] == ClassScore(precision=0.0, recall=0.0, f1=0.0, n=2)
    assert found.macro_f1 == pytest.approx((6 / 11 + 4 / 7) / 3)
    assert (found.accuracy, found.n) == (0.5, 10)


def test_the_interval_holds_the_mean_and_is_the_same_each_time():
    groups = [str(number % 5) for number in range(len(PAIRS))]
    found = score(PAIRS, groups)

    assert found.interval[0] <= found.macro_f1 <= found.interval[1]
    assert found == score(PAIRS, groups)


def test_a_class_that_is_only_guessed_is_no_class_of_the_file():
    assert set(score([("a", "b"), ("a", "a")], ["1", "2"]).classes) == {"a"}

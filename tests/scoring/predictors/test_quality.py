"""Figures of probabilities: against counting by hand, at their ends, with ties, and with intervals that hold."""

import itertools

import numpy as np
import pytest

from scoring.predictors import quality


def made_up(count=2000, seed=1):
    """Return probabilities that hold, and what happened."""
    chance = np.random.default_rng(seed)
    told = chance.beta(1, 4, count)
    return told, (chance.random(count) < told).astype(float)


def test_auc_counts_pairs_and_a_tie_as_half_a_pair():
    told, came = np.array([0.1, 0.4, 0.4, 0.8, 0.3]), np.array([0.0, 1.0, 0.0, 1.0, 0.0])
    pairs = [(one, other) for one, other in itertools.product(told[came == 1], told[came == 0])]
    by_hand = sum((one > other) + 0.5 * (one == other) for one, other in pairs) / len(pairs)

    assert quality.rank(told, came) == pytest.approx(by_hand)


def test_log_loss_and_brier_are_those_of_the_textbook():
    found = quality.measure(np.array([0.8, 0.4]), np.array([1.0, 0.0]), resamples=5)

    assert found.log_loss.value == pytest.approx(-(np.log(0.8) + np.log(0.6)) / 2)
    assert found.brier.value == pytest.approx((0.2**2 + 0.4**2) / 2)


def test_perfect_and_turned_around():
    came = np.array([0.0] * 90 + [1.0] * 10)
    right, wrong = quality.measure(came, came, resamples=5), quality.measure(1 - came, came, resamples=5)

    assert (right.auc.value, right.brier.value, right.lift.value, right.ece.value) == (
        1.0,
        0.0,
        pytest.approx(10.0),
        0.0,
    )
    assert (wrong.auc.value, wrong.brier.value, wrong.lift.value) == (0.0, 1.0, 0.0)
    assert np.isfinite(wrong.log_loss.value)


def test_one_probability_for_all_ranks_nothing_and_lifts_nothing():
    came = np.array([1.0, 0.0, 0.0, 0.0] * 25)
    found = quality.measure(np.full(100, 0.25), came, resamples=5)

    assert (found.auc.value, found.lift.value, found.ece.value) == (0.5, pytest.approx(1.0), pytest.approx(0.0))


def test_probabilities_that_hold_have_little_calibration_error_and_bent_ones_much():
    told, came = made_up(20_000)

    assert quality.measure(told, came, resamples=5).ece.value < 0.01
    assert quality.measure(np.sqrt(told), came, resamples=5).ece.value > 0.1


def test_intervals_hold_the_value_and_narrow_with_more_rows():
    few, many = quality.measure(*made_up(400)), quality.measure(*made_up(6400))

    for name in ("auc", "log_loss", "brier", "lift", "ece"):
        one, other = getattr(few, name), getattr(many, name)
        assert one.low <= one.value <= one.high
        assert other.high - other.low < one.high - one.low


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    truth = quality.rank(*made_up(200_000, seed=99))
    held = sum(
        found.low <= truth <= found.high
        for seed in range(60)
        for found in [quality.measure(*made_up(300, seed=seed), resamples=120).auc]
    )

    assert 50 <= held <= 60


def test_rows_of_one_group_are_drawn_together_so_that_repeats_do_not_narrow_the_interval():
    told, came = made_up(300)
    copies = np.tile(told, 4), np.tile(came, 4)

    alone, together = quality.measure(told, came), quality.measure(*copies, groups=np.tile(np.arange(300), 4))

    assert together.auc.value == pytest.approx(alone.auc.value)
    wide, narrow = (figure.high - figure.low for figure in (together.auc, quality.measure(*copies).auc))
    assert wide == pytest.approx(alone.auc.high - alone.auc.low, rel=0.2)
    assert narrow < 0.7 * wide


def test_measuring_twice_gives_the_same_intervals():
    assert quality.measure(*made_up()) == quality.measure(*made_up())


@pytest.mark.parametrize(
    ("told", "came", "said"), [([0.5], [1.0, 0.0], "1 probabilities for 2"), ([0.5, 0.1], [1.0, 1.0], "did not")]
)
def test_what_cannot_be_measured_is_refused(told, came, said):
    with pytest.raises(ValueError, match=said):
        quality.measure(np.array(told), np.array(came))

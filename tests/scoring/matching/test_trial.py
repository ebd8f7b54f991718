"""The measure itself: NDCG by hand, intervals that draw pairs, and files that are refused in words."""

import json
import math

import numpy as np
import pytest

from scoring.matching.simulation import simulate
from scoring.matching.trial import (
    UnreadableTrial,
    by_baseline,
    by_wish,
    by_wish_and_taste,
    case_of,
    mean_of,
    ndcg,
    rank_quality,
    read,
)

HOMES = [{"price_cents": 40_000_000}, {"price_cents": 50_000_000}]
BUYER = {"wish": {"price_max_cents": 41_000_000}, "worth": {"0": 2, "1": 0}}


def test_ndcg_is_the_textbooks():
    worth = np.array([3.0, 2.0, 0.0, 1.0])
    best = 7 + 3 / math.log2(3) + 1 / math.log2(4)

    assert ndcg(np.array([4.0, 3.0, 1.0, 2.0]), worth) == pytest.approx(1)
    assert ndcg(np.array([1.0, 2.0, 3.0, 4.0]), worth) == pytest.approx(
        (1 + 0 + 3 / math.log2(4) + 7 / math.log2(5)) / best
    )
    assert ndcg(np.array([1.0, 2.0, 3.0, 4.0]), worth, top=1) == pytest.approx(1 / 7)
    assert math.isnan(ndcg(np.array([1.0]), np.array([0.0])))


def test_who_likes_nothing_is_left_out_of_the_mean():
    case = case_of({"homes": HOMES, "buyers": [BUYER, {**BUYER, "worth": {"0": 0}}, BUYER]})

    found = mean_of(rank_quality(case, by_wish), case.buyers)

    assert (found.value, found.low, found.high) == (1, 1, 1)


def test_pairs_are_drawn_as_one_so_that_twins_do_not_narrow_the_interval():
    alone = case_of({"homes": HOMES, "buyers": [BUYER] * 20})
    twins = case_of({"homes": HOMES, "buyers": [{**BUYER, "pair": number % 20} for number in range(40)]})
    values = np.random.default_rng(1).random(20)

    assert mean_of(values, alone.buyers) == mean_of(np.tile(values, 2), twins.buyers)


def test_stated_wishes_beat_the_baseline_and_tastes_beat_both_on_simulated_buyers():
    case = case_of(simulate(buyers=40, seed=11))

    plain, stated, enhanced = (
        mean_of(rank_quality(case, ranker), case.buyers).value for ranker in (by_baseline, by_wish, by_wish_and_taste)
    )

    assert plain < stated < enhanced


def test_the_simulation_is_the_same_each_time_and_says_what_it_is():
    assert json.dumps(simulate(buyers=3, homes=200, seed=2)) == json.dumps(simulate(buyers=3, homes=200, seed=2))
    assert case_of(simulate(buyers=2, homes=200)).simulated
    assert not case_of({"homes": HOMES, "buyers": [BUYER]}).simulated


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([], "needs homes and buyers"),
        ({"homes": [], "buyers": [BUYER]}, "needs homes and buyers"),
        ({"homes": [{"beds": 3}], "buyers": [BUYER]}, "Home 0"),
        ({"homes": [*HOMES, {"price_cents": 1, "crime_rate": 2}], "buyers": [BUYER]}, "Home 2: .*where people live"),
        ({"homes": HOMES, "buyers": [BUYER, {"wish": {}}]}, "Buyer 1"),
        ({"homes": HOMES, "buyers": [{**BUYER, "wish": {"religion": "any"}}]}, "Buyer 0: .*religion"),
        ({"homes": HOMES, "buyers": [{**BUYER, "wish": {"towers": 2}}]}, "towers"),
        ({"homes": HOMES, "buyers": [{**BUYER, "worth": {"7": 1}}]}, "there is no home 7"),
        ({"homes": HOMES, "buyers": [{**BUYER, "worth": {}}]}, "no home to be ranked"),
        ({"homes": HOMES, "buyers": [{**BUYER, "worth": {"0": 0}}]}, "No home is worth anything"),
        ({"homes": HOMES, "buyers": ["Ann"]}, "Buyer 0"),
    ],
)
def test_a_wrong_trial_is_refused_in_words(tmp_path, told, said):
    path = tmp_path / "trial.json"
    path.write_text(json.dumps(told))

    with pytest.raises(UnreadableTrial, match=said):
        read(path)


def test_a_file_that_is_not_there_or_no_json_is_refused_in_words(tmp_path):
    with pytest.raises(UnreadableTrial, match="cannot be read"):
        read(tmp_path / "nowhere.json")
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(UnreadableTrial, match="no JSON"):
        read(tmp_path / "broken.json")

"""The factors together: musts that decide, what is unknown, tastes, and one formula for one pair or many."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.matching.baseline import shares as plain_shares
from scoring.matching.columns import of_homes, of_wishes
from scoring.matching.enhanced import MatchWeights, match, percent, shares
from scoring.matching.reverse import fitting
from scoring.matching.sides import Home, Wish
from scoring.matching.tastes import NO_TASTE, learn

WISH = Wish(price_max_cents=45_000_000, places=("Tampa",), kinds=("house",), beds_min=3)
HOME = Home(price_cents=42_000_000, places=("Tampa",), kind="house", beds=3, days_on_market=1)

maybe = {"year_built": st.none() | st.integers(1920, 2026), "beds": st.none() | st.integers(1, 6)}
homes = st.builds(
    Home,
    price_cents=st.integers(10_000_000, 90_000_000),
    kind=st.sampled_from(["", "house", "condo"]),
    places=st.lists(st.sampled_from(["Tampa", "Brandon", "33606"]), max_size=2),
    living_sqft=st.none() | st.integers(500, 4000),
    amenities=st.none() | st.lists(st.sampled_from(["pool", "dock"]), max_size=2),
    **maybe,
)
wishes = st.builds(
    Wish,
    price_max_cents=st.none() | st.integers(10_000_000, 90_000_000),
    kinds=st.lists(st.sampled_from(["house", "condo"]), max_size=2),
    places=st.lists(st.sampled_from(["Tampa", "33606"]), max_size=2),
    beds_min=st.none() | st.integers(1, 5),
    sqft_min=st.none() | st.integers(500, 3000),
    amenities=st.lists(st.sampled_from(["pool", "dock"]), max_size=2),
)


def test_a_home_that_is_all_they_asked_for_beats_every_lesser_one():
    lesser = [
        replace(HOME, price_cents=47_000_000),
        replace(HOME, places=("Brandon",)),
        replace(HOME, kind="condo"),
        replace(HOME, beds=2),
        replace(HOME, beds=None),
    ]

    best, *rest = match(WISH, [HOME, *lesser])

    assert best > 0.9
    assert max(rest) < best


@pytest.mark.parametrize("failing", [{"price_cents": 60_000_000}, {"places": ("Brandon",)}, {"kind": "condo"}])
def test_the_wrong_price_place_or_kind_is_no_match_however_well_the_rest_fits(failing):
    assert match(WISH, [replace(HOME, **failing)])[0] < 0.35


def test_what_the_listing_does_not_tell_is_neither_good_nor_bad():
    told, untold, bad = match(WISH, [HOME, replace(HOME, beds=None), replace(HOME, beds=1)])

    assert bad < untold < told


def test_weights_that_were_changed_count():
    two_beds = replace(HOME, beds=2)

    assert match(WISH, [two_beds], weights=MatchWeights(points={"beds": 0.1}))[0] > match(WISH, [two_beds])[0]


def test_saves_and_dismissals_move_homes_of_the_same_sort():
    old, new = (replace(HOME, year_built=year) for year in (1940, 2015))
    taste = learn(saved=[new] * 3, dismissed=[old] * 3)

    before, after = match(WISH, [new, old]), match(WISH, [new, old], taste=taste)

    assert before[0] == before[1]
    assert after[0] > before[0]
    assert after[1] < before[1]


def test_who_did_nothing_has_no_taste():
    assert learn([], []).tolist() == NO_TASTE.tolist()
    np.testing.assert_allclose(match(WISH, [HOME], taste=NO_TASTE), match(WISH, [HOME]))


def test_one_save_moves_little():
    taste = learn(saved=[replace(HOME, year_built=2015)], dismissed=[])

    assert 0 < np.abs(taste).max() < 0.5


@given(st.lists(wishes, min_size=1, max_size=4), st.lists(homes, min_size=1, max_size=4))
def test_many_pairs_at_once_are_the_pairs_one_by_one(some_wishes, some_homes):
    together = shares(of_wishes(some_wishes), of_homes(some_homes))

    apart = [[match(wish, [home])[0] for home in some_homes] for wish in some_wishes]

    np.testing.assert_array_equal(together, apart)
    assert np.isfinite(together).all()
    assert ((together >= 0) & (together <= 1)).all()


@given(st.lists(wishes, min_size=1, max_size=8), homes)
def test_the_reverse_match_finds_whom_the_match_would(some_wishes, home):
    found = fitting(home, of_wishes(some_wishes), least=0.7)

    expected = {row: match(wish, [home])[0] for row, wish in enumerate(some_wishes)}
    assert {each.row: each.share for each in found} == {row: share for row, share in expected.items() if share >= 0.7}
    assert [each.share for each in found] == sorted((each.share for each in found), reverse=True)


def test_the_reverse_match_stops_at_the_most_that_were_asked_for():
    assert [each.row for each in fitting(HOME, of_wishes([WISH] * 5), most=2)] == [0, 1]


def test_nobody_to_match_is_no_error():
    assert fitting(HOME, of_wishes([])) == []
    assert match(WISH, []).tolist() == []


def test_the_baseline_is_the_mean_of_price_kind_and_place():
    found = plain_shares(of_wishes([WISH, Wish(price_max_cents=45_000_000)]), of_homes([replace(HOME, kind="condo")]))

    assert found.tolist() == [[pytest.approx(2 / 3)], [pytest.approx((1 + 0.5 + 0.5) / 3)]]


def test_no_match_is_shown_as_certain():
    assert (percent(1.0), percent(0.0), percent(0.876)) == (99, 1, 88)

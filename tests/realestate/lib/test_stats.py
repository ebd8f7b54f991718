"""Shares and their intervals, against published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realestate.lib.stats import differ, share


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(count, of, low, high):
    found = share(count, of)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.rate == count / of


def test_of_nothing_there_is_no_share_and_everything_is_possible():
    nothing = share(0, 0)

    assert (nothing.rate, nothing.low, nothing.high) == (None, 0.0, 1.0)


@pytest.mark.parametrize(("count", "of"), [(3, 2), (-1, 4)])
def test_more_than_there_are_is_refused(count, of):
    with pytest.raises(ValueError, match="is no share"):
        share(count, of)


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share_and_stays_within_bounds(pair):
    found = share(*pair)

    assert 0 <= found.low <= found.rate <= found.high <= 1


def test_shares_differ_only_when_their_intervals_do_not_touch():
    assert differ(share(10, 100), share(40, 100))
    assert not differ(share(2, 10), share(4, 10))

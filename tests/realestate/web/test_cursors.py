"""A page of a long list starts where the last one ended, whatever stands in the address."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realestate.web.cursors import cursor, read_cursor


@given(st.datetimes(timezones=st.just(UTC)), st.integers(1, 2**63 - 1))
def test_a_place_is_read_as_it_was_written(moment, pk):
    assert read_cursor(cursor(moment, pk)) == (moment, pk)


@pytest.mark.parametrize(
    "words", ["", "~", "~7", "2026-07-15T12:00:00+00:00", "2026-07-15T12:00:00~7", "soon~7", "2026-07-15T12:00:00Z~x"]
)
def test_what_is_no_place_of_ours_is_the_beginning(words):
    assert read_cursor(words) == (None, 0)


@given(st.text(max_size=60))
def test_no_words_in_an_address_break_the_page(words):
    moment, _ = read_cursor(words)
    assert moment is None or moment.tzinfo

"""When a step is due and when it is too late."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nurturing.rules import timing

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("words", "minutes"), [("1 hour", 60), ("90 minutes", 90), ("1 day", 1440), ("3 days", 4320), ("1 week", 10080)]
)
def test_lengths_of_time_are_read(words, minutes):
    assert timing.minutes(words) == minutes


@pytest.mark.parametrize("words", ["", "soon", "1", "1.5 hours", "-1 day", "3 fortnights"])
def test_what_is_no_length_of_time_is_refused(words):
    with pytest.raises(ValueError, match="is not a length of time"):
        timing.minutes(words)


@given(st.integers(min_value=1, max_value=60 * 24 * 365))
def test_words_of_a_wait_read_back_as_the_same_wait(minutes):
    assert timing.minutes(timing.words(minutes)) == minutes


@pytest.mark.parametrize(
    "day", [datetime(2026, 3, 7, 12, tzinfo=NEW_YORK), datetime(2026, 10, 31, 12, tzinfo=NEW_YORK)]
)
def test_a_day_of_waiting_is_24_hours_when_the_clocks_change(day):
    """T22: the wait is elapsed time; the gate, not the wait, looks at the clock on the wall."""
    due = timing.due_at(day.astimezone(UTC), 1440)
    assert due - day.astimezone(UTC) == timedelta(hours=24)
    assert due.astimezone(NEW_YORK).hour in {11, 13}


def test_a_step_expires_after_its_own_limit_and_not_at_it():
    due = datetime(2026, 7, 1, tzinfo=UTC)
    assert not timing.is_too_late(due, 60, due + timedelta(hours=1))
    assert timing.is_too_late(due, 60, due + timedelta(hours=1, seconds=1))


def test_a_run_is_over_after_its_days():
    start = datetime(2026, 7, 1, tzinfo=UTC)
    assert not timing.is_over(start, 30, start + timedelta(days=30))
    assert timing.is_over(start, 30, start + timedelta(days=30, seconds=1))

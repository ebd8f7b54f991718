"""What dates say about people: counted by hand, and never from after the day."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.features.rhythm import EventLog, rhythm_on

NEW_YEAR = date(2026, 1, 1)
TODAY = NEW_YEAR.toordinal() + 100


def log_of(*events):
    """Return the log of (customer, days after New Year) or (customer, day, amount)."""
    return EventLog.of((who, NEW_YEAR + timedelta(days=day), (more or [1.0])[0]) for who, day, *more in events)


def values(rhythm, who=0):
    return dict(zip(rhythm.features, rhythm.matrix[who].tolist(), strict=True))


def test_counts_and_gaps_are_those_of_the_calendar():
    found = values(rhythm_on(log_of(("Ann", 0), ("Ann", 40), ("Ann", 60), ("Ann", 90)), TODAY, horizon=14))

    assert found["days_since_last"] == 10
    assert found["days_known"] == 100
    assert found["event_days"] == 4
    assert (found["event_days_7d"], found["event_days_14d"], found["event_days_60d"]) == (0, 1, 2)
    assert (found["gap_1"], found["gap_2"], found["gap_3"]) == (30, 20, 40)
    assert found["gap_mean"] == 30
    assert found["gap_longest"] == 40
    assert found["gap_spread"] == pytest.approx(np.std([40, 20, 30]))
    assert found["late_by_longest"] == 0.25


def test_of_gaps_as_long_as_this_one_the_share_that_ended_in_time_is_told():
    # Silent for 10 days: gaps of 20, 30 and 40 were longer; within 14 days more the first of them ended.
    found = values(rhythm_on(log_of(("Ann", 0), ("Ann", 40), ("Ann", 60), ("Ann", 90)), TODAY, horizon=14))

    assert found["longer_gaps"] == 3
    assert found["gap_share_due"] == pytest.approx((1 + 0.5) / (3 + 1.5))


def test_somebody_who_came_once_has_no_gaps_rather_than_gaps_of_nought():
    found = values(rhythm_on(log_of(("Ann", 95)), TODAY, horizon=7))

    assert np.isnan([found["gap_1"], found["gap_mean"], found["late_by_mean"], found["gap_spread"]]).all()
    assert found["rate"] > 0


def test_several_events_of_a_day_are_one_day_with_their_sum():
    log = log_of(("Ann", 90, 5.0), ("Ann", 90, 7.0), ("Ann", 95, 1.0))

    found = values(rhythm_on(log, TODAY, horizon=7))

    assert len(log) == 2
    assert (found["event_days"], found["amount_total"], found["amount_last"]) == (2, 13, 1)


def test_amounts_that_are_all_equal_make_no_feature():
    assert "amount_total" not in rhythm_on(log_of(("Ann", 90), ("Bo", 95)), TODAY, horizon=7).features


def test_who_was_silent_for_longer_than_asked_is_left_out():
    log = log_of(("Ann", 10), ("Bo", 11), ("Cy", 100))

    assert rhythm_on(log, TODAY, horizon=7, active_within=90).who.tolist() == [1, 2]
    assert rhythm_on(log, TODAY, horizon=7).who.tolist() == [0, 1, 2]


def test_nobody_known_is_an_empty_table_with_the_same_columns():
    log = log_of(("Ann", 200))

    empty = rhythm_on(log, TODAY, horizon=7)

    assert empty.matrix.shape == (0, len(empty.features))
    assert empty.features == rhythm_on(log, TODAY + 200, horizon=7).features


histories = st.lists(
    st.tuples(st.sampled_from(["Ann", "Bo", "Cy"]), st.integers(0, 150), st.sampled_from([1.0, 3.0])),
    min_size=1,
    max_size=30,
)


@given(histories)
def test_what_comes_later_changes_nothing_that_was_known(history):
    late = [("Ann", 101, 9.0), ("Bo", 130, 2.0)]
    # The amounts differ in both, so that both have the same columns.
    before = [("Ann", 0, 1.0), ("Ann", 0, 2.0), *[event for event in history if event[1] <= 100]]

    at_the_time, afterwards = (rhythm_on(log_of(*events), TODAY, horizon=14) for events in (before, [*before, *late]))

    assert at_the_time.features == afterwards.features
    assert at_the_time.who.tolist() == afterwards.who.tolist()
    np.testing.assert_array_equal(at_the_time.matrix, afterwards.matrix)


@given(histories)
def test_the_order_of_events_in_the_file_does_not_matter(history):
    one, other = log_of(*history), log_of(*reversed(history))

    ours = {one.names[who]: row for who, row in zip(*_rows(one), strict=True)}
    theirs = {other.names[who]: row for who, row in zip(*_rows(other), strict=True)}
    assert ours.keys() == theirs.keys()
    for name, row in ours.items():
        np.testing.assert_array_equal(row, theirs[name])


def _rows(log):
    rhythm = rhythm_on(log, TODAY + 60, horizon=14)
    return rhythm.who, rhythm.matrix

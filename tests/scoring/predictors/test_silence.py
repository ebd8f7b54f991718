"""What a model of churn may learn from: whole horizons of the past, and not one day of what it is asked about."""

from datetime import date, timedelta

import numpy as np
import pytest

from scoring.features.rhythm import EventLog
from scoring.predictors.silence import TooEarly, rows_on, teaching_days, teaching_rows

START = date(2026, 1, 1)
CUTOFF = START.toordinal() + 180


def log_of(days_by_customer):
    return EventLog.of(
        (who, START + timedelta(days=day), 1.0) for who, days in days_by_customer.items() for day in days
    )


REGULAR = {"weekly": range(0, 300, 7), "monthly": range(0, 300, 30), "gone": range(0, 130, 10)}


def test_the_horizon_of_every_day_that_teaches_ends_by_the_cut_off():
    days = teaching_days(log_of(REGULAR), CUTOFF, 30)

    assert days[0] + 30 == CUTOFF
    assert min(days) >= START.toordinal() + 30
    assert {later - earlier for later, earlier in zip(days, days[1:], strict=False)} == {7}


def test_nothing_after_the_cut_off_teaches():
    whole = log_of(REGULAR)

    ours, theirs = teaching_rows(whole, CUTOFF, 14), teaching_rows(whole.until(CUTOFF), CUTOFF, 14)

    np.testing.assert_array_equal(ours.matrix, theirs.matrix)
    np.testing.assert_array_equal(ours.target, theirs.target)


def test_silence_is_nothing_in_the_days_after_and_the_day_itself_is_known():
    log = log_of({"came that day": [10, 180], "came on the last day": [100, 194], "came later": [100, 195]})

    rows = rows_on(log, CUTOFF, 14)

    assert [log.names[who] for who in rows.who] == ["came that day", "came on the last day", "came later"]
    assert rows.target.tolist() == [1.0, 0.0, 1.0]


def test_what_is_older_counts_less():
    rows = teaching_rows(log_of(REGULAR), CUTOFF, 30)

    assert rows.weight[0] == 1
    assert rows.weight.min() == pytest.approx(0.5 ** (119 / 30))


def test_too_little_history_is_said():
    with pytest.raises(TooEarly, match="60 days of events"):
        teaching_days(log_of(REGULAR), START.toordinal() + 50, 30)

"""Deadlines and list files: laws that hold for any day and any file."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.compliance.deadlines import due_on, is_business_day
from outreach.compliance.dnc_file import read_dnc_lines

days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
subscribers = st.integers(2_000_000, 9_999_999)


@given(days)
def test_ten_business_days_are_ten_and_end_on_one(received):
    due = due_on("ten_business_days", received)
    between = [received + timedelta(days=ahead) for ahead in range(1, (due - received).days + 1)]

    assert sum(map(is_business_day, between)) == 10
    assert is_business_day(due)


@given(days)
def test_calendar_deadlines_count_every_day(received):
    assert due_on("ccpa_answer", received) - received == timedelta(days=45)
    assert due_on("fl_stop_15d", received) - received == timedelta(days=15)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 7, 3), False),  # the Fourth is a Saturday
        (date(2027, 7, 5), False),  # the Fourth is a Sunday
        (date(2027, 12, 31), False),  # New Year's Day 2028 is a Saturday
        (date(2026, 6, 19), False),
        (date(2026, 10, 12), False),
        (date(2026, 11, 27), True),
        (date(2026, 12, 24), True),
    ],
)
def test_business_days_leave_out_federal_holidays_and_the_days_they_are_observed_on(day, is_open):
    assert is_business_day(day) is is_open


@given(st.lists(subscribers), st.lists(subscribers))
def test_both_spellings_are_read_once_each_in_order(with_comma, without):
    lines = [f"407,{number}" for number in with_comma] + [f"407{number}" for number in without]
    found = read_dnc_lines("407", lines)

    assert found.numbers == tuple(dict.fromkeys(f"+1407{number}" for number in [*with_comma, *without]))
    assert found.rejected == 0


@given(st.lists(st.text(max_size=14)))
def test_every_line_is_kept_rejected_or_empty(lines):
    found = read_dnc_lines("407", lines)
    kept = [line for line in lines if line.strip() and line.strip().replace(",", "", 1).startswith("407")]

    assert found.rejected + len(kept) >= sum(bool(line.strip()) for line in lines)
    assert all(number.startswith("+1407") and len(number) == 12 for number in found.numbers)

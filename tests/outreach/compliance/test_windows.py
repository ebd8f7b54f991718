"""Calling hours as data."""

from datetime import date, time

import pytest

from outreach.compliance.missing import MissingRuleData
from outreach.compliance.rules import shipped_rules
from outreach.compliance.windows import InvalidWindow, Window, intersect, read_windows

NINE_TO_NINE = {"weekdays": ["09:00", "21:00"], "saturday": ["09:00", "21:00"], "sunday": None}
NINE_TO_NINE |= {"holidays": True, "source": "a law", "confidence": "A"}


@pytest.mark.parametrize(("opens", "closes"), [("21:00", "08:00"), ("08:00", "08:00")])
def test_t28_an_overnight_window_is_refused_and_never_inverted(opens, closes):
    with pytest.raises(InvalidWindow):
        read_windows({"windows": {"US": {**NINE_TO_NINE, "weekdays": [opens, closes]}}})


def test_t28_no_shipped_window_is_inverted():
    windows = [
        window
        for hours in shipped_rules().hours.values()
        for window in (hours.weekdays, hours.saturday, hours.sunday)
        if window
    ]

    assert all(time(8) <= window.opens < window.closes <= time(21) for window in windows)


def test_read_windows_needs_the_federal_hours():
    with pytest.raises(MissingRuleData):
        read_windows({"windows": {"FL": NINE_TO_NINE}})


@pytest.mark.parametrize(("moment", "is_in"), [("07:59", False), ("08:00", True), ("19:59:59", True), ("20:00", False)])
def test_qh_4_a_window_is_half_open(moment, is_in):
    assert (time.fromisoformat(moment) in Window(time(8), time(20))) is is_in


@pytest.mark.parametrize(
    ("windows", "common"),
    [
        ([Window(time(8), time(21)), Window(time(9), time(20))], Window(time(9), time(20))),
        ([Window(time(8), time(10)), Window(time(10), time(20))], None),
        ([Window(time(8), time(21)), None], None),
        ([], None),
    ],
)
def test_intersect_keeps_what_all_allow(windows, common):
    assert intersect(windows) == common


def test_every_state_says_where_its_hours_come_from():
    for hours in shipped_rules().hours.values():
        assert hours.source
        assert hours.confidence in {"A", "B", "C"}


@pytest.mark.parametrize(
    ("state", "day", "window"),
    [
        ("FL", date(2026, 7, 19), "08:00-20:00"),
        ("TX", date(2026, 7, 19), "12:00-21:00"),
        ("TX", date(2026, 7, 18), "09:00-21:00"),
        ("RI", date(2026, 7, 18), "10:00-17:00"),
        ("SD", date(2026, 7, 18), "None"),
        ("ME", date(2026, 7, 19), "08:00-21:00"),
    ],
)
def test_hours_of_a_state_by_weekday(state, day, window):
    assert str(shipped_rules().hours_of(state).on(day)) == window

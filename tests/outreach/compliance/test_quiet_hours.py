"""What pages ask: is texting open, until when, and what does the day look like?"""

from datetime import UTC, date, datetime

import pytest

from outreach.compliance.quiet_hours import OpenWindow, day_strip, legal_holidays, open_window
from outreach.compliance.rules import shipped_rules

RULES = shipped_rules()
EASTERN, CENTRAL = "America/New_York", "America/Chicago"


@pytest.mark.parametrize(
    ("zones", "now", "window"),
    [
        ([EASTERN], datetime(2026, 7, 15, 16, tzinfo=UTC), OpenWindow(True, datetime(2026, 7, 16, tzinfo=UTC))),
        ([EASTERN], datetime(2026, 7, 16, 1, tzinfo=UTC), OpenWindow(False, datetime(2026, 7, 16, 12, tzinfo=UTC))),
        # both zones must be open: the eastern one closes first, the central one opens last
        ([EASTERN, CENTRAL], datetime(2026, 7, 15, 16, tzinfo=UTC),
         OpenWindow(True, datetime(2026, 7, 16, tzinfo=UTC))),
        ([EASTERN, CENTRAL], datetime(2026, 7, 16, 0, 30, tzinfo=UTC),
         OpenWindow(False, datetime(2026, 7, 16, 13, tzinfo=UTC))),
    ],
)  # fmt: skip
def test_open_window_says_when_it_changes(zones, now, window):
    assert open_window(RULES, zones, ["FL"], now) == window


def test_day_strip_draws_twelve_open_hours_of_a_florida_day():
    strip = day_strip(RULES, [EASTERN], ["FL"], datetime(2026, 7, 15, 4, tzinfo=UTC), slots=24)

    assert strip == [False] * 8 + [True] * 12 + [False] * 4


def test_st_qh_2_holidays_include_the_observed_day_and_the_states_own():
    utah = legal_holidays("UT", 2026)

    assert {date(2026, 7, 3), date(2026, 7, 4), date(2026, 7, 24), date(2026, 12, 25)} <= utah
    assert date(2026, 7, 24) not in legal_holidays("PA", 2026)

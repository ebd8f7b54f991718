"""Calls keep the hours of where people live (TCPA-QH-1)."""

from datetime import UTC, datetime

import pytest

from analytics.metrics.calling_hours import opens_at

# A Friday. Eastern is five hours behind UTC, Pacific eight.
NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
EARLY = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)  # 8:30 AM Eastern, 5:30 AM Pacific


@pytest.mark.parametrize(
    ("now", "state", "county", "number", "opens"),
    [
        (NOON, "FL", "Pinellas", "+18135550100", None),
        (EARLY, "FL", "Pinellas", "+18135550100", None),
        (EARLY, "CA", "", "+12135550100", datetime(2026, 11, 20, 16, 0, tzinfo=UTC)),
        # An address in the east with a western number: both must be open.
        (EARLY, "FL", "Pinellas", "+12135550100", datetime(2026, 11, 20, 16, 0, tzinfo=UTC)),
        (NOON, "", "", None, None),
        # Florida has two zones: without a county, Central must be open as well.
        (EARLY, "FL", "", "+18135550100", datetime(2026, 11, 20, 14, 0, tzinfo=UTC)),
    ],
)
def test_calls_open_when_every_place_the_person_may_be_in_is_open(now, state, county, number, opens):
    assert opens_at(now, state=state, county=county, number=number) == opens

"""How values read on a page."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from realestate.lib import clock
from realestate.templatetags import formats


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+18135550148", "(813) 555-0148"), ("+442079460018", "+442079460018"), ("", "–"), (None, "–")],
)
def test_phone_reads_as_people_here_write_it(number, shown):
    assert formats.phone(number) == shown


def test_local_time_is_on_their_clock_not_ours():
    moment = datetime(2026, 11, 20, 20, 12, tzinfo=UTC)

    assert formats.local_time(moment, "America/New_York") == "3:12 PM"
    assert formats.local_time(moment, ZoneInfo("America/Chicago")) == "2:12 PM"
    assert formats.local_time(None, "America/Chicago") == "–"


@pytest.mark.parametrize(
    ("back", "shown"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3, minutes=59), "3 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=9), "9 days ago"),
        (timedelta(days=65), "2 months ago"),
        (timedelta(days=800), "2 years ago"),
        (-timedelta(hours=2, seconds=30), "in 2 h"),
    ],
)
def test_ago_names_the_largest_whole_unit(back, shown):
    moment = clock.now() - back

    assert formats.ago(moment) == shown


def test_ago_of_nothing_is_never():
    assert formats.ago(None) == "never"


@pytest.mark.parametrize(
    ("days", "shown"), [(-1, "yesterday"), (0, "today"), (1, "tomorrow")]
)  # fmt: skip
def test_local_day_says_near_days_in_words(days, shown):
    zone = ZoneInfo("America/New_York")
    noon = clock.now().astimezone(zone).replace(hour=12) + timedelta(days=days)

    assert formats.local_day(noon, zone) == shown


def test_local_day_names_the_year_when_it_is_another():
    assert formats.local_day(datetime(2019, 5, 3, 16, tzinfo=UTC), "America/New_York") == "May 3, 2019"


@pytest.mark.parametrize(
    ("cents", "shown"),
    [
        (48_000_000, "$480,000"),
        (41, "$0.41"),
        (100, "$1"),
        (-5_050, "−$50.50"),
        (123_456_78, "$123,457"),
        (0, "$0"),
        (None, "–"),
    ],
)
def test_money_shows_cents_only_where_they_matter(cents, shown):
    assert formats.money(cents) == shown


@pytest.mark.parametrize(
    ("cents", "shown"),
    [
        (48_000_000, "$480k"),
        (124_500_000, "$1.2M"),
        (100_000_000, "$1M"),
        (99_999_999, "$1M"),
        (85_000, "$850"),
        (None, "–"),
    ],
)
def test_money_short_rounds_for_tight_places(cents, shown):
    assert formats.money_short(cents) == shown


@pytest.mark.parametrize(
    ("rate", "n", "shown"),
    [
        (0.142, 120, "14% of 120"),
        (0.005, 1200, "0.5% of 1,200"),
        (0.02, None, "2%"),
        (1, 3, "100% of 3"),
        (0, 40, "0% of 40"),
        (None, 0, "–"),
    ],
)
def test_percent_carries_its_base(rate, n, shown):
    assert formats.percent(rate, n) == shown


@pytest.mark.parametrize(("change", "shown"), [(14, "+14"), (-3, "−3"), (0, "0"), (2.5, "+2.5"), (None, "–")])
def test_delta_has_a_true_sign(change, shown):
    assert formats.delta(change) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(161, "2:41"), (3725, "1:02:05"), (0, "0:00"), (-5, "0:00"), (None, "–")]
)
def test_duration_reads_as_a_clock(seconds, shown):
    assert formats.duration(seconds) == shown

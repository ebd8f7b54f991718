"""Legal deadlines. They are the longest the law allows; our own policy is the same transaction.

Sources: 47 CFR 64.1200(a)(10); 11 CCR 7021; Fla. Stat. 501.059(10)(c); 5 USC 6103 (holidays).
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5


def due_on(event: str, received: date) -> date:
    """Return the last day to comply. Day 1 is the day after ``received``, or the next business day.

    Args:
        event: ``ten_business_days`` (opt-out), ``ccpa_acknowledge``, ``ccpa_answer``, ``fl_stop_15d``,
            ``review`` (nobody decided about a doubtful wish to stop).
    Raises:
        KeyError: no such event.
    """
    return EVENTS[event](received)


def is_business_day(day: date) -> bool:
    """Return whether a day is neither a weekend day nor a federal holiday, observed days included."""
    return day.weekday() < SATURDAY and day not in federal_holidays(day.year)


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """Return a year's federal holidays, the days they are observed on included."""
    # New Year's Day on a Saturday is observed in the year before.
    return frozenset(holidays.country_holidays("US", years=(year, year + 1)))


def _business_days(count: int) -> Callable[[date], date]:
    def due(received: date) -> date:
        day, left = received, count
        while left:
            day += timedelta(days=1)
            left -= is_business_day(day)
        return day

    return due


def _calendar_days(count: int) -> Callable[[date], date]:
    return lambda received: received + timedelta(days=count)


EVENTS: dict[str, Callable[[date], date]] = {
    "ten_business_days": _business_days(10),
    "ccpa_acknowledge": _business_days(10),
    "ccpa_answer": _calendar_days(45),
    "fl_stop_15d": _calendar_days(15),
    "review": _business_days(1),
}

"""The rule book: every number and table the gate uses, as one versioned value.

The gate takes it as an argument, so that a decision can be repeated with the rules of its day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from outreach.compliance.windows import StateHours, Window, read_windows
from outreach.compliance.zones import ZoneTable, read_zones

DATA = Path(__file__).parent / "data"
FEDERAL = "US"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The thresholds of the rules, in the unit of their names."""

    list_age_days: int = 31  # DNC-3, RND-2
    inbound_proves_number_days: int = 45  # RND-2
    inquiry_months: int = 3  # DNC-4
    transaction_months: int = 18
    marketing_per_day: int = 1  # FREQ-1
    attempts_per_day: int = 3  # FL-FREQ-1
    rolling_hours: int = 24
    reply_hours: int = 24  # TCPA-CON-6
    confirm_minutes: int = 5  # CONF-1, HELP-1
    reviews_needed: int = 50  # REV-1
    letter_days: int = 28  # LTR-3
    search_days: int = 21  # how far ahead an open hour is looked for
    skew_seconds: int = 120  # facts this far in the future mean a broken clock


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """The rules in force: hours by state, zones by place, thresholds.

    Attributes:
        emergencies: states where solicitation is banned for now, each with what was declared (ST-QH-3).
        state_lists: states that keep a do-not-call list beside the national one (DNC-5).
        days: single days, by state or ``US``, that count as a legal holiday or not, whatever the calendar says.
        email_window: what marketing email keeps every day.
        lifted: ids of rules that are taken out (``lifting.lift``).
    """

    version: str
    hours: Mapping[str, StateHours]
    zones: ZoneTable
    email_window: Window = Window(time(8), time(21))  # EML-QH-1, product policy
    limits: Limits = field(default_factory=Limits)
    emergencies: Mapping[str, str] = field(default_factory=dict)
    state_lists: frozenset[str] = frozenset()
    days: Mapping[tuple[str, date], bool] = field(default_factory=dict)
    lifted: frozenset[str] = frozenset()

    def has(self, rule: str) -> bool:
        """Whether the rule of that id is in force."""
        return rule not in self.lifted

    def day_is_set(self, state: str, day: date) -> bool | None:
        """Return whether a day was declared a holiday (or none) for a state; None leaves it to the calendar."""
        return self.days.get((state, day), self.days.get(("US", day)))

    def hours_of(self, state: str) -> StateHours:
        """Return a state's hours; the federal ones where it has none of its own."""
        return self.hours.get(state, self.hours[FEDERAL])


@cache
def shipped_rules() -> RuleBook:
    """Return the rule book that this release ships with."""
    windows, zones = load_data("windows.yaml"), load_data("zones.yaml")
    return RuleBook(
        version=windows["version"],
        hours=read_windows(windows),
        zones=read_zones(zones),
        state_lists=frozenset(load_data("lists.yaml")["state_lists"]),
    )


def load_data(name: str) -> Mapping[str, Any]:
    """Return one of the rule files that this release ships with."""
    data: Mapping[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return data

"""Calling hours by state, as data: half-open windows on the recipient's clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from outreach.compliance.missing import MissingRuleData


class InvalidWindow(ValueError):
    """A window that does not open before it closes. One that runs over midnight must be written as two."""


@dataclass(frozen=True, order=True)
class Window:
    """Open from ``opens`` until just before ``closes``, on one local day."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise InvalidWindow(f"{self.opens:%H:%M} to {self.closes:%H:%M} does not open before it closes.")

    def __contains__(self, moment: time) -> bool:
        return self.opens <= moment < self.closes

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


@dataclass(frozen=True)
class StateHours:
    """One state's hours. ``None`` = closed that day. ``open_on_holidays`` is false where the law closes them."""

    state: str
    weekdays: Window | None
    saturday: Window | None
    sunday: Window | None
    open_on_holidays: bool
    source: str
    confidence: str

    def on(self, day: date) -> Window | None:
        """Return the window of a local calendar day, holidays aside."""
        match day.weekday():
            case 5:
                return self.saturday
            case 6:
                return self.sunday
            case _:
                return self.weekdays


def intersect(windows: list[Window | None]) -> Window | None:
    """Return the hours that lie in all windows, or None if there are none or one of them is closed."""
    known = [window for window in windows if window is not None]
    if not known or len(known) < len(windows):
        return None
    opens, closes = max(w.opens for w in known), min(w.closes for w in known)
    return Window(opens, closes) if opens < closes else None


def read_windows(data: Mapping[str, Any]) -> dict[str, StateHours]:
    """Return the hours of each state listed in the rule file.

    Raises:
        InvalidWindow: an inverted window, such as 21:00 to 08:00.
        MissingRuleData: the federal hours, on which all others stand, are not there.
    """
    hours = {state: _read_state(state, row) for state, row in data["windows"].items()}
    if "US" not in hours:
        raise MissingRuleData("windows: no federal hours (US)")
    return hours


def _read_state(state: str, row: Mapping[str, Any]) -> StateHours:
    return StateHours(
        state=state,
        weekdays=_read_window(row["weekdays"]),
        saturday=_read_window(row["saturday"]),
        sunday=_read_window(row["sunday"]),
        open_on_holidays=row["holidays"],
        source=row["source"],
        confidence=row["confidence"],
    )


def _read_window(pair: list[str] | None) -> Window | None:
    if pair is None:
        return None
    opens, closes = pair
    return Window(time.fromisoformat(opens), time.fromisoformat(closes))

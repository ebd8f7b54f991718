"""A line of the rule book as people write it: ``Mon-Fri 08:00-20:00, Sat 08:00-20:00, Sun closed, holidays open``."""

import re
from collections.abc import Mapping
from typing import Any

from outreach.compliance.rule_lines import DAYS, InvalidRule
from outreach.states import RuleKind as Kind

NAMES = {"weekdays": "Mon-Fri", "saturday": "Sat", "sunday": "Sun"}
HOURS = re.compile(r"(\d{2}:\d{2})\s*-\s*(\d{2}:\d{2})")
HOW: Mapping[Kind, str] = {
    Kind.HOURS: "Mon-Fri 08:00-20:00, Sat 08:00-20:00, Sun closed, holidays open",
    Kind.ZONES: "America/New_York, America/Chicago",
    Kind.COUNTY: "America/New_York, America/Chicago",
    Kind.AREA_CODE: "FL: America/New_York",
    Kind.LIMIT: "31",
    Kind.EMERGENCY: "Hurricane, executive order 26-101 (empty ends the ban)",
    Kind.STATE_LIST: "yes or no",
    Kind.HOLIDAY: "yes (closed where holidays close) or no",
}
FLAGS = {"yes": True, "no": False}


def written(kind: Kind, value: Any) -> str:
    """Return a line's value as a person would write it; ``read`` takes it back."""
    match kind:
        case Kind.HOURS:
            days = ", ".join(f"{NAMES[day]} {'-'.join(value[day]) if value[day] else 'closed'}" for day in DAYS)
            return f"{days}, holidays {'open' if value['holidays'] else 'closed'}"
        case Kind.ZONES | Kind.COUNTY:
            return ", ".join(value)
        case Kind.AREA_CODE:
            return f"{value['state']}: {', '.join(value['zones'])}"
        case Kind.STATE_LIST | Kind.HOLIDAY:
            return "yes" if value else "no"
        case _:
            return str(value)


def read(kind: Kind, text: str) -> Any:
    """Return the value that a person wrote.

    Raises:
        InvalidRule: it is not written as this kind asks for; the words show how.
    """
    text = text.strip()
    try:
        match kind:
            case Kind.HOURS:
                return _read_hours(text)
            case Kind.ZONES | Kind.COUNTY:
                return _names(text)
            case Kind.AREA_CODE:
                state, _, names = text.partition(":")
                return {"state": state.strip().upper(), "zones": _names(names)}
            case Kind.LIMIT:
                return int(text)
            case Kind.STATE_LIST | Kind.HOLIDAY:
                return FLAGS[text.lower()]
            case Kind.EMERGENCY:
                return text
    except (ValueError, KeyError) as error:
        raise InvalidRule(f"Write it like this: {HOW[kind]}", field="value") from error


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _read_hours(text: str) -> dict[str, Any]:
    parts = dict(part.strip().split(maxsplit=1) for part in text.split(","))
    value: dict[str, Any] = {day: _window(parts.pop(NAMES[day])) for day in DAYS}
    value["holidays"] = {"open": True, "closed": False}[parts.pop("holidays")]
    if parts:
        raise ValueError("something is left over")
    return value


def _window(text: str) -> list[str] | None:
    if text.strip() == "closed":
        return None
    found = HOURS.fullmatch(text.strip())
    if found is None:
        raise ValueError("no window")
    return [found[1], found[2]]

"""The rule book as single lines: one kind, one subject, one value each, so that each can be dated and replaced.

``shipped_lines`` takes this release's files apart, ``build`` puts any set of lines together again, and ``check``
says in words why a line cannot be one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from functools import cache
from typing import Any

from outreach.compliance.explain import STATE_NAMES
from outreach.compliance.missing import MissingRuleData
from outreach.compliance.rules import Limits, RuleBook, load_data
from outreach.compliance.windows import InvalidWindow, StateHours, Window, read_windows
from outreach.compliance.zones import AreaCode, ZoneTable, check_zone, county_key, read_zones
from outreach.states import RuleKind as Kind
from realestate.lib.errors import DomainError

FEDERAL = "US"
DAYS = ("weekdays", "saturday", "sunday")
# The most a threshold may be set to: the law's own figure where there is one, else what keeps a slip of the pen
# from switching a rule off.
MOST: Mapping[str, tuple[int, int]] = {
    "list_age_days": (1, 31),
    "inbound_proves_number_days": (1, 45),
    "inquiry_months": (0, 3),
    "transaction_months": (0, 18),
    "marketing_per_day": (1, 3),
    "attempts_per_day": (1, 3),
    "rolling_hours": (24, 168),
    "reply_hours": (1, 24),
    "confirm_minutes": (1, 5),
    "reviews_needed": (1, 1000),
    "letter_days": (1, 28),
    "search_days": (14, 60),
    "skew_seconds": (10, 600),
}


class InvalidRule(DomainError):
    """A line of the rule book that cannot be one; ``field`` is subject or value."""

    code = "invalid_rule"


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """One line. ``value`` is plain JSON, its shape that of the kind."""

    kind: Kind
    subject: str
    value: Any
    source: str = ""
    confidence: str = ""


@cache
def shipped_lines() -> tuple[RuleLine, ...]:
    """Return this release's rules, line by line."""
    return (*_shipped_hours(), *_shipped_places(), *_shipped_lists(), *_shipped_limits())


def build(lines: Iterable[RuleLine], version: str) -> RuleBook:
    """Return the rule book that these lines make; of two of one kind and subject the later wins.

    Raises:
        InvalidRule: a line cannot be one.
        MissingRuleData: the federal hours are not there.
    """
    by_kind: dict[Kind, dict[str, Any]] = {kind: {} for kind in Kind}
    sources: dict[str, tuple[str, str]] = {}
    for line in lines:
        by_kind[line.kind][line.subject] = line.value
        if line.kind is Kind.HOURS:
            sources[line.subject] = (line.source, line.confidence)
    if FEDERAL not in by_kind[Kind.HOURS]:
        raise MissingRuleData("windows: no federal hours (US)")
    return RuleBook(
        version=version,
        hours={state: _hours(state, value, *sources[state]) for state, value in by_kind[Kind.HOURS].items()},
        zones=_zones(by_kind),
        limits=Limits(**by_kind[Kind.LIMIT]),
        emergencies={state: str(value) for state, value in by_kind[Kind.EMERGENCY].items() if value},
        state_lists=frozenset(state for state, kept in by_kind[Kind.STATE_LIST].items() if kept),
        days={_day(subject): bool(value) for subject, value in by_kind[Kind.HOLIDAY].items()},
    )


def check(line: RuleLine) -> None:
    """Refuse a line that cannot be one.

    Raises:
        InvalidRule: in words that say what would be right.
    """
    CHECKS[line.kind](line)


def _check_hours(line: RuleLine) -> None:
    _check_state(line.subject, also=FEDERAL)
    widest = Window(time(8), time(21))
    try:
        hours = _hours(line.subject, line.value, line.source, line.confidence)
    except InvalidWindow as error:
        raise InvalidRule(f"{error} Hours over midnight are never lawful.", field="value") from error
    for window in (hours.weekdays, hours.saturday, hours.sunday):
        if window and (window.opens < widest.opens or window.closes > widest.closes):
            raise InvalidRule("Federal law opens at 08:00 and closes at 21:00; no state can widen that.", field="value")
    if line.subject == FEDERAL and hours.weekdays is None:
        raise InvalidRule("The federal hours of weekdays cannot be closed: every rule stands on them.", field="value")


def _check_zones(line: RuleLine) -> None:
    state, _, county = line.subject.partition("/")
    if (line.kind is Kind.COUNTY) != bool(county):
        raise InvalidRule("A county is written with its state, such as FL/Bay.", field="subject")
    _check_state(state)
    _check_zone_names(line.value)


def _check_area_code(line: RuleLine) -> None:
    if not (len(line.subject) == 3 and line.subject.isdecimal() and line.subject[0] not in "01"):
        raise InvalidRule("An area code has three digits and begins with 2 to 9.", field="subject")
    _check_state(line.value.get("state", ""), field="value")
    _check_zone_names(line.value.get("zones"))


def _check_limit(line: RuleLine) -> None:
    if line.subject not in MOST:
        raise InvalidRule(f"There is no threshold “{line.subject}”. They are {', '.join(MOST)}.", field="subject")
    least, most = MOST[line.subject]
    if type(line.value) is not int or not least <= line.value <= most:
        raise InvalidRule(f"This threshold lies between {least} and {most}.", field="value")


def _check_emergency(line: RuleLine) -> None:
    _check_state(line.subject)
    if not isinstance(line.value, str):
        raise InvalidRule("Say what was declared; empty ends the ban.", field="value")


def _check_list(line: RuleLine) -> None:
    _check_state(line.subject)
    _check_flag(line.value)


def _check_holiday(line: RuleLine) -> None:
    try:
        state, _ = _day(line.subject)
    except ValueError as error:
        raise InvalidRule("A holiday is written with its state, such as LA 2026-12-24.", field="subject") from error
    _check_state(state, also=FEDERAL)
    _check_flag(line.value)


CHECKS: Mapping[Kind, Callable[[RuleLine], None]] = {
    Kind.HOURS: _check_hours,
    Kind.ZONES: _check_zones,
    Kind.COUNTY: _check_zones,
    Kind.AREA_CODE: _check_area_code,
    Kind.LIMIT: _check_limit,
    Kind.EMERGENCY: _check_emergency,
    Kind.STATE_LIST: _check_list,
    Kind.HOLIDAY: _check_holiday,
}


def _check_state(state: str, *, also: str = "", field: str = "subject") -> None:
    if state not in STATE_NAMES and not (also and state == also):
        raise InvalidRule(f"“{state}” is no state. Write its two letters, such as FL.", field=field)


def _check_zone_names(names: Any) -> None:
    if not isinstance(names, list) or not names:
        raise InvalidRule("Name at least one time zone, such as America/New_York.", field="value")
    for name in names:
        try:
            check_zone(str(name))
        except MissingRuleData as error:
            raise InvalidRule(f"This machine knows no time zone “{name}”.", field="value") from error


def _check_flag(value: Any) -> None:
    if not isinstance(value, bool):
        raise InvalidRule("This is either so or not.", field="value")


def _day(subject: str) -> tuple[str, date]:
    state, _, day = subject.partition(" ")
    return state, date.fromisoformat(day)


def _hours(state: str, value: Mapping[str, Any], source: str, confidence: str) -> StateHours:
    row = {**value, "source": source, "confidence": confidence}
    return read_windows({"windows": {FEDERAL: row, state: row}})[state]


def _zones(by_kind: Mapping[Kind, Mapping[str, Any]]) -> ZoneTable:
    counties: dict[str, dict[str, tuple[str, ...]]] = {}
    for subject, names in by_kind[Kind.COUNTY].items():
        state, _, county = subject.partition("/")
        counties.setdefault(state, {})[county_key(county)] = tuple(names)
    states = {state: tuple(names) for state, names in by_kind[Kind.ZONES].items()}
    codes = {code: AreaCode(value["state"], tuple(value["zones"])) for code, value in by_kind[Kind.AREA_CODE].items()}
    every = dict.fromkeys(zone for names in states.values() for zone in names)
    return ZoneTable(every=tuple(every), states=states, counties=counties, area_codes=codes)


def _shipped_hours() -> list[RuleLine]:
    rows: Mapping[str, Mapping[str, Any]] = load_data("windows.yaml")["windows"]
    return [
        RuleLine(
            kind=Kind.HOURS,
            subject=state,
            value={**{day: row[day] for day in DAYS}, "holidays": row["holidays"]},
            source=row["source"],
            confidence=row["confidence"],
        )
        for state, row in rows.items()
    ]


def _shipped_places() -> list[RuleLine]:
    data = load_data("zones.yaml")
    table, about = read_zones(data), {"source": data["source"], "confidence": "B"}
    states = [
        RuleLine(kind=Kind.ZONES, subject=state, value=list(zones), **about) for state, zones in table.states.items()
    ]
    counties = [
        RuleLine(kind=Kind.COUNTY, subject=f"{state}/{county.title()}", value=list(zones), **about)
        for state, rows in table.counties.items()
        for county, zones in rows.items()
    ]
    codes = [
        RuleLine(kind=Kind.AREA_CODE, subject=code, value={"state": row.state, "zones": list(row.zones)}, **about)
        for code, row in table.area_codes.items()
    ]
    return [*states, *counties, *codes]


def _shipped_lists() -> list[RuleLine]:
    rows: Mapping[str, Mapping[str, str]] = load_data("lists.yaml")["state_lists"]
    return [RuleLine(kind=Kind.STATE_LIST, subject=state, value=True, **row) for state, row in rows.items()]


def _shipped_limits() -> list[RuleLine]:
    return [
        RuleLine(kind=Kind.LIMIT, subject=field.name, value=field.default, source="compliance guide", confidence="A")
        for field in fields(Limits)
    ]

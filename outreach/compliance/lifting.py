"""A rule book without one of its rules: what would the gate say if this rule did not exist?

Most rules are findings of a check, and a lifted one is simply passed over (``gate``, the lints, the reader of
replies). Those below are data or shape other rules' answers; lifting them gives a book with other data.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from outreach.compliance.rules import FEDERAL, RuleBook
from outreach.compliance.windows import StateHours, Window
from outreach.compliance.zones import ANY_COUNTY, ZoneTable

FLORIDA = "FL"
ALL_DAY = Window(time.min, time.max)
WINTER = datetime(2026, 1, 15, tzinfo=UTC)  # clocks stand on standard time in every zone of the table


def lift(rules: RuleBook, rule: str) -> RuleBook:
    """Return the rule book as it would be without the rule of that id."""
    return replace(BY_DATA.get(rule, _same)(rules), lifted=rules.lifted | {rule})


def _same(rules: RuleBook) -> RuleBook:
    return rules


def _no_federal_hours(rules: RuleBook) -> RuleBook:
    everywhere = rules.hours[FEDERAL]
    return replace(rules, hours={**rules.hours, FEDERAL: _with_windows(everywhere, lambda _: ALL_DAY)})


def _no_florida_hours(rules: RuleBook) -> RuleBook:
    return replace(rules, hours={state: row for state, row in rules.hours.items() if state != FLORIDA})


def _no_state_hours(rules: RuleBook) -> RuleBook:
    federal = rules.hours[FEDERAL]
    own = {FEDERAL, FLORIDA}
    hours = {
        state: row if state in own else replace(federal, state=state, open_on_holidays=row.open_on_holidays)
        for state, row in rules.hours.items()
    }
    return replace(rules, hours=hours)


def _open_on_holidays(rules: RuleBook) -> RuleBook:
    return replace(rules, hours={state: replace(row, open_on_holidays=True) for state, row in rules.hours.items()})


def _closing_minute_counts(rules: RuleBook) -> RuleBook:
    def later(window: Window) -> Window:
        end = datetime.combine(WINTER, window.closes) + timedelta(microseconds=1)
        return Window(window.opens, end.time())

    return replace(rules, hours={state: _with_windows(row, later) for state, row in rules.hours.items()})


def _no_county_table(rules: RuleBook) -> RuleBook:
    return replace(rules, zones=replace(rules.zones, counties={}))


def _florida_is_eastern(rules: RuleBook) -> RuleBook:
    counties = rules.zones.counties
    florida = {ANY_COUNTY: counties[FLORIDA][ANY_COUNTY]}
    return replace(rules, zones=replace(rules.zones, counties={**counties, FLORIDA: florida}))


def _area_codes_say_no_zone(rules: RuleBook) -> RuleBook:
    codes = {number: replace(code, zones=()) for number, code in rules.zones.area_codes.items()}
    return replace(rules, zones=replace(rules.zones, area_codes=codes))


def _clocks_never_change(rules: RuleBook) -> RuleBook:
    """Put each zone on its winter time all year, as a table of plain offsets would."""
    zones = rules.zones

    def fixed(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_winter_zone(name) for name in names)

    return replace(
        rules,
        zones=ZoneTable(
            every=fixed(zones.every),
            states={state: fixed(names) for state, names in zones.states.items()},
            counties={
                s: {county: fixed(names) for county, names in rows.items()} for s, rows in zones.counties.items()
            },
            area_codes={n: replace(code, zones=fixed(code.zones)) for n, code in zones.area_codes.items()},
        ),
    )


def _winter_zone(name: str) -> str:
    hours = (WINTER.astimezone(ZoneInfo(name)).utcoffset() or timedelta()) // timedelta(hours=1)
    return f"Etc/GMT{-hours:+d}"  # these names count westward


def _with_windows(row: StateHours, change: Callable[[Window], Window]) -> StateHours:
    def changed(window: Window | None) -> Window | None:
        return change(window) if window else None

    return replace(row, weekdays=changed(row.weekdays), saturday=changed(row.saturday), sunday=changed(row.sunday))


BY_DATA: Mapping[str, Callable[[RuleBook], RuleBook]] = {
    "TCPA-QH-1": _no_federal_hours,
    "FL-QH-1": _no_florida_hours,
    "ST-QH-1": _no_state_hours,
    "ST-QH-2": _open_on_holidays,
    "QH-4": _closing_minute_counts,
    "TZ-4": _no_county_table,
    "TZ-5": _florida_is_eastern,
    "TZ-6": _area_codes_say_no_zone,
    "TZ-7": _clocks_never_change,
}

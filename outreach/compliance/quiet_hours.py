"""Quiet hours: when all candidate zones and states are open, and the earliest moment at which they will be.

Sources: 47 CFR 64.1200(c)(1); Fla. Stat. 501.616(6)(a); state acts as listed in ``data/windows.yaml``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from outreach.compliance.case import Case
from outreach.compliance.facts import Channel, Purpose
from outreach.compliance.missing import MissingRuleData
from outreach.compliance.rules import FEDERAL, RuleBook
from outreach.compliance.verdicts import Findings, deferred, not_needed, passed
from outreach.compliance.windows import Window, intersect

CLOSED = "closed"


@dataclass(frozen=True)
class Schedule:
    """The hours that one message must keep: every zone, under the hours of every state.

    ``states`` empty = marketing email, which keeps the federal hours and no state's (EML-QH-1).
    """

    rules: RuleBook
    zones: tuple[str, ...]
    states: tuple[str, ...]

    def window_on(self, day: date) -> Window | None:
        """Return the hours of one local calendar day, the same in each zone; None = closed."""
        if not self.states:
            return self.rules.email_window
        return intersect([self._state_window(state, day) for state in self.states])

    def closed_by(self, moment: datetime, zone: str) -> dict[str, str]:
        """Return the states whose own hours are closed at the zone's local time, each with those hours."""
        local = moment.astimezone(ZoneInfo(zone))
        windows = {state: self._state_window(state, local.date()) for state in self.states}
        shut = {state: window for state, window in windows.items() if window is None or local.time() not in window}
        return {state: str(window) if window else CLOSED for state, window in shut.items()}

    def is_open(self, moment: datetime) -> bool:
        """Whether every zone's local time lies in its window."""
        return all(self._is_open_in(moment, zone) for zone in self.zones)

    def next_open(self, moment: datetime) -> datetime:
        """Return ``moment`` if open, else the earliest later one that is. Aware, in UTC.

        Raises:
            MissingRuleData: the zones and states are never open together.
        """
        moment, limit = moment.astimezone(UTC), moment + timedelta(days=self.rules.limits.search_days)
        while not self.is_open(moment):
            # Nothing between now and a closed zone's opening can be open, so the latest opening is the next to try.
            moment = max(self._opening(moment, zone) for zone in self.zones)
            if moment > limit:
                raise MissingRuleData("hours: never open together")
        return moment

    def next_close(self, moment: datetime) -> datetime:
        """Return when the hours that ``moment`` lies in end: the first closing among the zones. Aware, in UTC."""
        return min(self._closing(moment, zone) for zone in self.zones)

    def _is_open_in(self, moment: datetime, zone: str) -> bool:
        local = moment.astimezone(ZoneInfo(zone))
        window = self.window_on(local.date())
        return window is not None and local.time() in window

    def _opening(self, moment: datetime, zone: str) -> datetime:
        if self._is_open_in(moment, zone):
            return moment
        tz = ZoneInfo(zone)
        day = moment.astimezone(tz).date()
        for ahead in range(self.rules.limits.search_days):
            on = day + timedelta(days=ahead)
            window = self.window_on(on)
            opens = datetime.combine(on, window.opens, tz).astimezone(UTC) if window else moment
            if opens > moment:
                return opens
        raise MissingRuleData("hours: a zone that never opens")

    def _closing(self, moment: datetime, zone: str) -> datetime:
        tz = ZoneInfo(zone)
        day = moment.astimezone(tz).date()
        window = self.window_on(day)
        return datetime.combine(day, window.closes, tz).astimezone(UTC) if window else moment

    def _state_window(self, state: str, day: date) -> Window | None:
        hours = self.rules.hours_of(state)
        if not hours.open_on_holidays and is_holiday(self.rules, state, day):
            return None
        return hours.on(day)


@dataclass(frozen=True)
class OpenWindow:
    """Whether texting is open now; ``changes_at`` (UTC) says when it closes if open, when it opens if not."""

    is_open: bool
    changes_at: datetime


def open_window(rules: RuleBook, zones: Iterable[str], states: Iterable[str], now: datetime) -> OpenWindow:
    """Return whether the hours of ``zones`` and ``states`` are open at ``now``, and when that changes.

    For pages: "Texting open until 8 PM". The sender's own state belongs among ``states`` too.
    """
    schedule = Schedule(rules, tuple(zones), (FEDERAL, *states))
    if schedule.is_open(now):
        return OpenWindow(is_open=True, changes_at=schedule.next_close(now))
    return OpenWindow(is_open=False, changes_at=schedule.next_open(now))


def day_strip(
    rules: RuleBook, zones: Iterable[str], states: Iterable[str], start: datetime, *, slots: int = 96
) -> list[bool]:
    """Return a day from ``start`` in equal slots, True where a message could start: for drawing the 24-hour strip."""
    schedule = Schedule(rules, tuple(zones), (FEDERAL, *states))
    step = timedelta(days=1) / slots
    return [schedule.is_open(start + step * slot) for slot in range(slots)]


def schedule_of(case: Case) -> Schedule | None:
    """Return the hours a case must keep, or None if no hours apply to it (QH-5, EML-QH-1)."""
    if case.channel is Channel.EMAIL:
        if not case.rules.has("EML-QH-1"):
            return None
        applies = case.is_marketing and case.place.has_evidence
        return Schedule(case.rules, tuple(case.place.zones), ()) if applies else None
    if case.channel is Channel.LETTER or _answers_at_once(case):
        return None
    return Schedule(case.rules, tuple(case.place.zones), states_of(case))


def _answers_at_once(case: Case) -> bool:
    """Whether it is a reply within the grace (QH-5). A call that a person dials keeps the hours even then."""
    in_grace = case.inbound_within(timedelta(minutes=case.facts.policy.reply_grace_min))
    is_reply = case.purpose is Purpose.REPLY and case.channel is not Channel.CALL_LIVE
    return is_reply and in_grace and case.rules.has("QH-5")


def states_of(case: Case) -> tuple[str, ...]:
    """Return every state whose hours bind: the federal hours, where the person may be, and where we send from."""
    known = case.rules.zones.states
    states = dict.fromkeys((FEDERAL, *case.place.states))
    sender = case.facts.policy.sender_state
    if sender:
        states[sender] = None
    unknown = [state for state in states if state != FEDERAL and state not in known]
    if unknown:
        raise MissingRuleData(f"hours: unknown state {unknown[0]!r}")
    return tuple(states)


def check_quiet_hours(case: Case) -> Findings:
    """Step 11: it is a lawful hour wherever the person may be."""
    schedule = schedule_of(case)
    if schedule is None:
        yield not_needed("No quiet hours apply to this message.")
        return
    evidence = hours_evidence(case, schedule)
    if schedule.is_open(case.now):
        yield passed("Inside the lawful hours everywhere the person may be.", **evidence)
        return
    rule = _rule_of(case, schedule)
    until = schedule.next_open(case.now)
    yield deferred(rule, "QUIET_HOURS", until, "Outside the lawful hours.", **evidence)


def hours_evidence(case: Case, schedule: Schedule) -> dict[str, Any]:
    """Return zones with source, local time and window, and states with source, ready for JSON."""
    zones = []
    for zone, sources in case.place.zones.items():
        local = case.now.astimezone(ZoneInfo(zone))
        window = schedule.window_on(local.date())
        zones.append(
            {
                "zone": zone,
                "sources": list(sources),
                "local_time": local.isoformat(timespec="seconds"),
                "window": str(window) if window else CLOSED,
                "is_open": window is not None and local.time() in window,
                "closed_by": schedule.closed_by(case.now, zone),
            }
        )
    states = {state: list(sources) for state, sources in case.place.states.items()}
    sender = case.facts.policy.sender_state
    if schedule.states and sender:
        states.setdefault(sender, []).append("where we send from")
    return {"zones": zones, "states": states, "tz_confidence": case.place.confidence}


def _rule_of(case: Case, schedule: Schedule) -> str:
    """Return the rule that closes this moment: the federal one where it alone would, else the state's."""
    if case.channel is Channel.EMAIL:
        return "EML-QH-1"
    if not Schedule(case.rules, schedule.zones, (FEDERAL,)).is_open(case.now):
        return "TCPA-QH-1"
    if "FL" in schedule.states and not Schedule(case.rules, schedule.zones, ("FL",)).is_open(case.now):
        return "FL-QH-1"
    days = {case.now.astimezone(ZoneInfo(zone)).date() for zone in schedule.zones}
    shut = [state for state in schedule.states if not case.rules.hours_of(state).open_on_holidays]
    closed = any(is_holiday(case.rules, state, day) for state in shut for day in days)
    return "ST-QH-2" if closed else "ST-QH-1"


def is_holiday(rules: RuleBook, state: str, day: date) -> bool:
    """Return whether a day is a legal holiday of a state: as the rule book sets it, else by the calendar."""
    declared = rules.day_is_set(state, day)
    return declared if declared is not None else day in legal_holidays(state, day.year)


@cache
def legal_holidays(state: str, year: int) -> frozenset[date]:
    """Return a year's federal and state legal holidays, both the day itself and the day it is observed on."""
    federal = holidays.country_holidays("US", years=year)
    own = holidays.country_holidays("US", subdiv=state, years=year)
    return frozenset(federal) | frozenset(own)

"""The rhythm of what people did: what their own dates said about them on one day, and nothing later.

Only dates and amounts go in, so nothing about who somebody is can come out (FHA-1). A customer who did several things
on a day counts once on that day, with the sum of the amounts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import numpy as np
from numpy.typing import NDArray

from scoring.features.fairness import refuse_protected

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

COUNTED_DAYS = (7, 14, 30, 60, 90, 180)
FADING_DAYS = (10, 30, 90)
LAST_GAPS = 4
# Before a first repeat a rate is a guess: as if everybody had begun with this much, over this many days.
PRIOR_EVENTS, PRIOR_DAYS = 0.3, 15


@dataclass(frozen=True, eq=False)
class EventLog:
    """Who did something on which day, by customer and then by day.

    Attributes:
        names: the customers, by number.
        who: the customer's number, one for each row.
        day: proleptic ordinals, as ``date.toordinal`` gives them.
        amount: what was spent or done on that day; 1 for each event where nothing else is known.
        has_amounts: whether amounts differ; if not, they would only count the events again.
    """

    names: tuple[str, ...]
    who: Ints
    day: Ints
    amount: Floats
    has_amounts: bool

    @classmethod
    def of(cls, events: Iterable[tuple[str, date, float]]) -> Self:
        """Return the log of events in any order."""
        numbers: dict[str, int] = {}
        rows = [(numbers.setdefault(name, len(numbers)), day.toordinal(), amount) for name, day, amount in events]
        who = np.array([row[0] for row in rows], dtype=np.int64)
        day = np.array([row[1] for row in rows], dtype=np.int64)
        amount = np.array([row[2] for row in rows], dtype=np.float64)
        order = np.lexsort((day, who))
        who, day, amount = who[order], day[order], amount[order]
        starts = np.flatnonzero(_changes(who) | _changes(day))
        has_amounts = bool(rows) and bool(np.ptp(amount) > 0)
        return cls(tuple(numbers), who[starts], day[starts], _sums(amount, starts), has_amounts)

    def until(self, day: int) -> "EventLog":
        """Return what was known at the end of that day."""
        return self.where(self.day <= day)

    def where(self, kept: NDArray[np.bool_]) -> "EventLog":
        """Return some of the rows, told by a mask."""
        return replace(self, who=self.who[kept], day=self.day[kept], amount=self.amount[kept])

    def active_between(self, first: int, last: int) -> NDArray[np.bool_]:
        """Return for each customer, by number, whether they did something on one of these days, both included."""
        seen = np.zeros(len(self.names), dtype=bool)
        seen[self.who[(self.day >= first) & (self.day <= last)]] = True
        return seen

    def __len__(self) -> int:
        return len(self.who)


@dataclass(frozen=True, eq=False)
class Rhythm:
    """The features of customers on one day: a row for each of ``who``, a column for each of ``features``."""

    who: Ints
    features: tuple[str, ...]
    matrix: Floats

    def column(self, name: str) -> Floats:
        """Return one feature of all customers."""
        return self.matrix[:, self.features.index(name)]


def rhythm_on(log: EventLog, day: int, *, horizon: int, active_within: int | None = None) -> Rhythm:
    """Return the features of everybody known on a day, from that day and before it alone.

    Args:
        horizon: how far ahead somebody will ask, in days; ``gap_share_due`` looks that far.
        active_within: leave out who did nothing in this many days; None keeps all.
    """
    known = log.until(day)
    if active_within is not None:
        known = known.where(known.active_between(day - active_within + 1, day)[known.who])
    columns = {**_counts(known, day), **_gaps(known, day, horizon), **_amounts(known)}
    for name in columns:
        refuse_protected(name)
    who = known.who[np.flatnonzero(_changes(known.who))]
    matrix = np.column_stack(list(columns.values())) if len(who) else np.empty((0, len(columns)))
    return Rhythm(who, tuple(columns), np.asarray(matrix, dtype=np.float64))


def _counts(log: EventLog, day: int) -> dict[str, Floats]:
    """Return how much was done, how long ago, and how much of it lately."""
    starts, ends = _spans(log.who)
    since = (day - log.day[ends - 1]).astype(np.float64)
    known_for = (day - log.day[starts]).astype(np.float64)
    events = (ends - starts).astype(np.float64)
    ago = (day - log.day).astype(np.float64)
    return {
        "days_since_last": since,
        "days_known": known_for,
        "event_days": events,
        "rate": (events - 1 + PRIOR_EVENTS) / (known_for + PRIOR_DAYS),
        "weekday_offset": np.mod(since, 7),
        **{f"event_days_{days}d": _sums((ago < days).astype(np.float64), starts) for days in COUNTED_DAYS},
        **{f"event_days_fading_{days}d": _sums(np.exp(-ago / days), starts) for days in FADING_DAYS},
    }


def _gaps(log: EventLog, day: int, horizon: int) -> dict[str, Floats]:
    """Return how regular somebody is, and how late by their own measure. Unknown (nan) before a second event."""
    starts, ends = _spans(log.who)
    gap = np.full(len(log), np.nan)
    gap[1:] = np.diff(log.day)
    gap[starts] = np.nan
    since = (day - log.day[ends - 1]).astype(np.float64)
    times = (ends - starts - 1).astype(np.float64)
    known = np.nan_to_num(gap)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(times > 0, _sums(known, starts) / times, np.nan)
        squares = np.where(times > 1, _sums(known**2, starts) / times, np.nan)
        longest = np.where(times > 0, np.maximum.reduceat(known, starts) if len(starts) else known, np.nan)
        spread = np.sqrt(np.maximum(squares - mean**2, 0))
        waited = np.repeat(since, ends - starts)
        longer = _sums((gap > waited).astype(np.float64), starts)
        due = _sums(((gap > waited) & (gap <= waited + horizon)).astype(np.float64), starts)
        last = [_gap_before(gap, starts, ends, back) for back in range(LAST_GAPS)]
        return {
            **{f"gap_{back + 1}": each for back, each in enumerate(last)},
            "gap_mean": mean,
            "gap_spread": spread,
            "gap_variation": spread / mean,
            "gap_longest": longest,
            "late_by_mean": since / mean,
            "late_by_longest": since / longest,
            "late_by_last": since / last[0],
            "longer_gaps": longer,
            # Of the gaps that lasted as long as this one: how many ended within the horizon.
            "gap_share_due": (due + 0.5) / (longer + 1.5),
        }


def _amounts(log: EventLog) -> dict[str, Floats]:
    """Return what was spent."""
    if not log.has_amounts:
        return {}
    starts, ends = _spans(log.who)
    total = _sums(log.amount, starts)
    return {"amount_total": total, "amount_mean": total / (ends - starts), "amount_last": log.amount[ends - 1]}


def _gap_before(gap: Floats, starts: Ints, ends: Ints, back: int) -> Floats:
    at = ends - 1 - back
    return np.where(at > starts, gap[np.maximum(at, 0)], np.nan)


def _spans(who: Ints) -> tuple[Ints, Ints]:
    starts = np.flatnonzero(_changes(who))
    return starts, np.append(starts[1:], len(who)).astype(np.int64)[: len(starts)]


def _changes(values: Ints) -> NDArray[np.bool_]:
    """Return where a new value begins, the first one included."""
    begins = np.ones(len(values), dtype=bool)
    begins[1:] = values[1:] != values[:-1]
    return begins


def _sums(values: Floats, starts: Ints) -> Floats:
    return np.add.reduceat(values, starts) if len(starts) else np.empty(0)

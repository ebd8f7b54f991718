"""The only source of now. Every other one is banned by the linter.

A demo brokerage may move its clock ("It is 9:40 PM in Orlando. Move to 8:00"). The shift is a column of the
brokerage, put in force by ``scopes.in_brokerage``; so web, worker, sweep and beat all move together.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_shift: ContextVar[timedelta] = ContextVar("clock_shift", default=timedelta())
_held: ContextVar[datetime | None] = ContextVar("clock_held", default=None)


def now() -> datetime:
    """Return the present moment of the scope in force: aware, in UTC."""
    return _held.get() or real_now() + _shift.get()


def real_now() -> datetime:
    """Return the wall clock's moment, whatever the scope. For leases, tokens and other machine time only."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that asks the system


def today(zone: ZoneInfo) -> date:
    """Return the calendar day of ``now`` in ``zone``."""
    return now().astimezone(zone).date()


def shift() -> timedelta:
    """Return how far the clock in force is moved; zero outside demo brokerages and tests."""
    return _shift.get()


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Move ``now`` by ``by`` for the block. An absolute shift, not added to one already in force."""
    token = _shift.set(by)
    try:
        yield
    finally:
        _shift.reset(token)


@contextmanager
def held(moment: datetime) -> Iterator[None]:
    """Let ``now`` stand still at ``moment`` for the block: for building a demo's past, the same each time."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)

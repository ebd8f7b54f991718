"""The one place that calls handlers.

A subscriber's handlers run in one transaction together with a receipt for (subscriber, event). So an event that
comes twice (a crash before the acknowledgement, a lost lease, a relay that sent twice) finds its receipt and does
nothing; and of two readers that are at the same event, the second waits for the first. Each reader goes through a
shard in the same order, hence the order per contact holds even while two believe to be the only one.
"""

import traceback
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import structlog
from django.db import InterfaceError, OperationalError, transaction
from prometheus_client import Counter

from realestate.lib import bus, scopes
from realestate.lib.bus import Envelope
from realestate.lib.errors import Transient
from realestate.lib.streams.store import Entry, Stored, tables

log = structlog.get_logger()

WAITS = (0.05, 0.2, 0.8, 2.0)  # seconds before each further attempt; a shard stands still meanwhile

Pause = Callable[[float], object]

events_total = Counter("homestretch_bus_events", "Events by subscriber and outcome.", ["subscriber", "outcome"])


class Outcome(StrEnum):
    """What became of one event at one subscriber."""

    HANDLED = "handled"
    REPEATED = "repeated"
    IGNORED = "ignored"
    DEAD = "dead"


def deliver(subscriber: str, entry: Entry, stored: Stored | None, *, pause: Pause) -> Outcome:
    """Bring an event to one subscriber, with patience, and always come to an outcome.

    Failures that may pass are tried again in place, since later events of the contact must not overtake. An event
    that still fails, or fails for good, becomes a dead letter: it never blocks its shard.

    Raises:
        OperationalError, InterfaceError: the database is away. That is no fault of the event: come back to it.
    """
    for attempt, wait in enumerate((*WAITS, None), start=1):
        try:
            outcome = attempt_once(subscriber, entry, stored)
            break
        except (Transient, OperationalError, InterfaceError) as error:
            if not isinstance(error, Transient) and not tables().answers():
                raise
            if wait is None:
                outcome = _bury(subscriber, entry, error, attempt)
                break
            log.warning("event.retried", subscriber=subscriber, event_id=entry.event_id, error=type(error).__name__)
            pause(wait)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the events behind it must go on
            log.error("event.failed", subscriber=subscriber, event_id=entry.event_id, error=_described(error))
            outcome = _bury(subscriber, entry, error, attempt)
            break
    events_total.labels(subscriber, outcome).inc()
    return outcome


def attempt_once(subscriber: str, entry: Entry, stored: Stored | None, *, again: bool = False) -> Outcome:
    """Run a subscriber's handlers for an event, in its brokerage and in one transaction with the receipt.

    Args:
        stored: None if the event was erased since.
        again: run them even if the subscriber had the event before (replay).
    """
    handlers = bus.handlers(subscriber, entry.kind)
    if not handlers or stored is None:
        return Outcome.IGNORED
    fact = bus.rebuild(entry.kind, stored.payload, brokerage_id=entry.brokerage_id, contact_id=stored.contact_id)
    if fact is None:
        return Outcome.IGNORED
    envelope = Envelope(
        event_id=entry.event_id,
        occurred_at=stored.occurred_at,
        recorded_at=entry.recorded_at,
        correlation_id=stored.correlation_id,
    )
    with (
        structlog.contextvars.bound_contextvars(correlation_id=stored.correlation_id),
        scopes.in_brokerage(entry.brokerage_id),
        transaction.atomic(),
    ):
        new = tables().accept(subscriber, entry)
        if not new and not again:
            return Outcome.REPEATED
        for handler in handlers:
            handler(fact, envelope)
    return Outcome.HANDLED


def _bury(subscriber: str, entry: Entry, error: Exception, attempts: int) -> Outcome:
    tables().bury(subscriber, entry, error=_described(error), attempts=attempts)
    return Outcome.DEAD


def _described(error: Exception) -> str:
    """Return the error's class and its way up. Not its message: libraries put personal data there."""
    steps = [f"{Path(step.filename).name}:{step.lineno}" for step in traceback.extract_tb(error.__traceback__)]
    return " < ".join([type(error).__name__, *reversed(steps)])

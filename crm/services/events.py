"""Announce what happened. The fact and the change it tells of commit together, or not at all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import structlog
from django.db import transaction

from crm.models import DeadLetter, Event
from crm.services import bulk, event_store
from realestate.lib import bus, clock, scopes
from realestate.lib.bus import Fact
from realestate.lib.errors import DomainError
from realestate.lib.streams import delivery, wakeup
from realestate.lib.streams.delivery import Outcome
from realestate.lib.streams.store import Entry, tables
from realestate.live import send

LONGEST_CORRELATION = 36
MOST_TOLD = 20  # contacts in one go; more is an import or a sweep, of which no open page shows much


class NothingToRetry(DomainError):
    """The dead letter was settled already, or its event was erased."""

    code = "nothing_to_retry"


def publish(fact: Fact, *, occurred_at: datetime | None = None) -> Event:
    """Record a fact, and bring it to every subscriber after commit; facts of one contact arrive in order.

    Args:
        occurred_at: when it happened, where that is not now (an import, a late webhook).
    Raises:
        TransactionManagementError: there is no transaction, so the fact could outlive the change it tells of.
    """
    return publish_all([fact], occurred_at=occurred_at)[0]


@dataclass(frozen=True)
class News:
    """Facts and the rows that stand for them, not written yet."""

    facts: list[Fact]
    events: list[Event]


def publish_all(facts: Iterable[Fact], *, occurred_at: datetime | None = None) -> list[Event]:
    """Record many facts of one or more contacts at once; otherwise like ``publish``."""
    return record(prepare(facts, occurred_at=occurred_at))


def prepare(facts: Iterable[Fact], *, occurred_at: datetime | None = None) -> News:
    """Return what ``record`` writes; that much of ``publish_all`` can be done while the database is busy.

    Raises:
        TransactionManagementError: as ``publish`` does.
    """
    facts = list(facts)
    _check_transaction(facts)
    moment = occurred_at or clock.now()
    # The machine's time, whatever a demo clock says: it picks the partition.
    recorded_at = clock.real_now()
    known = structlog.contextvars.get_contextvars().get("correlation_id")
    return News(facts, [_event(fact, moment, recorded_at, known) for fact in facts])


def record(news: News) -> list[Event]:
    """Write prepared facts, in the transaction that they were prepared in, and return their events."""
    event_store.append(news.events)
    for fact in news.facts:
        for companion in bus.companions(fact.kind):
            companion(fact)
    transaction.on_commit(wakeup.wake)
    _tell_pages(news.facts)
    return news.events


def retry(letter: DeadLetter) -> Outcome:
    """Bring a dead letter's event to its subscriber once more, and settle the letter if that works.

    Raises:
        NothingToRetry: it was settled before, or its event was erased.
        Exception: whatever the handler raises; the letter then stays as it is.
    """
    entry = Entry(
        event_id=letter.event_id,
        recorded_at=letter.recorded_at,
        brokerage_id=letter.brokerage_id,
        contact_id=None,  # only the relay asks
        kind=letter.kind,
    )
    stored = tables().load([entry]).get(letter.event_id)
    if stored is None:
        raise NothingToRetry("The event behind this letter was erased.")
    with transaction.atomic():
        if not DeadLetter.objects.filter(pk=letter.pk, resolved_at=None).update(resolved_at=clock.now()):
            raise NothingToRetry("Somebody settled this letter already.")
        outcome = delivery.attempt_once(letter.subscriber, entry, stored)
    letter.refresh_from_db()
    return outcome


def _tell_pages(facts: list[Fact]) -> None:
    """Have open pages fetch again what they show of these contacts. No name goes out, only the number."""
    about = {(fact.brokerage_id, fact.contact_id) for fact in facts if fact.contact_id is not None}
    if len(about) > MOST_TOLD:
        return
    for brokerage_id, contact_id in about:
        kind = f"contact-{contact_id}"
        send.to_brokerage(brokerage_id, kind, key=kind)


def _check_transaction(facts: list[Fact]) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A fact is published in the transaction that makes it true.")
    tenant = scopes.current()
    if tenant is not None and any(fact.brokerage_id != tenant.pk for fact in facts):
        raise ValueError("A fact of one brokerage was published in the scope of another.")


def _event(fact: Fact, occurred_at: datetime, recorded_at: datetime, correlation_id: str | None) -> Event:
    given: dict[str, Any] = {"correlation_id": correlation_id[:LONGEST_CORRELATION]} if correlation_id else {}
    return _maker()(
        brokerage_id=fact.brokerage_id,
        contact_id=fact.contact_id,
        kind=fact.kind,
        version=fact.version,
        payload=fact.payload(),
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        **given,
    )


@cache
def _maker() -> Callable[..., Event]:
    """Return how events are made, looked up once."""
    return bulk.maker(Event)

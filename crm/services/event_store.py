"""The spine's tables as the bus needs them: the only module that works on all brokerages' events at once.

It carries ids and kinds; what an event says is read by handlers, in the scope of its brokerage.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import structlog
from django.db import Error, IntegrityError, connection, transaction
from django_scopes import scopes_disabled

from crm.models import Brokerage, DeadLetter, Event, Outbox, Receipt
from crm.services import bulk
from realestate.lib import clock
from realestate.lib.streams import keys
from realestate.lib.streams.store import Entry, Stored

log = structlog.get_logger()

HELD = 1_000  # added to the shard of rows whose brokerage is held: nobody looks there, so they slow nobody down
LEADER_LOCK = 7_001  # first half of the advisory lock; the shard is the second
CARRIED = "bus:carried"  # source of the notes that say which events went to the streams
CARRIED_FOR = timedelta(hours=24)
RECEIPTS_FOR = timedelta(days=30)
FORGET_AT_ONCE = 20_000
WAITING_COLUMNS = ("event_id", "recorded_at", "brokerage_id", "contact_id", "kind", "shard")
FEW = 100  # events
EVENT_COLUMNS = (
    "id", "brokerage_id", "contact_id", "kind", "version", "payload", "occurred_at", "recorded_at", "correlation_id",
)  # fmt: skip

_APPEND = """
WITH told AS MATERIALIZED (
    SELECT nextval('crm_event_id_seq') AS id, fact.*
    FROM jsonb_to_recordset(%s::jsonb) AS fact (
        brokerage_id bigint, contact_id bigint, kind varchar, version smallint, payload jsonb,
        occurred_at timestamptz, recorded_at timestamptz, correlation_id varchar, shard smallint
    )
), logged AS (
    INSERT INTO crm_event
        (id, brokerage_id, contact_id, kind, version, payload, occurred_at, recorded_at, correlation_id)
    SELECT id, brokerage_id, contact_id, kind, version, payload, occurred_at, recorded_at, correlation_id FROM told
)
INSERT INTO crm_outbox (event_id, recorded_at, brokerage_id, contact_id, kind, shard)
SELECT id, recorded_at, brokerage_id, contact_id, kind, shard FROM told ORDER BY id
RETURNING event_id
"""
_UNHANDLED = """
WITH carried AS MATERIALIZED (
    SELECT DISTINCT jsonb_array_elements_text(result)::bigint AS id
    FROM crm_receipt
    WHERE source = %(carried)s AND key LIKE %(shard)s AND created_at > %(since)s
)
SELECT event.id, event.recorded_at, event.brokerage_id, event.contact_id, event.kind
FROM crm_event event JOIN carried ON carried.id = event.id
WHERE event.recorded_at > %(since)s
  AND event.kind = ANY(%(kinds)s)
  AND NOT EXISTS (SELECT 1 FROM crm_receipt receipt WHERE receipt.brokerage_id = event.brokerage_id
                  AND receipt.source = %(source)s AND receipt.key = event.id::text)
  AND NOT EXISTS (SELECT 1 FROM crm_deadletter letter WHERE letter.brokerage_id = event.brokerage_id
                  AND letter.subscriber = %(subscriber)s AND letter.event_id = event.id)
ORDER BY event.id
LIMIT %(limit)s
"""


def append(events: list[Event]) -> None:
    """Write new events and their outbox rows in the order given, and give the events their ids.

    A few go in one statement, many by COPY.
    """
    if len(events) > FEW:
        _append_many(events)
    else:
        _append_few(events)


def _append_many(events: list[Event]) -> None:
    for event, event_id in zip(events, bulk.next_ids(Event, len(events)), strict=True):
        event.id = event_id
    waiting = (
        (event.id, event.recorded_at, event.brokerage_id, event.contact_id, event.kind,
         keys.shard_of(event.brokerage_id, event.contact_id))
        for event in events
    )  # fmt: skip
    with bulk.Inflow() as inflow:
        inflow.insert(Event, EVENT_COLUMNS, map(attrgetter(*EVENT_COLUMNS), events))
        inflow.insert(Outbox, WAITING_COLUMNS, waiting)


def _append_few(events: list[Event]) -> None:
    rows = [
        {
            "brokerage_id": event.brokerage_id,
            "contact_id": event.contact_id,
            "kind": event.kind,
            "version": event.version,
            "payload": event.payload,
            "occurred_at": event.occurred_at.isoformat(),
            "recorded_at": event.recorded_at.isoformat(),
            "correlation_id": event.correlation_id,
            "shard": keys.shard_of(event.brokerage_id, event.contact_id),
        }
        for event in events
    ]
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, [json.dumps(rows)])
        for event, (event_id,) in zip(events, cursor.fetchall(), strict=True):
            event.pk = event_id


class PostgresStore:
    """``realestate.lib.streams.store.Store`` over the crm tables."""

    @contextmanager
    def leading(self, shard: int) -> Iterator[bool]:
        """Open a transaction; True if it alone may take the shard's rows. The lock ends with the transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LEADER_LOCK, shard])
            yield cursor.fetchone()[0]

    def waiting(self, shard: int, limit: int) -> list[tuple[int, Entry]]:
        """Return the shard's oldest outbox rows, in order of their ids; those of held brokerages are put aside."""
        while True:
            rows = list(Outbox.of_every_brokerage.filter(shard=shard).order_by("id")[:limit])
            free = _put_held_aside(shard, rows)
            if free or not rows:
                return free

    def hand_over(self, shard: int, rows: list[tuple[int, Entry]]) -> None:
        """Delete rows that are on the stream; one note per brokerage says which events they were."""
        carried: dict[int, list[int]] = {}
        for _, entry in rows:
            carried.setdefault(entry.brokerage_id, []).append(entry.event_id)
        first, now = rows[0][0], clock.real_now()
        with scopes_disabled():
            Receipt.objects.bulk_create(
                Receipt(brokerage_id=pk, source=CARRIED, key=f"{shard}:{first}", result=event_ids, created_at=now)
                for pk, event_ids in carried.items()
            )
        self.remove([outbox_id for outbox_id, _ in rows])

    def remove(self, outbox_ids: list[int]) -> None:
        """Delete outbox rows."""
        Outbox.of_every_brokerage.filter(pk__in=outbox_ids).delete()

    def queued(self) -> tuple[int, datetime | None]:
        """Return how many rows wait in the outbox, and since when the oldest. Held ones wait on purpose."""
        rows = Outbox.of_every_brokerage.filter(shard__lt=HELD)
        oldest = rows.order_by("id").values_list("recorded_at", flat=True).first()
        return (rows.count(), oldest) if oldest else (0, None)

    def held(self) -> int:
        """Return how many rows of all brokerages are held back."""
        return Outbox.of_every_brokerage.filter(shard__gte=HELD).count()

    def load(self, entries: Iterable[Entry]) -> dict[int, Stored]:
        """Return the events by id, one query. The times let PostgreSQL skip the other months."""
        wanted = {entry.event_id: entry.recorded_at for entry in entries}
        if not wanted:
            return {}
        span = (min(wanted.values()), max(wanted.values()))
        with scopes_disabled():
            found = list(Event.objects.filter(pk__in=wanted, recorded_at__range=span))
        return {
            event.pk: Stored(event.contact_id, event.payload, event.occurred_at, event.correlation_id)
            for event in found
        }

    def accept(self, subscriber: str, entry: Entry) -> bool:
        """Note that a subscriber has the event; False if it had it. Waits for another transaction at the same event."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO crm_receipt (brokerage_id, source, key, created_at, updated_at)"
                " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (brokerage_id, source, key) DO NOTHING",
                [entry.brokerage_id, _source(subscriber), str(entry.event_id), clock.real_now(), clock.real_now()],
            )
            return cursor.rowcount == 1

    def bury(self, subscriber: str, entry: Entry, *, error: str, attempts: int) -> None:
        """Keep the event as a dead letter. One that died again is opened again."""
        try:
            with scopes_disabled(), transaction.atomic():
                DeadLetter.objects.update_or_create(
                    brokerage_id=entry.brokerage_id,
                    subscriber=subscriber,
                    event_id=entry.event_id,
                    defaults={
                        "recorded_at": entry.recorded_at,
                        "kind": entry.kind,
                        "error": error,
                        "attempts": attempts,
                        "resolved_at": None,
                    },
                )
        except IntegrityError:  # the brokerage was deleted meanwhile: nobody is left to tell
            log.warning("event.dropped", event_id=entry.event_id, brokerage=entry.brokerage_id)

    def unhandled(self, subscriber: str, kinds: list[str], shard: int, limit: int) -> list[Entry]:
        """Return events of the shard that were carried to the streams and have neither receipt nor dead letter."""
        values: dict[str, Any] = {
            "carried": CARRIED,
            "shard": f"{shard}:%",
            "since": clock.real_now() - CARRIED_FOR,
            "kinds": kinds,
            "source": _source(subscriber),
            "subscriber": subscriber,
            "limit": limit,
        }
        with connection.cursor() as cursor:
            cursor.execute(_UNHANDLED, values)
            return [Entry(*row) for row in cursor.fetchall()]

    def forget(self) -> int:
        """Delete old notes and receipts, a bounded number at a time."""
        return self._forget("= %s", CARRIED, CARRIED_FOR) + self._forget("LIKE %s", "bus:%", RECEIPTS_FOR)

    def answers(self) -> bool:
        """Say whether this thread's connection works, or a new one can be had."""
        try:
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            connection.ensure_connection()
            return connection.is_usable()
        except Error:
            return False

    def close(self) -> None:
        """Close this thread's connection."""
        connection.close()

    def _forget(self, matching: str, source: str, age: timedelta) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM crm_receipt WHERE id IN (SELECT id FROM crm_receipt WHERE source {matching}"
                " AND created_at < %s ORDER BY created_at LIMIT %s)",
                [source, clock.real_now() - age, FORGET_AT_ONCE],
            )
            return int(cursor.rowcount)


def _put_held_aside(shard: int, rows: list[Outbox]) -> list[tuple[int, Entry]]:
    """Return the rows that may go, as entries with their ids. In the transaction that leads the shard."""
    about = {row.brokerage_id for row in rows}
    held = set(Brokerage.objects.filter(pk__in=about, events_held_since__isnull=False).values_list("pk", flat=True))
    if held:  # all of theirs at once, however many rows were asked for
        Outbox.of_every_brokerage.filter(shard=shard, brokerage__in=held).update(shard=shard + HELD)
    return [
        (row.pk, Entry(row.event_id, row.recorded_at, row.brokerage_id, row.contact_id, row.kind))
        for row in rows
        if row.brokerage_id not in held
    ]


def _source(subscriber: str) -> str:
    return f"bus:{subscriber}"

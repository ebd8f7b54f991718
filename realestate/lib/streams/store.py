"""What the road needs of the tables, so that the ground need not know the app that owns them."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self


@dataclass(frozen=True, slots=True)
class Entry:
    """One event on its way: enough to find it, to order it and to know who cares. The payload stays in the table."""

    event_id: int
    recorded_at: datetime
    brokerage_id: int
    contact_id: int | None
    kind: str

    def fields(self) -> dict[str, str]:
        """Return the entry as a stream stores it."""
        return {
            "event": str(self.event_id),
            "at": self.recorded_at.isoformat(),
            "brokerage": str(self.brokerage_id),
            "contact": "" if self.contact_id is None else str(self.contact_id),
            "kind": self.kind,
        }

    @classmethod
    def from_fields(cls, fields: dict[str, str]) -> Self:
        """Return the entry that a stream stored."""
        return cls(
            event_id=int(fields["event"]),
            recorded_at=datetime.fromisoformat(fields["at"]),
            brokerage_id=int(fields["brokerage"]),
            contact_id=int(fields["contact"]) if fields["contact"] else None,
            kind=fields["kind"],
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """The rest of an event, read from its table when it is delivered."""

    contact_id: int | None  # the contact's id today: a merge may have changed it since
    payload: dict[str, Any]
    occurred_at: datetime
    correlation_id: str


class Store(Protocol):
    """The event log, its outbox, receipts and dead letters."""

    def leading(self, shard: int) -> AbstractContextManager[bool]:
        """Open a transaction; True if it is the only one that may take the shard's outbox rows."""

    def waiting(self, shard: int, limit: int) -> list[tuple[int, Entry]]:
        """Return the shard's oldest outbox rows with their ids, in order."""

    def hand_over(self, shard: int, rows: list[tuple[int, Entry]]) -> None:
        """Delete outbox rows whose events are on the stream, and note for a while that they went that way."""

    def remove(self, outbox_ids: list[int]) -> None:
        """Delete outbox rows that every subscriber has had."""

    def queued(self) -> tuple[int, datetime | None]:
        """Return how many rows wait in the outbox, and since when the oldest; without those held back on purpose."""

    def held(self) -> int:
        """Return how many rows are held back on purpose."""

    def load(self, entries: Iterable[Entry]) -> dict[int, Stored]:
        """Return the events of the entries by id. Erased ones are missing."""

    def accept(self, subscriber: str, entry: Entry) -> bool:
        """Note in the transaction in force that a subscriber has the event; False if it had it before."""

    def bury(self, subscriber: str, entry: Entry, *, error: str, attempts: int) -> None:
        """Keep an event that a subscriber could not handle, for a person to look at and retry."""

    def unhandled(self, subscriber: str, kinds: list[str], shard: int, limit: int) -> list[Entry]:
        """Return the shard's events that were handed over lately but never reached the subscriber, oldest first."""

    def forget(self) -> int:
        """Delete notes and receipts too old to be needed again; return how many."""

    def answers(self) -> bool:
        """Say whether the database can be reached."""

    def close(self) -> None:
        """Give back this thread's database connection."""


_store: Store | None = None


def use_store(store: Store) -> None:
    """Register the tables. Called once, by the app that owns them."""
    global _store
    _store = store


def tables() -> Store:
    """Return the registered tables."""
    if _store is None:
        raise RuntimeError("No event store is registered; is the crm app installed?")
    return _store

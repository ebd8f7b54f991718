"""Tell one subscriber again what happened in a span of time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from crm.models import Event
from realestate.lib import bus
from realestate.lib.errors import DomainError
from realestate.lib.streams import delivery
from realestate.lib.streams.store import Entry, Stored

CHUNK = 500


class UnknownSubscriber(DomainError):
    """No app of that name listens to anything."""

    code = "unknown_subscriber"


@dataclass
class Replay:
    """What a replay did: how many events the subscriber cares for, by kind, and those that failed."""

    counts: dict[str, int] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return how many events there were."""
        return sum(self.counts.values())


def replay(*, subscriber: str, since: datetime, until: datetime, dry_run: bool = False) -> Replay:
    """Hand the events of the brokerage in force, recorded in ``[since, until)``, to one subscriber, in order.

    Receipts are ignored: handlers run again, which they must bear. One that fails is named and the rest goes on.

    Raises:
        UnknownSubscriber: no such subscriber.
    """
    if subscriber not in bus.subscribers():
        raise UnknownSubscriber(f"Nobody listens as “{subscriber}”; there are: {', '.join(bus.subscribers())}.")
    done = Replay()
    for event in _events(subscriber, since, until):
        done.counts[event.kind] = done.counts.get(event.kind, 0) + 1
        if not dry_run:
            _again(subscriber, event, done)
    return done


def _again(subscriber: str, event: Event, done: Replay) -> None:
    entry = Entry(event.pk, event.recorded_at, event.brokerage_id, event.contact_id, event.kind)
    stored = Stored(event.contact_id, event.payload, event.occurred_at, event.correlation_id)
    try:
        delivery.attempt_once(subscriber, entry, stored, again=True)
    except Exception as error:  # noqa: BLE001 - a handler's fault is reported, and the rest is replayed
        done.failed[event.pk] = type(error).__name__


def _events(subscriber: str, since: datetime, until: datetime) -> Iterator[Event]:
    kinds = [kind for kind in bus.kinds() if bus.handlers(subscriber, kind)]
    rows = Event.objects.filter(recorded_at__gte=since, recorded_at__lt=until, kind__in=kinds).order_by("id")
    last = 0
    while chunk := list(rows.filter(id__gt=last)[:CHUNK]):
        yield from chunk
        last = chunk[-1].pk

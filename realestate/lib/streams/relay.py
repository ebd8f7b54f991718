"""From the outbox to the streams.

A row is deleted once its event is on the stream; there is no watermark, since ids commit out of order. One relay
leads a shard at a time, under an advisory lock that ends with its transaction. With Redis away it hands the events
out by itself, one transaction per event: slower, still in order, still once.
"""

from collections.abc import Callable
from typing import Any

import structlog
from redis import Redis, ResponseError

from realestate.lib import bus
from realestate.lib.streams import delivery, keys
from realestate.lib.streams.store import Entry, tables

log = structlog.get_logger()

BATCH = 500
LONGEST = 50_000  # entries in a stream; beyond, rows wait in the outbox, where they are safe and cost less memory
TRIM_OVER = 2_000


def relay_shard(redis: Redis, shard: int) -> int:
    """Move the shard's oldest rows to its stream; return how many.

    Raises:
        Down: Redis is away; nothing has changed, though some events may come twice.
    """
    with tables().leading(shard) as leads:
        rows = tables().waiting(shard, BATCH) if leads else []
        if not rows or not _has_room(redis, shard):
            return 0
        pipe = redis.pipeline(transaction=False)
        for _, entry in rows:
            pipe.xadd(keys.stream(shard), dict[Any, Any](entry.fields()))
        pipe.execute()
        tables().hand_over(shard, rows)
    return len(rows)


def ensure_group(redis: Redis, subscriber: str, shard: int) -> bool:
    """Make a subscriber's group on a shard, from the stream's beginning; True if there was none."""
    try:
        redis.xgroup_create(keys.stream(shard), subscriber, id="0", mkstream=True)
    except ResponseError as error:
        if "BUSYGROUP" not in str(error):
            raise
        return False
    return True


class DirectDispatch:
    """The relay's stand-in while Redis is away. One per outage: it first asks what the streams held unread."""

    def __init__(self, pause: Callable[[float], object]) -> None:
        self._pause = pause
        self._caught_up: set[tuple[str, int]] = set()

    def shard(self, shard: int) -> int:
        """Hand out the shard's next event to all subscribers; return how many events were handed out.

        Handlers, receipts and the row's removal commit together.
        """
        with tables().leading(shard) as leads:
            if not leads:
                return 0
            for subscriber in bus.subscribers():
                caught = catch_up(subscriber, shard, pause=self._pause) if self._behind(subscriber, shard) else 0
                if caught:
                    return caught
                self._caught_up.add((subscriber, shard))
            rows = tables().waiting(shard, 1)
            for _, entry in rows:
                _to_everyone(entry, self._pause)
            tables().remove([outbox_id for outbox_id, _ in rows])
        return len(rows)

    def _behind(self, subscriber: str, shard: int) -> bool:
        return (subscriber, shard) not in self._caught_up


def catch_up(subscriber: str, shard: int, *, pause: Callable[[float], object], limit: int = 100) -> int:
    """Deliver recent events that left the outbox but never reached the subscriber; return how many were found.

    They were on a stream that cannot be read now, or that is gone.
    """
    kinds = [kind for kind in bus.kinds() if bus.handlers(subscriber, kind)]
    entries = tables().unhandled(subscriber, kinds, shard, limit)
    stored = tables().load(entries)
    for entry in entries:
        delivery.deliver(subscriber, entry, stored.get(entry.event_id), pause=pause)
    return len(entries)


def _to_everyone(entry: Entry, pause: Callable[[float], object]) -> None:
    stored = tables().load([entry]).get(entry.event_id)
    for subscriber in bus.subscribers():
        delivery.deliver(subscriber, entry, stored, pause=pause)


def _has_room(redis: Redis, shard: int) -> bool:
    """Say whether the stream may grow; first cut off what every subscriber has done. Unread entries are never cut."""
    length = redis.xlen(keys.stream(shard))
    if length > TRIM_OVER:
        redis.xtrim(keys.stream(shard), minid=_first_needed(redis, shard), approximate=True)
    return length < LONGEST or redis.xlen(keys.stream(shard)) < LONGEST


def _first_needed(redis: Redis, shard: int) -> str:
    """Return the oldest entry id that a subscriber still has to read or to acknowledge."""
    needed = []
    groups = {group["name"]: group for group in redis.xinfo_groups(keys.stream(shard))}
    for subscriber in bus.subscribers():
        group = groups.get(subscriber)
        if group is None:
            return "0"
        oldest = redis.xpending(keys.stream(shard), subscriber)["min"] if group["pending"] else None
        needed.append(oldest or group["last-delivered-id"])
    return min(needed, key=_ordinal, default="0")


def _ordinal(entry_id: str) -> tuple[int, int]:
    moment, _, number = entry_id.partition("-")
    return int(moment), int(number or 0)

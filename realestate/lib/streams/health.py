"""How the spine does, for ``/health/realtime`` and for operators."""

from dataclasses import asdict, dataclass, field
from typing import Any

from realestate.lib import bus, clock, redis
from realestate.lib.streams import keys
from realestate.lib.streams.leases import SECONDS
from realestate.lib.streams.store import tables

MOST_LOOKED_AT = 500  # entries of a shard for each subscriber


@dataclass(frozen=True)
class SpineStatus:
    """One look at the road.

    Attributes:
        mode: ``streams``; ``direct`` with Redis away, when the bus hands events out by itself; ``stopped`` when no
            bus process has been seen lately.
        outbox: events not yet on a stream. ``oldest_seconds`` is the age of the oldest, 0.0 when none waits.
        held: events that an operator keeps from being acted on, brokerage by brokerage.
        lag: events on streams that the slowest subscriber has still to finish.
        pending: the same for each subscriber.
    """

    mode: str
    outbox: int
    oldest_seconds: float
    held: int = 0
    lag: int = 0
    pending: dict[str, int] = field(default_factory=dict)

    @property
    def healthy(self) -> bool:
        """Say whether events arrive by the usual road and in time."""
        return self.mode == "streams" and self.oldest_seconds < 30

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self) | {"healthy": self.healthy}


def status() -> SpineStatus:
    """Look at the outbox and the streams. Never raises because Redis is away."""
    rows, oldest = tables().queued()
    age = (clock.real_now() - oldest).total_seconds() if oldest else 0.0
    held = tables().held()
    try:
        pending = {subscriber: _unfinished(subscriber) for subscriber in bus.subscribers()}
        mode = "streams" if _workers() else "stopped"
    except redis.Down:
        return SpineStatus(mode="direct", outbox=rows, oldest_seconds=age, held=held)
    return SpineStatus(
        mode=mode, outbox=rows, oldest_seconds=age, held=held, lag=max(pending.values(), default=0), pending=pending
    )


def on_the_way(brokerage_id: int) -> int | None:
    """Return how many of a brokerage's events lie on streams unfinished by somebody; None while Redis is away.

    Of each shard at most some hundred of the oldest are looked at.
    """
    try:
        return sum(
            fields.get("brokerage") == str(brokerage_id)
            for shard in range(keys.SHARDS)
            for fields in _unfinished_by_any(shard)
        )
    except redis.Down:
        return None


def _unfinished_by_any(shard: int) -> list[dict[str, str]]:
    """Return the oldest entries of a shard that some subscriber has still to finish."""
    client: Any = redis.client()
    stream, found = keys.stream(shard), dict[str, dict[str, str]]()
    if not client.exists(stream):
        return []
    groups = {group["name"]: group for group in client.xinfo_groups(stream)}
    for subscriber in bus.subscribers():
        group = groups.get(subscriber, {"last-delivered-id": "0", "pending": 0})
        found |= client.xrange(stream, min=f"({group['last-delivered-id']}", count=MOST_LOOKED_AT)
        pending = client.xpending_range(stream, subscriber, "-", "+", MOST_LOOKED_AT) if group["pending"] else ()
        for entry in pending:
            found |= client.xrange(stream, min=entry["message_id"], max=entry["message_id"])
    return list(found.values())


def _workers() -> int:
    """Return how many bus processes renewed their leases lately."""
    seconds, _ = redis.client().time()
    return int(redis.client().zcount(keys.MEMBERS, seconds - 2 * SECONDS, "+inf"))


def _unfinished(subscriber: str) -> int:
    """Return how many entries of all shards a subscriber has not acknowledged."""
    client, count = redis.client(), 0
    for shard in range(keys.SHARDS):
        stream = keys.stream(shard)
        if not client.exists(stream):
            continue
        groups = {group["name"]: group for group in client.xinfo_groups(stream)}
        group = groups.get(subscriber, {"pending": 0, "last-delivered-id": "0"})
        count += group["pending"] + _behind(stream, group["last-delivered-id"])
    return count


def _behind(stream: str, delivered: str) -> int:
    # Redis 6.2 keeps no lag per group, so count what lies after the last delivered entry, up to a bound.
    return len(redis.client().xrange(stream, min=f"({delivered}", count=1000) or [])

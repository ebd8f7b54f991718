"""How the spine does, for ``/health/realtime`` and for operators."""

from dataclasses import asdict, dataclass, field
from typing import Any

from realestate.lib import bus, clock, redis
from realestate.lib.streams import keys
from realestate.lib.streams.leases import SECONDS
from realestate.lib.streams.store import tables


@dataclass(frozen=True)
class SpineStatus:
    """One look at the road.

    Attributes:
        mode: ``streams``; ``direct`` with Redis away, when the bus hands events out by itself; ``stopped`` when no
            bus process has been seen lately.
        outbox: events not yet on a stream. ``oldest_seconds`` is the age of the oldest, 0.0 when none waits.
        lag: events on streams that the slowest subscriber has still to finish.
        pending: the same for each subscriber.
    """

    mode: str
    outbox: int
    oldest_seconds: float
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
    try:
        pending = {subscriber: _unfinished(subscriber) for subscriber in bus.subscribers()}
        mode = "streams" if _workers() else "stopped"
    except redis.Down:
        return SpineStatus(mode="direct", outbox=rows, oldest_seconds=age)
    return SpineStatus(
        mode=mode, outbox=rows, oldest_seconds=age, lag=max(pending.values(), default=0), pending=pending
    )


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

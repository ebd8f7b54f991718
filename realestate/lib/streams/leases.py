"""Leases: of all processes, one reads a subscriber's shard.

A lease is for speed and not for safety: two readers at once would still do each event once and in order (see
``delivery``). It is checked before each event, so a reader that lost its lease stops at once.
"""

import math
import threading
import time
from uuid import uuid4

from redis import Redis

from realestate.lib.redis import Down
from realestate.lib.streams import keys

SECONDS = 5.0

_RENEW = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2]) or 0"
_RELEASE = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0"


class Leases:
    """One process's leases. A keeper calls ``renew``; readers call the others, from their own threads."""

    def __init__(self, redis: Redis, subscribers: list[str], *, seconds: float = SECONDS) -> None:
        self.token = uuid4().hex
        self._redis = redis
        self._subscribers = subscribers
        self._seconds = seconds
        self._until: dict[tuple[str, int], float] = {}
        self._share = keys.SHARDS
        self._lock = threading.Lock()

    def holds(self, subscriber: str, shard: int) -> bool:
        """Say whether the lease is certainly ours at this moment, by our own clock."""
        return time.monotonic() < self._until.get((subscriber, shard), 0.0)

    def held(self, subscriber: str) -> list[int]:
        """Return the shards that we may read now."""
        return [shard for shard in range(keys.SHARDS) if self.holds(subscriber, shard)]

    def renew(self) -> None:
        """Renew what is held, and take free shards up to this process's fair share.

        Raises:
            Down: Redis is away. The leases then run out by our own clock.
        """
        with self._lock:
            self._share = self._fair_share()
            for subscriber in self._subscribers:
                for shard in range(keys.SHARDS):
                    self._renew_or_take(subscriber, shard)

    def release(self) -> None:
        """Give everything back, so that a successor need not wait for the leases to run out."""
        with self._lock:
            held, self._until = list(self._until), {}
            try:
                for subscriber, shard in held:
                    self._redis.eval(_RELEASE, 1, keys.lease(subscriber, shard), self.token)
                self._redis.zrem(keys.MEMBERS, self.token)
            except Down:
                return

    def _renew_or_take(self, subscriber: str, shard: int) -> None:
        name, place, length = keys.lease(subscriber, shard), (subscriber, shard), int(self._seconds * 1000)
        asked_at = time.monotonic()  # before the call: our clock must run out before Redis's does
        count = sum(1 for holder, _ in self._until if holder == subscriber)
        if place in self._until and count > self._share:
            del self._until[place]
            self._redis.eval(_RELEASE, 1, name, self.token)
        elif place in self._until:
            kept = bool(self._redis.eval(_RENEW, 1, name, self.token, length))
            self._note(place, asked_at, kept)
        elif count < self._share:
            self._note(place, asked_at, bool(self._redis.set(name, self.token, nx=True, px=length)))

    def _note(self, place: tuple[str, int], asked_at: float, ours: bool) -> None:
        if ours:
            self._until[place] = asked_at + self._seconds
        else:
            self._until.pop(place, None)

    def _fair_share(self) -> int:
        """Return how many shards per subscriber fall to each of the processes seen lately."""
        seconds, _ = self._redis.time()
        self._redis.zadd(keys.MEMBERS, {self.token: seconds})
        self._redis.zremrangebyscore(keys.MEMBERS, 0, seconds - 2 * self._seconds)
        return math.ceil(keys.SHARDS / max(1, self._redis.zcard(keys.MEMBERS)))

"""From the streams to one subscriber."""

import threading
from typing import Any

import structlog
from redis import Redis, ResponseError

from realestate.lib.streams import delivery, keys, relay
from realestate.lib.streams.leases import Leases
from realestate.lib.streams.store import Entry, tables

log = structlog.get_logger()

BATCH = 100
BLOCK_MS = 200  # also how long a stop may wait for an idle reader


class Consumer:
    """Reads all shards of one subscriber that its process leases. Not thread-safe: one thread each."""

    def __init__(self, subscriber: str, redis: Redis, leases: Leases, stop: threading.Event) -> None:
        self.subscriber = subscriber
        self._redis = redis
        self._leases = leases
        self._stop = stop
        self._clean: set[int] = set()  # shards whose pending entries we have been through

    def turn(self) -> int:
        """Hand out one batch; return how many entries it had. Waits a moment when there is nothing.

        What was read and not acknowledged, by us or by the lease's last holder, goes before anything new.

        Raises:
            Down: Redis is away. OperationalError: the database is.
        """
        shards = self._leases.held(self.subscriber)
        self._clean &= set(shards)
        if not shards:
            self._stop.wait(BLOCK_MS / 1000)
            return 0
        finished = False
        try:
            count = self._unfinished(shards) or self._new(shards)
            finished = True
        except ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            self._begin(shards)
            return 0
        finally:
            if not finished:
                self._clean.clear()  # something may be read and not done: look at the pending entries first
        return count

    def _unfinished(self, shards: list[int]) -> int:
        for shard in shards:
            while shard not in self._clean:
                found = self._read({keys.stream(shard): "0"})
                if not any(found.values()):
                    self._clean.add(shard)
                else:
                    return self._hand_out(shard, found[keys.stream(shard)])
        return 0

    def _new(self, shards: list[int]) -> int:
        found = self._read({keys.stream(shard): ">" for shard in shards}, block=BLOCK_MS)
        return sum(self._hand_out(shard, found.get(keys.stream(shard), [])) for shard in shards)

    def _read(self, streams: dict[Any, Any], block: int | None = None) -> dict[str, list[tuple[str, dict[str, str]]]]:
        found: Any = self._redis.xreadgroup(self.subscriber, keys.GROUP_CONSUMER, streams, count=BATCH, block=block)
        return dict(found.items() if isinstance(found, dict) else found or [])

    def _hand_out(self, shard: int, raw: list[tuple[str, dict[str, str]]]) -> int:
        entries = {entry_id: Entry.from_fields(fields) for entry_id, fields in raw if fields}
        done = [entry_id for entry_id, fields in raw if not fields]  # cut from the stream since
        stored = tables().load(entries.values())
        try:
            for entry_id, entry in entries.items():
                if self._stop.is_set() or not self._leases.holds(self.subscriber, shard):
                    self._clean.discard(shard)
                    break
                delivery.deliver(self.subscriber, entry, stored.get(entry.event_id), pause=self._stop.wait)
                done.append(entry_id)
        finally:
            if done:
                self._redis.xack(keys.stream(shard), self.subscriber, *done)
        return len(raw)

    def _begin(self, shards: list[int]) -> None:
        """Make missing groups. A group is missing at the first start, or when Redis lost its data: then ask the
        tables what was lost.
        """
        for shard in shards:
            if relay.ensure_group(self._redis, self.subscriber, shard):
                while relay.catch_up(self.subscriber, shard, pause=self._stop.wait):
                    pass

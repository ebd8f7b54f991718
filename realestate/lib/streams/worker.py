"""The bus process: one relay, one keeper of leases and one reader per subscriber, each a thread."""

import threading
import time
from collections.abc import Callable

import structlog
from django.db import Error as DatabaseFailure
from prometheus_client import Gauge

from realestate.lib import bus, redis
from realestate.lib.streams import keys, relay
from realestate.lib.streams.consumer import Consumer
from realestate.lib.streams.leases import SECONDS, Leases
from realestate.lib.streams.store import tables

log = structlog.get_logger()

POLL_SECONDS = 0.25  # the safety net under the wake-up
AWAY_SECONDS = 0.25  # between two looks at a service that is away
DIRECT_ROUNDS = 20  # events a shard is handed directly before Redis is looked at again
TIDY_SECONDS = 600.0

outbox_rows = Gauge("homestretch_bus_outbox_rows", "Events that wait in the outbox.")
direct_mode = Gauge("homestretch_bus_direct", "1 while events are handed out without Redis.")


class BusWorker:
    """Everything that carries events, until ``stop``. Several processes share the shards."""

    def __init__(self, url: str, *, lease_seconds: float = SECONDS) -> None:
        self._url = url
        self._lease_seconds = lease_seconds
        self._stop = threading.Event()
        self._asked = threading.Event()
        self.subscribers = bus.subscribers()
        self._leases = Leases(redis.connect(url), self.subscribers, seconds=lease_seconds)
        self._relay_redis = redis.connect(url)
        self._direct: relay.DirectDispatch | None = None
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start all threads and return."""
        self._spawn("keeper", self._leases.renew, rest=self._lease_seconds / 3)
        self._spawn("relay", self.relay_turn)
        self._spawn("tidy", tables().forget, rest=TIDY_SECONDS)
        for subscriber in self.subscribers:
            consumer = Consumer(subscriber, redis.connect(self._url), self._leases, self._stop)
            self._spawn(subscriber, consumer.turn)

    def stop(self, within: float = 2.5) -> bool:
        """Let each thread finish the event it is at; return whether all ended in time."""
        self._stop.set()
        give_up = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, give_up - time.monotonic()))
        self._leases.release()
        return not any(thread.is_alive() for thread in self._threads)

    def ask_to_stop(self) -> None:
        """End ``wait`` and let the threads come to an end. Safe in a signal handler."""
        self._asked.set()

    def wait(self) -> None:
        """Return once ``ask_to_stop`` was called."""
        while not self._asked.wait(3600):
            pass

    def relay_turn(self) -> None:
        """Move what waits, then wait for the wake-up. With Redis away: hand out what waits, then look again."""
        try:
            moved = sum(relay.relay_shard(self._relay_redis, shard) for shard in range(keys.SHARDS))
            if self._direct is not None:
                log.info("bus.streams_again")
                self._direct = None
            direct_mode.set(0)
            if not moved:
                outbox_rows.set(tables().queued()[0])
                self._relay_redis.blpop([keys.WAKE], timeout=POLL_SECONDS)
        except redis.Down:
            self._without_redis()

    def _without_redis(self) -> None:
        if self._direct is None:
            log.warning("bus.direct", reason="redis is away")
            self._direct = relay.DirectDispatch(self._stop.wait)
        direct_mode.set(1)
        handed_out = 0
        for _ in range(DIRECT_ROUNDS):
            found = [] if self._stop.is_set() else [self._direct.shard(shard) for shard in range(keys.SHARDS)]
            handed_out += sum(found)
            if not any(found):
                break
        if not handed_out:
            self._stop.wait(AWAY_SECONDS)

    def _spawn(self, name: str, turn: Callable[[], object], rest: float = 0.0) -> None:
        def run() -> None:
            while not self._stop.is_set():
                try:
                    turn()
                except redis.Down:
                    self._stop.wait(AWAY_SECONDS)
                except DatabaseFailure as error:
                    log.warning("bus.database_away", thread=name, error=type(error).__name__)
                    tables().close()
                    self._stop.wait(AWAY_SECONDS)
                if rest:
                    self._stop.wait(rest)
            tables().close()

        thread = threading.Thread(target=run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

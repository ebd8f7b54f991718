"""Circuit breakers: a service that keeps failing is left alone for a while, so nobody waits for it in vain.

Each process learns by itself. That needs no Redis, and a process that never met the fault is not held back by it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import structlog

from realestate.lib import metrics
from realestate.lib.errors import Transient

log = structlog.get_logger()

FAILURES = 5  # in a row
REST = 30.0  # seconds before one call may try again


class CircuitOpen(Transient):
    """The service is being left alone; nothing was sent."""

    def __init__(self, service: str, seconds: float) -> None:
        super().__init__(f"{service} failed repeatedly; the next attempt is in {seconds:.0f} s.")
        self.seconds = seconds


class Breaker:
    """Closed: calls go through. Open: none do. After its rest, one call tries, and decides for the others.

    Args:
        monotonic: a clock in seconds, moved by tests.
    """

    def __init__(
        self, service: str, *, failures: int = FAILURES, rest: float = REST,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.service, self._limit, self._rest, self._monotonic = service, failures, rest, monotonic
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until_tried: float | None = None

    @property
    def is_open(self) -> bool:
        """Return whether calls are held back right now."""
        return self._closed_until_tried is not None and self._monotonic() < self._closed_until_tried

    @contextmanager
    def guard(self, *, counts: type[Exception]) -> Iterator[None]:
        """Let one call through, and learn from it.

        Args:
            counts: the errors that mean the service is ill. Any other error says nothing about it.
        Raises:
            CircuitOpen: it is being left alone.
        """
        self._enter()
        try:
            yield
        except counts:
            self._failed()
            raise
        self._succeeded()

    def _enter(self) -> None:
        with self._lock:
            if self._closed_until_tried is None:
                return
            left = self._closed_until_tried - self._monotonic()
            if left > 0:
                raise CircuitOpen(self.service, left)
            # This call tries; the others wait one more rest for its outcome.
            self._closed_until_tried = self._monotonic() + self._rest

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self._limit:
                self._closed_until_tried = self._monotonic() + self._rest
                metrics.breaker_open.labels(self.service).set(1)
                log.warning("circuit.opened", service=self.service, failures=self._failures)

    def _succeeded(self) -> None:
        with self._lock:
            if self._closed_until_tried is not None:
                log.info("circuit.closed", service=self.service)
            self._failures, self._closed_until_tried = 0, None
            metrics.breaker_open.labels(self.service).set(0)


@cache
def breaker(service: str) -> Breaker:
    """Return this process's breaker of a service."""
    return Breaker(service)

"""How each driver stands in this process: whether it is left alone for a while, and whether a retry is in order."""

import threading
import time
from collections.abc import Callable
from functools import cache

from realestate.lib import circuit
from realestate.lib.circuit import Breaker
from realestate.llm.calls import Outcome

# What a second try a moment later may well cure. Not overload: there the next driver is quicker, and kinder.
WORTH_A_RETRY = frozenset({Outcome.UNREACHABLE, Outcome.FAILED})
CALLS_A_RETRY = 10  # over time
MOST_RETRIES = 3  # at once
LONGEST_REST = 3600.0  # whatever a service asks for


class Standing:
    """One driver, as this process has met it. Safe across threads.

    Args:
        monotonic: a clock in seconds, moved by tests.
    """

    def __init__(self, name: str, *, breaker: Breaker, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.name, self.breaker, self._monotonic = name, breaker, monotonic
        self._lock = threading.Lock()
        self._rests_until = 0.0
        self._earned = CALLS_A_RETRY  # in calls; ten of them are one retry

    @property
    def why_not(self) -> str:
        """Return why the driver is not asked now; '' if it is."""
        left = self._rests_until - self._monotonic()
        if left > 0:
            return f"It asked to be left alone for {left:.0f} s more."
        return "It failed repeatedly and is left alone for a while." if self.breaker.is_open else ""

    def rest(self, seconds: float) -> None:
        """Leave the driver alone for so long; a longer rest already in force stays."""
        with self._lock:
            until = self._monotonic() + min(seconds, LONGEST_REST)
            self._rests_until = max(self._rests_until, until)

    def called(self) -> None:
        """Count a call: it earns a tenth of a retry."""
        with self._lock:
            self._earned = min(self._earned + 1, MOST_RETRIES * CALLS_A_RETRY)

    def may_retry(self, outcome: Outcome) -> bool:
        """Return whether a failure is worth a second try and the retries of late leave room for one. Takes it."""
        with self._lock:
            if outcome not in WORTH_A_RETRY or self._earned < CALLS_A_RETRY or self.breaker.is_open:
                return False
            self._earned -= CALLS_A_RETRY
            return True


@cache
def standing(name: str) -> Standing:
    """Return how a driver stands in this process."""
    return Standing(name, breaker=circuit.breaker(f"llm-{name}"))

"""Gathers the texts of requests that wait in the same moment, so that one statement and one commit serve all of them.

The busier it is, the more texts a statement stores; a text that comes alone waits for nobody.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TypeVar

import structlog
from django.db import close_old_connections

from crm.services import hooks
from outreach.services import arrivals
from outreach.services.arrivals_together import CARRIER, Stored, Text, store
from realestate.lib.later import later

log = structlog.get_logger()

MOST_IN_A_FLOOD = 100_000  # texts of which nobody was told yet
MOST = 200  # texts in a statement
OF_A_TASK = 50  # texts; all workers take part in a flood
RING_EVERY = 0.1  # seconds between two calls to the worker and to open pages
FLOOD = 10  # texts between two calls
EBB_AFTER, EBB = 1.0, 30  # seconds, and the texts in them below which a flood is over: it comes in waves
FLOOD_LASTS = 30.0  # seconds after which the worker is called all the same; the sweep would find the texts by then

Item = TypeVar("Item")


class Gatherer:
    """Stores what it is given in a thread of its own, which the first text starts."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[tuple[Text, Future[Stored | None]]] = SimpleQueue()
        self._stored: SimpleQueue[Stored] = SimpleQueue()
        self._is_first = threading.Semaphore()

    def put(self, text: Text) -> "Future[Stored | None]":
        """Have a text stored. The answer is that of ``arrivals_together.store``, after its commit.

        None too where it was to be stored with others and one of them was refused: then each has to be taken alone.
        """
        answer: Future[Stored | None] = Future()
        answer.set_running_or_notify_cancel()  # who hangs up now has still written
        self._waiting.put((text, answer))
        if self._is_first.acquire(blocking=False):
            for name, turn in (("texts", self._store), ("bell", self._ring)):
                threading.Thread(target=_forever, args=[turn], name=name, daemon=True).start()
        return answer

    def _store(self) -> None:
        batch = _all_that_wait(self._waiting, MOST)
        found = _stored([text for text, _ in batch])
        for (text, answer), stored in zip(batch, found, strict=True):
            answer.set_result(stored)
            if stored and stored.is_new and not text.is_stop:
                self._stored.put(stored)

    def ring_for(self, stored: Stored) -> None:
        """Have a stop understood that was obeyed by now; earlier, the worker would have been in its way."""
        self._stored.put(stored)

    def _ring(self) -> None:
        """Call the worker and open pages: at once, then once for all texts of a tenth of a second, or of a flood.

        In a thread of its own, so that no text waits for a queue that is away. What is lost here, the sweep finds.
        """
        stored: dict[int, list[Stored]] = {}
        for one in until_the_ebb(self._stored, _all_that_wait(self._stored)):
            stored.setdefault(one.brokerage_id, []).append(one)
        for brokerage_id, theirs in stored.items():
            people = dict.fromkeys(one.contact_id for one in theirs if one.contact_id is not None)
            for some in _in_tasks(list(people)):
                arrivals.announce(brokerage_id, some)
            for some in _in_tasks([one.hook_id for one in theirs if one.hook_id is not None]):
                later(hooks.TASKS[CARRIER], brokerage_id, *some)
        time.sleep(RING_EVERY)


def _stored(texts: Sequence[Text]) -> list[Stored | None]:
    try:
        close_old_connections()  # and the next statement asks whether the one that is left still works
        return store(texts)
    except Exception as error:  # noqa: BLE001 - each text is taken alone then, and says itself what is wrong
        log.warning("texts.not_stored_together", texts=len(texts), error=type(error).__name__)
        return [None] * len(texts)


def until_the_ebb(
    queue: "SimpleQueue[Item]", first: list[Item], *, pause: Callable[[float], object] = time.sleep
) -> list[Item]:
    """Return what came first with all that follows it while texts pour in.

    A worker that is called to each would take the processor from whoever answers the carrier. Nothing is at stake
    meanwhile: what has arrived holds everything automatic back by itself, and a plain stop was obeyed already.
    """
    found, give_up = list(first), time.monotonic() + FLOOD_LASTS
    pours = len(first) >= FLOOD
    while pours and time.monotonic() < give_up:
        pause(EBB_AFTER)
        latest = _rest(queue, MOST_IN_A_FLOOD)
        found += latest
        pours = len(latest) >= EBB
    return found


def _in_tasks(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + OF_A_TASK] for start in range(0, len(ids), OF_A_TASK)]


def _all_that_wait(queue: "SimpleQueue[Item]", most: int = MOST) -> list[Item]:
    """Return what waits in a queue, as soon as something does."""
    return [queue.get(), *_rest(queue, most - 1)]


def _rest(queue: "SimpleQueue[Item]", most: int) -> list[Item]:
    found: list[Item] = []
    try:
        while len(found) < most:
            found.append(queue.get_nowait())
    except Empty:
        pass
    return found


def _forever(turn: Callable[[], None]) -> None:
    while True:
        try:
            turn()
        except Exception:
            log.exception("texts.turn_failed")

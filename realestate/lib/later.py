"""Later work: tasks queued by name after commit, so a lower app can cause work in a higher one."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from typing import Any

import structlog
from celery import current_app, shared_task
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from realestate.lib import scopes
from realestate.lib.errors import DomainError, Transient

log = structlog.get_logger()

RETRIES = 5
LONGEST_WAIT = 300  # seconds

_each: Callable[[], list[int]] | None = None
_queues: dict[str, str] = {}


def use_brokerages(list_ids: Callable[[], list[int]]) -> None:
    """Register who lists the active brokerages. Called once, by the app that owns the table."""
    global _each
    _each = list_ids


def queue_of(name: str) -> str | None:
    """Return the queue a task was declared for; None for tasks that are not ours."""
    return _queues.get(name)


def later(name: str, brokerage_id: int, *args: Any, wait: timedelta = timedelta()) -> None:
    """Queue a task once the transaction in force commits; at once outside any.

    Args:
        wait: how long the worker lets it lie first; seconds or minutes, since it lies in the worker's memory.

    A broker that is down is logged, not raised: all due work is a row in the database, and the sweeps find it.
    """
    headers = {"correlation_id": structlog.contextvars.get_contextvars().get("correlation_id", "")}
    countdown = wait.total_seconds() or None

    def send() -> None:
        try:
            current_app.send_task(name, args=(brokerage_id, *args), headers=headers, countdown=countdown)
        except OperationalError:
            log.warning("task.not_queued", task=name)

    transaction.on_commit(send)


def task(name: str, *, queue: str = "default") -> Callable[[Callable[..., None]], Any]:
    """Make a task of ``function(brokerage_id, *ids)``; it runs inside that brokerage's scope.

    ``Transient`` is retried with backoff. ``DomainError`` is logged and ends the task: a refusal stays a refusal.
    A task must be safe to run twice: the queue delivers at least once.
    """

    _queues[name] = queue

    def make(function: Callable[..., None]) -> Any:
        @shared_task(
            name=name,
            bind=True,
            max_retries=RETRIES,
            autoretry_for=(Transient,),
            retry_backoff=True,
            retry_backoff_max=LONGEST_WAIT,
            retry_jitter=True,
        )
        @wraps(function)
        def run(self: Any, brokerage_id: int, *args: Any) -> None:
            _drop_dead_connection()
            with _correlated(self), scopes.in_brokerage(brokerage_id):
                try:
                    function(brokerage_id, *args)
                except DomainError as refusal:
                    log.info("task.refused", task=name, code=refusal.code)

        return run

    return make


def each_brokerage(name: str, *, queue: str = "default") -> Callable[[Callable[[int], bool | None]], Any]:
    """Make a sweep of ``function(brokerage_id)``: one run visits every active brokerage, each in its own scope.

    A function that returns True has more to do; that brokerage is visited again, after the others have had their
    turn. One brokerage that fails does not keep the others waiting; its error is raised at the end. Queued with
    ``later(name, brokerage_id)``, a run visits that brokerage alone.
    """

    _queues[name] = queue

    def make(function: Callable[[int], bool | None]) -> Any:
        @shared_task(name=name, bind=True)
        @wraps(function)
        def run(self: Any, only: int | None = None) -> None:
            failed: list[Exception] = []
            _drop_dead_connection()
            with _correlated(self):
                waiting = deque(_active() if only is None else [only])
                while waiting:
                    brokerage_id = waiting.popleft()
                    try:
                        with scopes.in_brokerage(brokerage_id):
                            if function(brokerage_id):
                                waiting.append(brokerage_id)
                    except Exception as error:  # noqa: BLE001 - one tenant must not stop the others
                        log.exception("sweep.failed", task=name, brokerage=brokerage_id)
                        failed.append(error)
            if failed:
                raise ExceptionGroup(f"{name} failed for {len(failed)} brokerages", failed)

        return run

    return make


def _active() -> list[int]:
    if _each is None:
        raise RuntimeError("No list of brokerages is registered; is the crm app installed?")
    return _each()


def _drop_dead_connection() -> None:
    """Let a task open a new connection where PostgreSQL ended the last one; each task after it would fail too."""
    last = connection.connection
    if last is not None and last.closed:
        connection.close()


@contextmanager
def _correlated(running: Any) -> Iterator[None]:
    headers = running.request.headers or {}
    correlation_id = headers.get("correlation_id") or running.request.id or ""
    with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
        yield

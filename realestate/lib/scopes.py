"""Whose data: the one way to enter a brokerage.

Default managers of tenant tables raise ``ScopeError`` outside a scope, so forgetting this is loud.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Protocol

import structlog
from django_scopes import get_scope, scope

from realestate.lib import clock


class Tenant(Protocol):
    """What a scope needs to know of a brokerage."""

    pk: int

    @property
    def clock_shift(self) -> timedelta: ...


_load: Callable[[int], Tenant] | None = None


def use_loader(load: Callable[[int], Tenant]) -> None:
    """Register how a brokerage id becomes a brokerage. Called once, by the app that owns the table."""
    global _load
    _load = load


@contextmanager
def in_brokerage(brokerage: Tenant | int) -> Iterator[Tenant]:
    """Put one brokerage, and its clock, in force for the block.

    Args:
        brokerage: the row, or its id where only the id is at hand (tasks, handlers, commands).
    """
    tenant = brokerage if not isinstance(brokerage, int) else load(brokerage)
    with (
        scope(brokerage=tenant),
        clock.shifted(tenant.clock_shift),
        structlog.contextvars.bound_contextvars(brokerage=tenant.pk),
    ):
        yield tenant


def current() -> Tenant | None:
    """Return the brokerage in force, or None outside any."""
    tenant: Tenant | None = get_scope().get("brokerage")
    return tenant


def load(pk: int) -> Tenant:
    """Return a brokerage by its id, for who will enter it."""
    if _load is None:
        raise RuntimeError("No loader for brokerages is registered; is the crm app installed?")
    return _load(pk)


def current_id() -> int | None:
    """Return the id of the brokerage in force, or None outside any."""
    tenant = current()
    return tenant.pk if tenant is not None else None

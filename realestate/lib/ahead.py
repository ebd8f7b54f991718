"""One step ahead: the next item is made while the caller still works with this one."""

import contextvars
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
_END: Any = object()


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Yield ``items`` in order, each made in another thread while the one before it is in use.

    Worth it where making an item is plain computing and using it is waiting, as for the database. The thread sees the
    caller's context, so its brokerage, but must not touch the database: it would open a connection of its own. What
    making an item raises, the caller gets at that item's turn.
    """
    context = contextvars.copy_context()

    def step() -> Any:
        return context.run(lambda: next(items, _END))

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as other:
        coming = other.submit(step)
        while (item := coming.result()) is not _END:
            coming = other.submit(step)
            yield item

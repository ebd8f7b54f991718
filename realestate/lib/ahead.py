"""One step ahead: the next item is made in another thread while this one waits for the database."""

import contextvars
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
_END: Any = object()


class Ahead(Generic[Item]):
    """Items in order, of which the next can be begun before it is asked for.

    Where two threads compute they only hinder each other, so ``begin`` belongs right before a long wait. The other
    thread sees the caller's context, so its brokerage, but must not touch the database: it would open a connection of
    its own. What making an item raises, the caller gets at that item's turn.
    """

    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items
        self._context = contextvars.copy_context()
        self._other = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead")
        self._coming: Future[Item] | None = None

    def begin(self) -> None:
        """Begin to make the next item, unless that has begun."""
        if self._coming is None:
            self._coming = self._other.submit(self._context.run, self._step)

    def __iter__(self) -> Iterator[Item]:
        """Yield the items, and end the other thread whenever the caller ends."""
        with self._other:
            while (item := self._next()) is not _END:
                yield item

    def _next(self) -> Item:
        if self._coming is None:
            return self._step()
        coming, self._coming = self._coming, None
        return coming.result()

    def _step(self) -> Item:
        return next(self._items, _END)

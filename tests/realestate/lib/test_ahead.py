"""One step ahead: order, failures at their turn, the caller's context, and no thread left behind."""

import gc
import threading
from collections.abc import Iterator
from contextvars import ContextVar

import pytest

from realestate.lib.ahead import ahead

brokerage: ContextVar[str] = ContextVar("brokerage", default="nobody's")


def test_items_come_in_order() -> None:
    assert list(ahead(iter(range(100)))) == list(range(100))


def test_nothing_comes_of_nothing() -> None:
    assert list(ahead(iter(()))) == []


def test_the_next_item_is_made_while_the_caller_holds_one() -> None:
    made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    coming = ahead(items())
    assert next(coming) == 1
    assert made.wait(timeout=30)


def test_a_failure_is_raised_at_its_turn() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("line 2")

    coming = ahead(items())
    assert next(coming) == 1
    with pytest.raises(ValueError, match="line 2"):
        next(coming)


def test_the_other_thread_sees_the_callers_context() -> None:
    brokerage.set("ours")

    def items() -> Iterator[str]:
        yield brokerage.get()

    assert list(ahead(items())) == ["ours"]


def test_whoever_stops_early_leaves_no_thread_behind() -> None:
    for item in ahead(iter(range(10))):
        if item == 1:
            break
    gc.collect()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]

"""One step ahead: order, failures at their turn, the caller's context, and no thread left behind."""

import gc
import threading
from collections.abc import Iterator
from contextvars import ContextVar

import pytest

from realestate.lib.ahead import Ahead

brokerage: ContextVar[str] = ContextVar("brokerage", default="nobody's")


def all_of(coming: Ahead[int]) -> Iterator[int]:
    for item in coming:
        coming.begin()
        coming.begin()
        yield item


def test_items_come_in_order_once_each_however_often_they_are_begun() -> None:
    assert list(all_of(Ahead(iter(range(100))))) == list(range(100))


def test_items_come_without_being_begun() -> None:
    assert list(Ahead(iter(range(3)))) == [0, 1, 2]


def test_nothing_comes_of_nothing() -> None:
    assert list(Ahead(iter(()))) == []


def test_what_has_begun_is_made_while_the_caller_holds_the_item_before() -> None:
    made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    for item in (coming := Ahead(items())):
        if item == 1:
            assert not made.is_set()
            coming.begin()
            assert made.wait(timeout=30)


def test_a_failure_is_raised_at_its_turn() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("line 2")

    coming = all_of(Ahead(items()))
    assert next(coming) == 1
    with pytest.raises(ValueError, match="line 2"):
        next(coming)


def test_the_other_thread_sees_the_callers_context() -> None:
    brokerage.set("ours")

    def items() -> Iterator[str]:
        yield brokerage.get()
        yield f"{brokerage.get()}, in {threading.current_thread().name}"

    coming = iter(both := Ahead(items()))
    assert next(coming) == "ours"
    both.begin()
    assert next(coming).startswith("ours, in ahead")


def test_whoever_stops_early_leaves_no_thread_behind() -> None:
    for item in all_of(Ahead(iter(range(10)))):
        if item == 1:
            break
    gc.collect()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]

"""Counts coverage in the first case of each test only.

Being traced nearly doubles what a test costs. The further cases of a parametrized test are there for their values and
not for new lines, so they run untraced. The figure is a lower bound, and the least that we ask for is met without them.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

FURTHER = pytest.StashKey[bool]()


def mark_further_cases(items: list[pytest.Item]) -> None:
    """Mark all cases of each parametrized test but its first one in the order of collection."""
    seen: set[str] = set()
    for item in items:
        test = item.nodeid.partition("[")[0]
        item.stash[FURTHER] = test in seen
        seen.add(test)


@contextmanager
def as_needed(item: pytest.Item) -> Iterator[None]:
    """Run a further case untraced where coverage is counted. A debugger's own tracing is left alone."""
    if not (item.stash.get(FURTHER, False) and item.config.getoption("cov_source", None)):
        yield
        return
    here, in_new_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        yield
    finally:
        sys.settrace(here)
        threading.settrace(in_new_threads)

"""The campaigns that can be stopped: who makes them registers their names, outreach knows only the keys."""

from collections.abc import Callable, Iterable

_namers: list[Callable[[], Iterable[tuple[str, str]]]] = []


def add_names(names: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """Register who lists campaigns of the brokerage in force, as key and name. Called once, at start."""
    _namers.append(names)


def known() -> list[tuple[str, str]]:
    """Return all campaigns of the brokerage in force: key ("sequence:3") and name."""
    return [pair for names in _namers for pair in names()]

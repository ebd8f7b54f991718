"""Where keys of the API are found. The table is an app's; this layer knows none."""

from collections.abc import Callable
from typing import Any, Protocol


class Key(Protocol):
    """What this layer needs to know of a stored key."""

    pk: int
    agent: Any


_find: Callable[[str], Key | None] | None = None


def use_keys(find: Callable[[str], Key | None]) -> None:
    """Register how a key as typed becomes a stored one. Called once, by the app that owns the table."""
    global _find
    _find = find


def find(text: str) -> Key | None:
    """Return the valid key behind what a program sent, or None."""
    if _find is None:
        raise RuntimeError("No finder of API keys is registered; is the crm app installed?")
    return _find(text)

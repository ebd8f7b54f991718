"""Answers that may be given again: kept in Redis per brokerage, by everything they depend on.

An answer by one model is never passed off as another's: the model is part of the key. It ends by its age; erasing a
person therefore leaves nothing of theirs here for longer than the prompt's ``cache_seconds``.
"""

from dataclasses import asdict, dataclass
from typing import Any

from realestate.lib.cache import Cached
from realestate.llm.prompts import Filled


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given before: its text or its data, and the exact model that gave it."""

    text: str
    data: Any
    model: str


def find(filled: Filled, *, driver: str, model: str) -> Kept | None:
    """Return the answer that this model gave to exactly the same; None if it may not be given again, or is gone."""
    if not filled.prompt.cache_seconds:
        return None
    found = _cache(filled).find(driver, model, filled.digest())
    return Kept(**found) if found else None


def keep(filled: Filled, kept: Kept, *, driver: str, model: str) -> None:
    """Keep an answer for as long as its prompt says."""
    if filled.prompt.cache_seconds:
        _cache(filled).keep(asdict(kept), driver, model, filled.digest())


def drop(filled: Filled, *, driver: str, model: str) -> None:
    """Forget an answer that should not be given again."""
    _cache(filled).forget(driver, model, filled.digest())


def _cache(filled: Filled) -> Cached[dict[str, Any]]:
    return Cached("llm-answer", seconds=filled.prompt.cache_seconds)

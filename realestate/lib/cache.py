"""A typed cache: each kind of value has a name, an age limit, and its key built in one place.

A value is a copy that may be lost at any moment; with Redis away everything is simply made anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import structlog
from django.core.cache import cache

from realestate.lib import redis, scopes

log = structlog.get_logger()

T = TypeVar("T")
_MISSING = object()


@dataclass(frozen=True)
class Cached(Generic[T]):
    """One kind of cached value, for example ``THRESHOLDS = Cached[dict[str, float]]("thresholds", seconds=3600)``.

    Keys carry the brokerage in force, so no brokerage can be shown what was kept for another.
    """

    name: str
    seconds: int
    version: int = 1

    def get(self, *key: object, make: Callable[[], T]) -> T:
        """Return the value kept under ``key``, or make and keep it."""
        full = self._key(key)
        try:
            found: Any = cache.get(full, _MISSING)
        except redis.Down:
            return make()
        if found is not _MISSING:
            return cast(T, found)
        made = make()
        self.keep(made, *key)
        return made

    def find(self, *key: object) -> T | None:
        """Return the value kept under ``key``, or None: for values that are only sometimes worth keeping."""
        try:
            return cast(T | None, cache.get(self._key(key)))
        except redis.Down:
            return None

    def keep(self, value: T, *key: object) -> None:
        """Keep a value under ``key``."""
        try:
            cache.set(self._key(key), value, self.seconds)
        except redis.Down:
            log.warning("cache.not_kept", name=self.name)

    def forget(self, *key: object) -> None:
        """Drop one value: what it was made from has changed."""
        try:
            cache.delete(self._key(key))
        except redis.Down:
            log.warning("cache.not_dropped", name=self.name)  # it ends by its age

    def _key(self, key: tuple[object, ...]) -> str:
        brokerage = scopes.current()
        owner = brokerage.pk if brokerage else "all"
        return ":".join(str(part) for part in (self.name, self.version, owner, *key))

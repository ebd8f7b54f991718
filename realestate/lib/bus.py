"""Facts: what happened, typed. Lower apps announce them, higher apps listen.

A fact is recorded by ``crm.services.events.publish`` in the transaction that made it true, and reaches each
subscriber at least once, in order per contact. A handler must therefore be safe to run twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, TypeVar

BESIDE_PAYLOAD = frozenset({"brokerage_id", "contact_id"})  # columns of their own


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that happened, named in the past tense. Fields are ids and plain values, never personal data.

    Subclasses set ``kind`` (``noun.past_verb``) and raise ``version`` when their fields change.
    """

    kind: ClassVar[str]
    version: ClassVar[int] = 1

    brokerage_id: int
    contact_id: int | None = None

    def payload(self) -> dict[str, Any]:
        """Return the fields beside brokerage and contact, ready for JSON."""
        return {name: value for name, value in vars(self).items() if name not in BESIDE_PAYLOAD}


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What is known about a recorded fact beside the fact itself."""

    event_id: int
    occurred_at: datetime
    recorded_at: datetime
    correlation_id: str


Handler = Callable[[Any, Envelope], None]
F = TypeVar("F", bound=Handler)

_kinds: dict[str, type[Fact]] = {}
_handlers: dict[str, dict[str, list[Handler]]] = {}
_companions: dict[str, list[Callable[[Any], None]]] = {}


def fact(cls: type[Fact]) -> type[Fact]:
    """Register a fact class under its kind. Use below ``@dataclass``: ``@fact @dataclass(...) class LeadCreated``."""
    if _kinds.setdefault(cls.kind, cls) is not cls:
        raise ValueError(f"Two facts are called {cls.kind!r}.")
    return cls


def rebuild(kind: str, payload: dict[str, Any], *, brokerage_id: int, contact_id: int | None) -> Fact | None:
    """Return the fact a stored row stands for, or None if this release does not know its kind.

    Keys that the class no longer has are left out, so old rows stay readable.
    """
    cls = _kinds.get(kind)
    if cls is None:
        return None
    known = {f.name for f in fields(cls)}
    kept = {key: value for key, value in payload.items() if key in known}
    return cls(brokerage_id=brokerage_id, contact_id=contact_id, **kept)


def on(*facts: type[Fact]) -> Callable[[F], F]:
    """Subscribe a function ``handler(fact, envelope)``. The subscriber's name is the app the handler lives in."""

    def register(handler: F) -> F:
        subscriber = handler.__module__.split(".", 1)[0]
        for cls in facts:
            _handlers.setdefault(subscriber, {}).setdefault(cls.kind, []).append(handler)
        return handler

    return register


def together_with(*facts: type[Fact]) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Run a function ``companion(fact)`` inside the transaction that publishes the fact.

    Only for what must become true at the same moment: a stop takes back planned contacts of higher apps with it.
    Keep it to a few updates; an error undoes the publisher's work too.
    """

    def register(companion: Callable[[Any], None]) -> Callable[[Any], None]:
        for cls in facts:
            _companions.setdefault(cls.kind, []).append(companion)
        return companion

    return register


def companions(kind: str) -> list[Callable[[Any], None]]:
    """Return what runs together with a kind, in order of registration."""
    return _companions.get(kind, [])


def subscribers() -> list[str]:
    """Return the names of all apps that listen to something."""
    return sorted(_handlers)


def handlers(subscriber: str, kind: str) -> list[Handler]:
    """Return one subscriber's handlers for a kind, in order of registration."""
    return _handlers.get(subscriber, {}).get(kind, [])


def kinds() -> dict[str, type[Fact]]:
    """Return every known kind with its class."""
    return dict(_kinds)

"""The timeline of a person: how each kind of event reads, registered by the app that announces it.

The page reads the events newest first and asks each kind's loader once per page, so a long history costs one query
per kind and no import upwards::

    @renders("message.sent", "message.held", template="outreach/timeline/message.html", groups={"messages": None})
    def messages(events): return {event.pk: {"message": ...} for event in events}

A loader gets all events of its kinds on the page and returns what its template needs, by event id. What it leaves
out is not drawn. The template gets that mapping's keys, and ``event``, ``zone`` (the reader's) and ``agent``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Contexts = Mapping[int, Mapping[str, Any]]
Loader = Callable[[Sequence[Any]], Contexts]
Payload = Mapping[str, Sequence[str]] | None

GROUPS = {"messages": "Messages", "calls": "Calls", "visits": "Visits", "stopped": "Held or blocked"}


@dataclass(frozen=True)
class Way:
    """How some kinds of event are drawn: by which template, loaded how, and under which filter chips.

    ``groups`` names chips of ``GROUPS``; its value narrows by payload (``{"interaction": ["call"]}``), None takes all.
    """

    kinds: tuple[str, ...]
    template: str
    load: Loader
    groups: Mapping[str, Payload]


_ways: dict[str, Way] = {}


def renders(*kinds: str, template: str, groups: Mapping[str, Payload] | None = None) -> Callable[[Loader], Loader]:
    """Register how kinds of event are drawn; a kind has one way."""

    def register(load: Loader) -> Loader:
        if unknown := set(groups or {}) - set(GROUPS):
            raise ValueError(f"There is no filter {sorted(unknown)} on the timeline.")
        way = Way(kinds, template, load, groups or {})
        for kind in kinds:
            if kind in _ways:
                raise ValueError(f"Two apps draw {kind!r}.")
            _ways[kind] = way
        return load

    return register


def kinds_of(group: str = "") -> dict[str, Payload]:
    """Return the kinds that a filter shows, each with what its payload must be; all kinds without a filter."""
    if not group:
        return dict.fromkeys(_ways)
    return {kind: way.groups[group] for kind, way in _ways.items() if group in way.groups}


def drawn(events: Sequence[Any]) -> list[tuple[Any, str, Mapping[str, Any]]]:
    """Return event, template and context of each event that is drawn, in the order given. One load per way."""
    by_way: dict[str, list[Any]] = {}
    for event in events:
        if event.kind in _ways:
            by_way.setdefault(_ways[event.kind].template, []).append(event)
    contexts: dict[int, Mapping[str, Any]] = {}
    for group in by_way.values():
        contexts |= _ways[group[0].kind].load(group)
    return [(event, _ways[event.kind].template, contexts[event.pk]) for event in events if event.pk in contexts]

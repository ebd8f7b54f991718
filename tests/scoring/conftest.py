"""Fixtures of the scoring tests."""

from collections.abc import Callable
from typing import Any

import pytest

from crm.models import Agent, Brokerage, Event, Lead
from realestate.lib.bus import Envelope, Fact, handlers
from tests.factories.crm import AgentFactory, LeadFactory


@pytest.fixture
def agent(brokerage: Brokerage) -> Agent:
    """An owner, who sees every lead."""
    return AgentFactory(owner=True, name="Ana Ortiz")


@pytest.fixture
def lead(agent: Agent) -> Lead:
    """A new buyer of that agent."""
    return LeadFactory(assigned_to=agent)


@pytest.fixture
def hear() -> Callable[[Fact, Event], None]:
    """Return a function that brings a recorded fact to scoring's handlers, as the bus would."""

    def bring(fact: Fact, event: Event) -> None:
        envelope = Envelope(
            event_id=event.pk, occurred_at=event.occurred_at, recorded_at=event.recorded_at, correlation_id=""
        )
        for handler in handlers("scoring", fact.kind):
            handler(fact, envelope)

    return bring


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Return the list into which tasks queued by name are written, each with its arguments."""
    found: list[tuple[Any, ...]] = []

    def note(name: str, args: tuple[Any, ...] = (), **_: Any) -> None:
        found.append((name, *args))

    monkeypatch.setattr("realestate.lib.later.current_app.send_task", note)
    return found

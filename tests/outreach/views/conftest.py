"""Fixtures of the pages' tests: an owner signed in, and a lead who writes."""

from collections.abc import Callable
from itertools import count

import pytest
from django.test import Client

from crm.models import Agent, Brokerage, Lead
from outreach.models import Conversation, Message
from outreach.services import inbox
from realestate.lib import clock
from tests.factories.crm import AgentFactory
from tests.factories.outreach import phone_of
from tests.signing_in import browser_of


@pytest.fixture
def me(brokerage: Brokerage) -> Agent:
    """An owner of the brokerage in force."""
    return AgentFactory(name="Dana Whitlock", owner=True)


@pytest.fixture
def client(me: Agent) -> Client:
    """A browser in which the owner is signed in."""
    return browser_of(me)


@pytest.fixture
def says(lead: Lead) -> Callable[..., Message]:
    """Return a function with which a lead writes a text."""
    number = count(1)

    def write(body: str, *, by: Lead | None = None) -> Message:
        return inbox.receive_text(
            provider="simulator",
            external_id=f"in-{next(number)}",
            from_number=phone_of(by or lead).value,
            body=body,
            received_at=clock.now(),
        )

    return write


@pytest.fixture
def conversation(says: Callable[..., Message]) -> Conversation:
    """A conversation in which a person is needed."""
    return says("Can I see the house on Saturday?").conversation

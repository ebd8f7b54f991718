"""Fixtures of the pages' tests: somebody signed in."""

from collections.abc import Iterator

import pytest
from django.test import Client

from crm.models import Agent, Brokerage
from realestate.lib import scopes
from tests.factories.crm import AgentFactory
from tests.factories.outreach import open_brokerage
from tests.signing_in import browser_of


@pytest.fixture
def brokerage(db: None) -> Iterator[Brokerage]:
    """A brokerage in force that may send; pages run on the real clock, as its rows here do."""
    brokerage = open_brokerage()
    with scopes.in_brokerage(brokerage):
        yield brokerage


@pytest.fixture
def me(brokerage: Brokerage) -> Agent:
    """An owner of the brokerage in force."""
    return AgentFactory(name="Dana Whitlock", owner=True)


@pytest.fixture
def client(me: Agent) -> Client:
    """A browser in which the owner is signed in."""
    return browser_of(me)


@pytest.fixture
def junior(brokerage: Brokerage) -> Client:
    """A browser of an agent who sees only their own leads."""
    return browser_of(AgentFactory(name="Sam Ito"))

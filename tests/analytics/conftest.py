"""Fixtures of the analytics tests."""

import pytest
from django.test import Client

from crm.models import Agent, Brokerage
from tests.factories.crm import AgentFactory
from tests.signing_in import browser_of


@pytest.fixture
def agent(brokerage: Brokerage) -> Agent:
    """An owner, who sees every lead."""
    return AgentFactory(owner=True, name="Ana Ortiz")


@pytest.fixture
def client(agent: Agent) -> Client:
    """A browser in which the owner is signed in."""
    return browser_of(agent)

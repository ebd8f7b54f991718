"""Fixtures of the analytics tests."""

from collections.abc import Iterator

import pytest
from django.test import Client

from crm.models import Agent, Brokerage
from realestate.lib import scopes
from tests.factories.crm import AgentFactory, BrokerageFactory


@pytest.fixture
def brokerage(db: None) -> Iterator[Brokerage]:
    """A brokerage, in force for the whole test."""
    row = BrokerageFactory()
    with scopes.in_brokerage(row):
        yield row


@pytest.fixture
def agent(brokerage: Brokerage) -> Agent:
    """An owner, who sees every lead."""
    return AgentFactory(owner=True, name="Ana Ortiz")


@pytest.fixture
def client(agent: Agent) -> Client:
    """A browser in which the owner is signed in."""
    browser = Client()
    browser.force_login(agent.user)
    return browser

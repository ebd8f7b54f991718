"""Fixtures of the pages' tests: somebody signed in."""

import pytest
from django.test import Client

from crm.models import Agent, Brokerage
from tests.factories.crm import AgentFactory
from tests.signing_in import browser_of


@pytest.fixture
def me(brokerage: Brokerage) -> Agent:
    """An owner of the brokerage in force."""
    return AgentFactory(name="Dana Whitlock", owner=True)


@pytest.fixture
def client(me: Agent) -> Client:
    """A browser in which the owner is signed in."""
    return browser_of(me)

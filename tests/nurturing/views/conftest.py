"""Fixtures of the pages' tests: somebody signed in."""

from collections.abc import Iterator

import pytest
from django.test import Client

from crm.models import Agent, Brokerage
from realestate.lib import scopes
from tests.factories.crm import AgentFactory
from tests.factories.outreach import open_brokerage


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
    browser = Client()
    browser.force_login(me.user)
    return browser


@pytest.fixture
def junior(brokerage: Brokerage) -> Client:
    """A browser of an agent who sees only their own leads."""
    browser = Client()
    browser.force_login(AgentFactory(name="Sam Ito").user)
    return browser

"""Fixtures of the crm tests."""

from collections.abc import Iterator

import pytest

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
    """An available agent of the brokerage in force."""
    return AgentFactory(name="Ana Ortiz")

"""Fixtures of the pages' tests: somebody signed in."""

import pytest
from django.test import Client

from crm.models import Agent
from tests.signing_in import browser_of


@pytest.fixture
def client(agent: Agent) -> Client:
    """A browser in which the owner is signed in."""
    return browser_of(agent)

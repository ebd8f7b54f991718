"""Fixtures of the pages' tests: somebody signed in."""

import pytest
from django.test import Client

from crm.models import Agent


@pytest.fixture
def client(agent: Agent) -> Client:
    """A browser in which the owner is signed in."""
    browser = Client()
    browser.force_login(agent.user)
    return browser

"""Callers of the API."""

import pytest

from tests.api import Caller, caller_for
from tests.factories.crm import AgentFactory


@pytest.fixture
def owner(db) -> Caller:
    """An owner with a key."""
    return caller_for(AgentFactory(owner=True, name="Ana Ortiz"))

"""What the tests of outreach's services share."""

from typing import Any

import pytest

from crm.models import Lead
from outreach.models import LawRule
from outreach.services import rulebook
from tests.outreach.services.gate_world import World


@pytest.fixture
def world(lead: Lead, settings: Any) -> World:
    """A lead whom a sequence may text at noon."""
    settings.PUBLIC_URL = "https://crm.example.com"  # no mail goes out with links that are not secure
    LawRule.objects.exists() or rulebook.load_shipped()
    return World(lead)

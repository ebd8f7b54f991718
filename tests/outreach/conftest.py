"""What outreach's tests share: a brokerage that may send, in force, at noon in Orlando."""

from collections.abc import Iterator

import pytest

from crm.models import Brokerage, Lead
from realestate.lib import circuit, clock, scopes
from tests.factories.outreach import NOON, open_brokerage, willing_lead


@pytest.fixture
def brokerage(db: None) -> Iterator[Brokerage]:
    """A brokerage in force, its clock at noon in Orlando."""
    brokerage = open_brokerage()
    with scopes.in_brokerage(brokerage), clock.shifted(NOON - clock.real_now()):
        yield brokerage


@pytest.fixture(autouse=True)
def _well_carriers() -> Iterator[None]:
    """Carriers that failed in one test are well again in the next."""
    circuit.breaker.cache_clear()
    yield
    circuit.breaker.cache_clear()


@pytest.fixture
def lead(brokerage: Brokerage) -> Lead:
    """A buyer who consented in writing."""
    return willing_lead(brokerage)

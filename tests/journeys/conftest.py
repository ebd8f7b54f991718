"""What the journeys share: a demo brokerage whose clock can be moved, and the real processes beside it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm.models import Agent, Brokerage
from nurturing.services import sequences
from realestate.lib import clock, scopes
from tests.factories.crm import AgentFactory
from tests.factories.outreach import open_brokerage
from tests.journeys.processes import Processes

ORLANDO = ZoneInfo("America/New_York")
# Always the same Tuesday, so that no holiday or change of the clocks falls into a run. Emails may go until 21:00.
EVENING = datetime(2035, 3, 13, 20, 15, tzinfo=ORLANDO).astimezone(UTC)


@pytest.fixture
def brokerage(transactional_db: None) -> Iterator[Brokerage]:
    """A demo brokerage with its sequences, in force, on an evening in Orlando."""
    brokerage = open_brokerage(
        is_demo=True, clock_shift=EVENING - clock.real_now(), name="Gulf Shore Realty", phone="+14075550199"
    )
    with scopes.in_brokerage(brokerage):
        sequences.load(brokerage)
        yield brokerage


@pytest.fixture
def agent(brokerage: Brokerage) -> Agent:
    """The agent who gets the lead."""
    return AgentFactory(brokerage=brokerage, name="Dana Whitfield", user__email="dana@gulfshore.example")


@pytest.fixture
def processes(brokerage: Brokerage) -> Iterator[Processes]:
    """Worker, bus and mail catcher, running."""
    running = Processes()
    running.start()
    yield running
    running.stop()


def next_time(hour: int, minute: int = 0) -> datetime:
    """Return the next moment at which Orlando's clocks show this time, in UTC."""
    local = clock.now().astimezone(ORLANDO)
    wanted = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if wanted <= local:
        wanted += timedelta(days=1)  # wall-clock arithmetic: the same local time tomorrow, whatever the season does
    return wanted.astimezone(UTC)

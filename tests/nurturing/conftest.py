"""What nurturing's tests share: a brokerage that may send, at noon in Orlando, and a hand on the clock and the bus."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from crm.models import Brokerage, Event, Lead
from nurturing.services import touchpoints
from outreach.services import sending
from realestate.lib import bus, clock, scopes
from tests.factories.outreach import NOON, open_brokerage, willing_lead


@pytest.fixture
def brokerage(db: None) -> Iterator[Brokerage]:
    """A brokerage in force, its clock at noon in Orlando."""
    brokerage = open_brokerage()
    with scopes.in_brokerage(brokerage), clock.shifted(NOON - clock.real_now()):
        yield brokerage


@pytest.fixture
def lead(brokerage: Brokerage) -> Lead:
    """A buyer who consented in writing."""
    return willing_lead(brokerage)


@pytest.fixture
def ahead(brokerage: Brokerage) -> Iterator[Callable[..., None]]:
    """Return a function that moves the clock on: ``ahead(hours=1)``."""
    with ExitStack() as stack:

        def move(**by: float) -> None:
            stack.enter_context(clock.shifted(clock.shift() + timedelta(**by)))

        yield move


class Bus:
    """Brings every recorded fact to nurturing's handlers, in order, as often as it is told to."""

    def __init__(self) -> None:
        self.last = 0

    def run(self) -> list[str]:
        """Deliver what is new, and what that causes. Returns the kinds."""
        kinds: list[str] = []
        while rows := list(Event.objects.filter(pk__gt=self.last).order_by("pk")):
            for row in rows:
                self.last = row.pk
                kinds.append(row.kind)
                self.deliver(row)
        return kinds

    def deliver(self, row: Event) -> None:
        """Deliver one fact to every handler of nurturing."""
        fact = bus.rebuild(row.kind, row.payload, brokerage_id=row.brokerage_id, contact_id=row.contact_id)
        envelope = bus.Envelope(
            event_id=row.pk,
            occurred_at=row.occurred_at,
            recorded_at=row.recorded_at,
            correlation_id=row.correlation_id,
        )
        for handler in bus.handlers("nurturing", row.kind):
            handler(fact, envelope)

    def again(self) -> None:
        """Deliver every fact once more, oldest first."""
        for row in Event.objects.order_by("pk"):
            self.deliver(row)


@pytest.fixture
def facts(brokerage: Brokerage) -> Bus:
    """Return the bus of this test."""
    return Bus()


@pytest.fixture
def minute(facts: Bus) -> Callable[[], None]:
    """Return a function that does what a minute of the schedule does: steps, sends, and the facts they cause."""

    def pass_by() -> None:
        touchpoints.run_due()
        sending.deliver_due()
        facts.run()

    return pass_by

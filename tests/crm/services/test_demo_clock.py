"""A demo's clock moves for every process, and nobody else's does."""

from datetime import timedelta

import pytest

from crm.services import demo_clock
from realestate.lib import clock, scopes
from tests.factories.crm import BrokerageFactory

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


def test_moved_clock_is_in_force_wherever_the_brokerage_is():
    demo = BrokerageFactory(demo=True)
    other = BrokerageFactory()

    demo_clock.move_to(demo, clock.real_now() + 10 * AN_HOUR)

    with scopes.in_brokerage(demo.pk):
        assert clock.now() - clock.real_now() > 9 * AN_HOUR
    with scopes.in_brokerage(other.pk):
        assert clock.now() - clock.real_now() < AN_HOUR


@pytest.mark.parametrize(("by", "words"), [(-AN_HOUR, "onwards"), (61 * 24 * AN_HOUR, "at most 60 days")])
def test_clock_moves_onwards_within_reason(by, words):
    demo = BrokerageFactory(demo=True)

    with pytest.raises(demo_clock.ClockFixed, match=words):
        demo_clock.move_to(demo, clock.real_now() + by)


def test_clock_of_a_real_brokerage_stays():
    with pytest.raises(demo_clock.ClockFixed, match="Only the clock of a demo"):
        demo_clock.move_to(BrokerageFactory(), clock.real_now() + AN_HOUR)

"""What a text cost in the end: asked of the carrier, by its own description of the call, and written down once."""

from datetime import timedelta

import pytest

from outreach.channels.base import Price
from outreach.models import Message
from outreach.selectors.shown import Shown
from outreach.services import pricing, sending
from outreach.services.outcomes import PRICE_AFTER
from outreach.states import MessageStatus
from realestate.lib import clock, pace
from tests import contracts
from tests.factories.outreach import ask_for_text, register
from tests.outreach.channels.conftest import twilio

__all__ = ["twilio"]
pytestmark = pytest.mark.django_db(transaction=True)
DAYS = timedelta(days=1)


@pytest.fixture
def carried(brokerage, twilio):
    """A brokerage whose texts Twilio carries, and which asks as often as it likes."""
    brokerage.carrier, brokerage.from_number = "twilio", "+13605550100"
    brokerage.save()
    register(brokerage)
    return twilio


@pytest.fixture
def sent(carried, lead):
    """A text that Twilio took without a price, long enough ago to ask for it."""
    message = sending.deliver(ask_for_text(lead).pk)
    message.refresh_from_db()
    return ago(message, PRICE_AFTER)


def ago(message: Message, age: timedelta) -> Message:
    message.sent_at = clock.now() - age
    message.price_due_at = clock.now() - timedelta(seconds=1)
    message.save()
    return message


def told(**changes):
    """Return Twilio's answer about the text, some of its fields changed."""
    return 200, contracts.sample("twilio_rest_message_created.json") | {
        "status": "delivered", "num_segments": "2", "price": "-0.0158", "price_unit": "USD", **changes,
    }  # fmt: skip


def asked(carried) -> int:
    return [call.method for call in carried.calls].count("GET")


def test_a_text_is_asked_about_some_time_after_it_went_out_and_not_at_once(carried, lead):
    message = sending.deliver(ask_for_text(lead).pk)
    message.refresh_from_db()

    assert (message.status, message.cost_micros) == (MessageStatus.SENT, 0)
    assert message.price_due_at == message.sent_at + PRICE_AFTER
    assert (pricing.fetch_due(), asked(carried)) == (0, 0)


def test_the_final_price_and_segments_stand_where_cost_is_shown_and_are_asked_for_once(carried, sent):
    carried.on("GET", f"/Messages/{sent.provider_id}.json", told())

    assert (pricing.fetch_due(), pricing.fetch_due()) == (1, 0)

    sent.refresh_from_db()
    assert (sent.cost_micros, sent.segments, sent.price_due_at) == (15_800, 2, None)
    assert Shown(sent, None).cost == "$0.0158"
    assert asked(carried) == 1


@pytest.mark.parametrize("answer", [told(price=None), told(price_unit="EUR"), (404, {"code": 20404, "status": 404})])
def test_without_a_price_in_dollars_it_is_asked_for_later_and_after_three_days_no_more(carried, sent, answer):
    carried.on("GET", f"/Messages/{sent.provider_id}.json", answer)

    assert pricing.fetch_due() == 1
    sent.refresh_from_db()
    assert (sent.price_due_at, sent.cost_micros) == (sent.sent_at + pricing.AGAIN_AFTER[0], 0)

    ago(sent, 4 * DAYS)
    pricing.fetch_due()
    sent.refresh_from_db()
    assert sent.price_due_at is None


def test_a_carrier_that_cannot_be_asked_is_asked_again_by_the_next_sweep(carried, sent):
    carried.on("GET", f"/Messages/{sent.provider_id}.json", (503, {"code": 20503, "status": 503}))

    assert pricing.fetch_due() == 0

    due = sent.price_due_at
    sent.refresh_from_db()
    assert sent.price_due_at == due


def test_all_brokerages_together_ask_no_faster_than_the_carrier_likes(carried, sent, monkeypatch):
    monkeypatch.setattr(pricing, "PACE", pace.Lane("provider:twilio:prices", 1, 3600, keeps_line=False))
    carried.on("GET", f"/Messages/{sent.provider_id}.json", told(price=None))

    assert pricing.fetch_due() == 1
    ago(sent, PRICE_AFTER)
    assert pricing.fetch_due() == 0
    assert asked(carried) == 1


def test_a_price_that_another_sweep_wrote_down_meanwhile_stays(sent, monkeypatch):
    def told_late(*_):
        Message.objects.update(price_due_at=None, cost_micros=7_900)
        return Price(cost_micros=15_800)

    monkeypatch.setattr(pricing.twilio_prices, "price_of", told_late)
    assert pricing.fetch_due() == 1

    sent.refresh_from_db()
    assert (sent.cost_micros, sent.price_due_at) == (7_900, None)

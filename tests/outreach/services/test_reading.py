"""What was put away comes back by itself, to whoever put it away, and only once."""

from datetime import timedelta

import pytest

from outreach.models import Conversation, Reading
from outreach.selectors import inbox
from outreach.selectors.inbox_filters import Filters, unread
from outreach.services import conversations, reading
from realestate.lib import clock
from tests.factories.crm import AgentFactory
from tests.factories.outreach import NOON, said


@pytest.fixture
def me(brokerage):
    return AgentFactory(owner=True)


@pytest.fixture(autouse=True)
def _at_noon():
    with clock.held(NOON):
        yield


@pytest.fixture
def row(lead):
    message = said(lead, occurred_at=clock.now() - timedelta(hours=1))
    conversations.said(message.conversation, message.occurred_at, inbound=True)
    return message.conversation


def in_box(reader, box, **filters):
    return [line.conversation for line in inbox.listing(reader, box, filters=Filters(**filters)).lines]


def test_a_rest_ends_by_itself_and_the_conversation_needs_who_put_it_away(row, me):
    colleague = AgentFactory(owner=True)
    reading.mark_read(row, me)
    reading.rest(row, NOON + timedelta(hours=2), by=me)
    assert (in_box(me, "snoozed"), in_box(me, "needs"), reading.wake_due()) == ([row], [], 0)

    with clock.held(NOON + timedelta(hours=2)):
        assert reading.wake_due() == 1
        assert reading.wake_due() == 0
        assert (in_box(me, "snoozed"), in_box(me, "needs"), in_box(colleague, "needs")) == ([], [row], [])

        reading.mark_read(row, me)
        assert in_box(me, "needs") == []


def test_who_wakes_a_conversation_by_hand_is_not_called_back(row, me):
    reading.rest(row, NOON + timedelta(hours=2), by=me)
    reading.rest(row, None, by=me)

    with clock.held(NOON + timedelta(hours=3)):
        assert reading.wake_due() == 0
    assert not Reading.objects.exists()


def test_unread_is_what_they_wrote_last_and_this_agent_has_not_seen(row, me):
    def is_unread(agent):
        return unread(Conversation.objects.all(), agent).exists()

    colleague = AgentFactory()
    assert is_unread(me)

    reading.mark_read(row, me)
    assert (is_unread(me), is_unread(colleague)) == (False, True)

    with clock.held(NOON + timedelta(hours=1)):
        conversations.said(row, clock.now(), inbound=True)
        assert is_unread(me)

        conversations.said(row, clock.now(), inbound=False)
        assert not is_unread(me)

        reading.mark_unread(row, me)
        assert is_unread(me)


def test_filters_narrow_by_channel_agent_and_doubt(row, lead, me):
    assert in_box(me, "all", channel="sms") == [row]
    assert in_box(me, "all", channel="email") == []
    assert in_box(me, "all", agent=me.pk) == []
    assert in_box(me, "all", state="doubtful") == []

    conversations.take_over(row, agent=me)
    assert in_box(me, "all", agent=me.pk) == [row]

    conversations.pause(row, reason="May be a wish to stop.")
    assert in_box(me, "all", state="doubtful") == [row]


def test_an_address_that_makes_no_sense_narrows_nothing():
    assert Filters.read({"channel": "pigeon", "state": "odd", "agent": "x' OR 1=1"}) == Filters()
    assert Filters.read(Filters("sms", "unread", 7).query()) == Filters("sms", "unread", 7)

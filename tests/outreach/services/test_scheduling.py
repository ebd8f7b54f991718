"""A later hour is the person's own: on their clock, in their hours, over summer time, and decided about again then."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from outreach.errors import InvalidHour, NotWaiting
from outreach.models import GateDecision
from outreach.services import by_hand, scheduling, sending, suppression
from outreach.states import MessageStatus, Purpose
from realestate.lib import clock
from tests.factories.crm import AgentFactory
from tests.factories.outreach import NIGHT, NOON, phone_of

ORLANDO = ZoneInfo("America/New_York")
IN_MARCH = datetime(2026, 3, 7, 17, tzinfo=UTC)  # noon in Orlando; its clocks jump the night after
IN_OCTOBER = datetime(2026, 10, 31, 16, tzinfo=UTC)


@pytest.fixture
def me(brokerage):
    return AgentFactory(name="Dana Whitlock", owner=True)


@pytest.fixture(autouse=True)
def _at_noon():
    with clock.shifted(NOON - clock.real_now()):
        yield


def write(lead, me, *, at=None, key="composer:1"):
    return by_hand.write(lead, agent=me, key=key, channel="sms", body="Does Saturday suit you?", at=at)


@pytest.mark.parametrize(
    ("now", "local", "expected"),
    [
        (NOON, datetime(2026, 7, 16, 9), datetime(2026, 7, 16, 13, tzinfo=UTC)),
        (IN_MARCH, datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),  # skipped: 3:30 it is
        (IN_OCTOBER, datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),  # twice: the first
    ],
)
def test_an_hour_is_that_of_their_clock_on_the_days_that_clocks_change_too(now, local, expected):
    with clock.held(now):
        assert scheduling.moment_of(local, ORLANDO) == expected


@pytest.mark.parametrize("days", [-1, 181])
def test_an_hour_that_is_over_or_half_a_year_away_is_refused(days):
    local = clock.now().astimezone(ORLANDO).replace(tzinfo=None) + timedelta(days=days)

    with pytest.raises(InvalidHour):
        scheduling.moment_of(local, ORLANDO)


def test_the_hours_on_offer_are_all_ahead_and_monday_is_not_offered_twice():
    sunday_evening = datetime(2026, 7, 19, 21, 30, tzinfo=UTC)  # 5:30 PM in Orlando

    with clock.held(NOON):
        at_noon = [choice.words for choice in scheduling.choices(ORLANDO)]
    with clock.held(sunday_evening):
        on_sunday = [(choice.words, choice.value) for choice in scheduling.choices(ORLANDO)]

    assert at_noon == [
        "This afternoon", "This evening", "Tomorrow morning", "Tomorrow afternoon", "Monday morning",
    ]  # fmt: skip
    assert on_sunday == [("Tomorrow morning", "2026-07-20T09:00"), ("Tomorrow afternoon", "2026-07-20T14:00")]


def test_it_waits_for_its_hour_and_is_judged_then_and_stands_in_the_thread_where_it_went(lead, me):
    at = NOON + timedelta(days=1)
    message = write(lead, me, at=at).message
    sending.deliver(message.pk)
    message.refresh_from_db()
    assert (message.status, GateDecision.objects.count()) == (MessageStatus.QUEUED, 0)

    with clock.held(at):
        assert sending.deliver_due() == 1

    message.refresh_from_db()
    assert (message.status, message.occurred_at) == (MessageStatus.DELIVERED, at)
    assert GateDecision.objects.get().verdict == "allow"


def test_who_opts_out_meanwhile_gets_nothing_at_that_hour(lead, me):
    at = NOON + timedelta(days=1)
    message = write(lead, me, at=at).message
    suppression.suppress(phone_of(lead), "phone", source="text", verbatim="stop")

    with clock.held(at):
        sending.deliver_due()

    message.refresh_from_db()
    assert message.status == MessageStatus.CANCELLED


def test_an_hour_in_the_night_is_moved_to_the_morning_and_said_so(lead, me):
    written = write(lead, me, at=NIGHT)

    assert written.is_moved
    assert written.message.due_at == datetime(2026, 7, 16, 12, tzinfo=UTC)  # 8:00 in Orlando


def test_an_answer_scheduled_for_next_week_is_marketing_by_then(lead, me):
    sending_now = write(lead, me, at=NOON + timedelta(days=7))

    assert sending_now.message.purpose == Purpose.MARKETING


def test_a_scheduled_message_can_go_at_once(lead, me):
    message = write(lead, me, at=NOON + timedelta(days=1)).message

    scheduling.send_now(message)
    sending.deliver(message.pk)

    message.refresh_from_db()
    assert message.status == MessageStatus.DELIVERED
    with pytest.raises(NotWaiting):
        scheduling.send_now(message)


def test_sent_at_once_in_the_night_the_gate_holds_it_all_the_same(lead, me):
    message = write(lead, me, at=NOON + timedelta(days=1)).message

    with clock.held(NIGHT):
        scheduling.send_now(message)
        sending.deliver(message.pk)

    message.refresh_from_db()
    assert (message.status, message.reason) == (MessageStatus.HELD, "QUIET_HOURS")


def test_the_same_key_twice_is_one_message(lead, me):
    at = NOON + timedelta(days=1)

    assert write(lead, me, at=at).message == write(lead, me, at=at).message

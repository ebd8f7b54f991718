"""How fast messages may leave: held rather than sent too early, in order, for all workers together."""

import pytest
import redis as redis_package

from crm.models import Event
from outreach.channels.base import Accepted, NotAccepted, Uncertain
from outreach.models import GateDecision, Message, SendingPace
from outreach.services import pacing, sending
from outreach.services.packing import seconds_left
from outreach.states import MessageStatus, PaceKind
from realestate.lib import circuit, clock, pace, redis, scopes
from tests.factories.outreach import ask_for_text, open_brokerage, willing_lead

pytestmark = pytest.mark.django_db(transaction=True)


class Carrier:
    """A carrier that takes everything, or fails with what it was given."""

    name = "twilio"

    def __init__(self):
        self.sent, self.trouble = [], None

    def send(self, parcel):
        self.sent.append(parcel)
        if self.trouble:
            raise self.trouble
        return Accepted(provider_id=f"SM{len(self.sent)}")


@pytest.fixture
def carrier(monkeypatch):
    carrier = Carrier()
    monkeypatch.setattr(sending, "driver_for", lambda brokerage, channel: carrier)
    return carrier


@pytest.fixture
def brokerage(brokerage):
    brokerage.from_number = "+14075550100"
    brokerage.save()
    return brokerage


def set_pace(kind, messages, seconds=3600, subject=""):
    SendingPace.objects.create(kind=kind, subject=subject, messages=messages, seconds=seconds)


def texts(brokerage, count):
    return [ask_for_text(willing_lead(brokerage), key=f"text:{number}") for number in range(count)]


def deliver(messages):
    for message in messages:
        sending.deliver(message.pk)
        message.refresh_from_db()


def test_OUT_53_what_comes_too_early_is_held_with_its_reason_and_the_order_kept(brokerage, carrier):
    set_pace(PaceKind.NUMBER, 2)
    messages = texts(brokerage, 5)

    deliver(messages)

    assert [m.status for m in messages] == [MessageStatus.SENT] * 2 + [MessageStatus.HELD] * 3
    assert {m.reason for m in messages[2:]} == {"PACE_NUMBER"}
    turns = [m.due_at for m in messages[2:]]
    assert turns == sorted(turns)
    assert all((later - sooner).total_seconds() > 1700 for sooner, later in zip(turns, turns[1:], strict=False))
    assert len(carrier.sent) == 2


def test_who_comes_later_does_not_overtake_the_line(brokerage, carrier):
    set_pace(PaceKind.NUMBER, 1)
    first, waits, latecomer = texts(brokerage, 3)
    deliver([first, waits, latecomer])

    assert latecomer.due_at > waits.due_at


def test_who_has_waited_goes_when_the_turn_has_come_and_a_burst_after_an_outage_is_held_again(brokerage, carrier):
    set_pace(PaceKind.NUMBER, 1)
    messages = texts(brokerage, 3)
    deliver(messages)
    redis.client().flushdb()  # as if an hour had passed: nothing went out of late
    Message.objects.filter(status=MessageStatus.HELD).update(due_at=clock.now())

    assert sending.deliver_due() == 2

    for message in messages:
        message.refresh_from_db()
    assert [m.status for m in messages] == [MessageStatus.SENT, MessageStatus.SENT, MessageStatus.HELD]


def test_a_hold_for_the_pace_keeps_no_decision_that_allowed_a_send(brokerage, carrier):
    set_pace(PaceKind.BROKERAGE, 1)
    messages = texts(brokerage, 2)
    deliver(messages)

    assert list(GateDecision.objects.values_list("message", flat=True)) == [messages[0].pk]
    assert Event.objects.get(kind="message.held").payload["reason"] == "PACE_BROKERAGE"


def test_with_redis_away_messages_are_held_and_never_sent_in_a_burst(brokerage, carrier, monkeypatch):
    away = redis_package.Redis(unix_socket_path="/nowhere/redis.sock")
    monkeypatch.setattr(redis, "client", lambda: away)
    messages = texts(brokerage, 2)

    deliver(messages)

    assert {(m.status, m.reason) for m in messages} == {(MessageStatus.HELD, "PACE_UNKNOWN")}
    assert not carrier.sent


def test_one_brokerages_pace_is_not_anothers(brokerage, carrier):
    set_pace(PaceKind.BROKERAGE, 1)
    deliver(texts(brokerage, 2))
    other = open_brokerage()
    with scopes.in_brokerage(other):
        message = ask_for_text(willing_lead(other))
        lanes = pacing.lanes_of(message, "twilio")

    mine = pacing.lanes_of(Message.objects.select_related("brokerage").first(), "twilio")
    assert {lane.name for lane in lanes} & {lane.name for lane in mine} == {"provider:twilio"}


def test_a_shared_provider_is_shared_evenly_and_never_passed_more_than_it_takes(settings):
    settings.PROVIDER_PER_MINUTE = 60
    assert [pace.sharers("carrier-a", who) for who in (1, 1, 2, 3)] == [1, 1, 2, 3]
    whole = pace.Lane("carrier-a", 2, 3600, keeps_line=False)

    turns = [pace.ask([pace.Lane(f"carrier-a:{who}", 2, 3600), whole]).wait for who in (1, 2, 3)]

    assert turns[:2] == [0.0, 0.0]
    assert turns[2] > 0


def test_a_refusal_of_one_lane_uses_up_no_place_in_the_others():
    tight, wide = pace.Lane("tight", 1, 3600), pace.Lane("wide", 2, 3600)
    assert pace.ask([tight, wide]).wait == 0
    assert pace.ask([tight, wide]).lane == tight

    assert pace.ask([wide]).wait == 0
    assert pace.ask([wide]).wait > 0


def test_many_who_ask_at_once_are_told_what_each_would_be_told_alone():
    two, nobody = pace.Lane("two", 2, 3600), ()
    told = pace.ask_all([pace.Request([two]), pace.Request(nobody), *[pace.Request([two])] * 3])

    assert [turn.lane for turn in told] == [None, None, None, two, two]
    assert 0 < told[3].wait < told[4].wait
    assert pace.ask([two]).wait > told[4].wait


def test_messages_decided_together_go_no_faster_than_one_by_one(brokerage, carrier):
    set_pace(PaceKind.BROKERAGE, 2)
    messages = texts(brokerage, 4)

    sending.deliver_due()

    for message in messages:
        message.refresh_from_db()
    assert len(carrier.sent) == 2
    assert [m.reason for m in messages[2:]] == ["PACE_BROKERAGE"] * 2
    assert messages[2].due_at < messages[3].due_at


def test_a_carrier_that_keeps_failing_is_left_alone_and_the_rest_is_held_not_failed(brokerage, carrier):
    carrier.trouble = Uncertain("no answer")
    messages = texts(brokerage, circuit.FAILURES + 2)

    deliver(messages)

    assert len(carrier.sent) == circuit.FAILURES
    assert [(m.status, m.reason) for m in messages[-2:]] == [(MessageStatus.HELD, "CARRIER_RESTS")] * 2
    assert {m.status for m in messages[: circuit.FAILURES]} == {MessageStatus.UNKNOWN}


def test_a_circuit_that_opened_meanwhile_costs_a_claimed_message_no_attempt(brokerage, carrier):
    message = ask_for_text(willing_lead(brokerage))
    Message.objects.filter(pk=message.pk).update(attempts=20)
    breaker = pacing.breaker_of("twilio")
    for _ in range(circuit.FAILURES):
        with pytest.raises(NotAccepted), breaker.guard(counts=NotAccepted):
            raise NotAccepted("busy")
    claimed = Message.objects.select_related("brokerage", "conversation").get(pk=message.pk)
    Message.objects.filter(pk=message.pk).update(status=MessageStatus.CLAIMED, claimed_at=clock.now())
    claimed.refresh_from_db()

    sending._send(claimed, sending.finish(claimed))

    claimed.refresh_from_db()
    assert (claimed.status, carrier.sent) == (MessageStatus.HELD, [])


def test_QH_4_a_text_dies_at_the_carrier_before_the_hours_close(brokerage, carrier):
    sending.deliver(ask_for_text(willing_lead(brokerage)).pk)

    evidence = GateDecision.objects.get().evidence
    closes = {zone["window"].partition("-")[2] for zone in evidence["zones"]}
    assert closes == {"20:00"}
    assert carrier.sent[0].valid_seconds == seconds_left(evidence)
    assert 7 * 3600 - 60 < carrier.sent[0].valid_seconds <= 8 * 3600


def test_nothing_is_paced_that_reaches_nobody(brokerage):
    set_pace(PaceKind.BROKERAGE, 1)
    messages = texts(brokerage, 3)
    deliver(messages)

    assert {m.status for m in messages} == {MessageStatus.DELIVERED}

"""Claimed together, sent one by one: a batch decides as each message would by itself, and a stop still comes first."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from crm.models import Brokerage, Instance
from outreach.models import GateDecision, Message, SimulatedText
from outreach.services import claiming, conversations, handoff, sending, standing, suppression
from outreach.states import Author, MessageStatus, SuppressionScope
from realestate.lib import clock, scopes
from realestate.lib.errors import IllegalTransition
from tests.factories.outreach import ask_for_text, consent_of, phone_of, willing_lead

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST = 60.0  # seconds that a test waits for another thread


def texts(brokerage, count, prefix="text"):
    """Ask for one text to each of so many people."""
    return [ask_for_text(willing_lead(brokerage), key=f"{prefix}:{number}") for number in range(count)]


def claim(*messages):
    return claiming.claim_together([message.pk for message in messages], sending._carrier_of)


def statuses(messages):
    return [Message.objects.get(pk=message.pk).status for message in messages]


def test_a_batch_of_due_messages_reaches_every_phone_once(brokerage):
    messages = texts(brokerage, 5)

    assert (sending.deliver_due(), sending.deliver_due()) == (5, 0)

    assert SimulatedText.objects.count() == 5
    assert set(statuses(messages)) <= {MessageStatus.SENT, MessageStatus.DELIVERED}
    assert not Message.objects.filter(at_hand=True).exists()


def test_claims_of_many_cost_as_many_statements_as_claims_of_few(brokerage):
    few, many = texts(brokerage, 2, "few"), texts(brokerage, 12, "many")
    claim(*texts(brokerage, 2, "warm"))  # the rule book is read
    counts = []
    for messages in (few, many):
        with CaptureQueriesContext(connection) as captured:
            assert len(claim(*messages)[0]) == len(messages)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_batch_decides_as_each_would_by_itself(brokerage):
    """Whoever may not be written to is not let through among those who may."""
    willing, revoked, stopped, unsure = (willing_lead(brokerage) for _ in range(4))
    consent = consent_of(revoked)
    consent.revoked_at = clock.now()
    consent.save()
    messages = [ask_for_text(each, key=f"text:{each.pk}") for each in (willing, revoked, stopped, unsure)]
    suppression.suppress(phone_of(stopped), SuppressionScope.PHONE, source="text")
    conversations.pause(messages[3].conversation, reason="Is that a stop?")

    claimed, others = claim(*messages)

    assert ([each.message.pk for each in claimed], others) == ([messages[0].pk], [])
    assert statuses(messages) == [
        MessageStatus.CLAIMED, MessageStatus.BLOCKED, MessageStatus.CANCELLED, MessageStatus.HELD,
    ]  # fmt: skip
    verdicts = GateDecision.objects.order_by("message_id").values_list("message_id", "verdict", "reason")
    assert list(verdicts) == [(messages[0].pk, "allow", ""), (messages[1].pk, "block", "CONSENT_REVOKED")]


def test_the_words_claimed_together_are_the_words_claimed_alone(brokerage):
    alone, together = texts(brokerage, 2)
    sending._claim(alone.pk)
    claim(together)

    alone.refresh_from_db()
    together.refresh_from_db()
    fields = ("body", "subject", "carrier", "attempts", "status", "reason")
    assert [getattr(alone, name) for name in fields] == [getattr(together, name) for name in fields]
    assert "STOP" in together.body


def test_FREQ_1_a_second_message_to_the_same_person_is_judged_by_the_first(lead):
    first, second = ask_for_text(lead, key="a"), ask_for_text(lead, key="b")

    sending.deliver_due()

    assert SimulatedText.objects.count() == 1
    second.refresh_from_db()
    assert (second.status, second.reason) == (MessageStatus.HELD, "FREQ_CAP_DAY")
    assert statuses([first])[0] != MessageStatus.HELD


def test_a_stop_between_claim_and_wire_takes_the_message_back(brokerage):
    messages = texts(brokerage, 2)
    claimed, _ = claim(*messages)
    suppression.suppress(phone_of(claimed[0].message.lead), SuppressionScope.PHONE, source="text")

    handed = [claiming.hand_over(each) is not None for each in claimed]

    assert handed == [False, True]
    messages[0].refresh_from_db()
    assert (messages[0].status, messages[0].claimed_at) == (MessageStatus.CANCELLED, None)


def test_a_message_on_the_wire_is_not_taken_back(lead):
    message = ask_for_text(lead)
    claimed, _ = claim(message)
    assert claiming.hand_over(claimed[0]) is not None

    suppression.suppress(phone_of(lead), SuppressionScope.PHONE, source="text")

    assert statuses([message]) == [MessageStatus.CLAIMED]


def test_T59_a_takeover_between_claim_and_wire_drops_the_answer(lead):
    message = ask_for_text(lead, author=Author.ASSISTANT)
    claimed, _ = claim(message)
    handoff.take_over(message.conversation, agent=lead.assigned_to)

    assert claiming.hand_over(claimed[0]) is None
    assert statuses([message]) == [MessageStatus.CANCELLED]


def test_a_sequence_between_claim_and_wire_waits_for_a_person_in_charge(lead):
    message = ask_for_text(lead)
    claimed, _ = claim(message)
    conversations.take_over(message.conversation, agent=lead.assigned_to)

    assert claiming.hand_over(claimed[0]) is None
    assert statuses([message]) == [MessageStatus.HELD]


def pull_the_brokerages_switch(message):
    Brokerage.objects.filter(pk=message.brokerage_id).update(sending_paused=True)


def hold_the_brokerages_events_back(message):
    """A stop by GoHighLevel, or an answer that ends the sequence, could be among them."""
    Brokerage.objects.filter(pk=message.brokerage_id).update(events_held_since=clock.now())


def pull_the_campaigns_switch(message):
    standing.stop(message.brokerage, by=message.lead.assigned_to, campaign="sequence:3")


def pull_the_installations_switch(message):
    Instance.objects.update(sending_paused=True)


@pytest.mark.parametrize(
    "pull",
    [
        pull_the_brokerages_switch, pull_the_campaigns_switch, pull_the_installations_switch,
        hold_the_brokerages_events_back,
    ],
)  # fmt: skip
def test_a_kill_switch_between_claim_and_wire_holds_the_message(lead, pull):
    message = ask_for_text(lead, campaign="sequence:3")
    claimed, _ = claim(message)
    pull(message)

    assert claiming.hand_over(claimed[0]) is None
    assert statuses([message]) == [MessageStatus.HELD]


def test_what_was_decided_too_long_ago_is_decided_anew(lead):
    message = ask_for_text(lead)
    claimed, _ = claim(message)

    with clock.shifted(clock.shift() + claiming.FRESH + timedelta(seconds=1)):
        assert claiming.hand_over(claimed[0]) is None
        assert statuses([message]) == [MessageStatus.HELD]
        sending.deliver_due()

    assert SimulatedText.objects.count() == 1
    assert GateDecision.objects.filter(message=message).count() == 2


def test_what_a_dead_worker_had_at_hand_is_sent_once_by_the_next(lead):
    message = ask_for_text(lead)
    claimed, _ = claim(message)  # and here the worker is gone, or so it seems

    with clock.shifted(clock.shift() + timedelta(minutes=6)):
        sending.reconcile()
        assert statuses([message]) == [MessageStatus.HELD]
        sending.deliver_due()
        assert claiming.hand_over(claimed[0]) is None  # it was only slow

    assert SimulatedText.objects.count() == 1


def test_a_claim_that_was_put_back_and_made_anew_belongs_to_whoever_made_it_last(lead):
    message = ask_for_text(lead)
    slow, _ = claim(message)
    claiming.put_back(message)
    quick, _ = claim(message)

    assert claiming.hand_over(slow[0]) is None
    assert claiming.hand_over(quick[0]) is not None


def test_a_person_somebody_else_has_locked_keeps_nobody_waiting(brokerage):
    messages = texts(brokerage, 2)
    held, release = threading.Event(), threading.Event()

    def hold():
        try:
            with scopes.in_brokerage(brokerage), transaction.atomic():
                conversations.lock_contact(messages[0].contact_id)
                held.set()
                release.wait(LONGEST)
        finally:
            connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert held.wait(LONGEST)
        claimed, others = claim(*messages)
    finally:
        release.set()
        other.join(LONGEST)

    assert ([each.message.pk for each in claimed], others) == ([messages[1].pk], [])
    assert statuses(messages) == [MessageStatus.QUEUED, MessageStatus.CLAIMED]


def test_a_row_that_somebody_moved_without_the_lock_undoes_the_whole_batch(brokerage, monkeypatch):
    messages = texts(brokerage, 2)
    mark_all = claiming._mark_all

    def after_a_meddler(claimed):
        Message.objects.filter(pk=messages[0].pk).update(status=MessageStatus.BLOCKED, reason="by hand")
        mark_all(claimed)

    monkeypatch.setattr(claiming, "_mark_all", after_a_meddler)

    with pytest.raises(IllegalTransition):
        claim(*messages)

    assert statuses(messages) == [MessageStatus.QUEUED, MessageStatus.QUEUED]
    assert not GateDecision.objects.exists()

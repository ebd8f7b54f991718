"""What became of a step's message, in whatever order it is told."""

import itertools

import pytest

from crm.models import Event
from nurturing.models import Notice, Touchpoint
from nurturing.services import enrollment, outcomes, touchpoints
from nurturing.states import TouchpointStatus
from outreach.models import Message
from outreach.services import sending
from outreach.states import MESSAGE_STEPS, MessageStatus
from realestate.lib import clock, states
from tests.factories.nurturing import make_sequence, step


@pytest.fixture
def message(lead, ahead):
    """A step's message, claimed by a sender; its run has a second step."""
    enrollment.enroll(lead, make_sequence(step(), step(send="email")), because="by hand")
    ahead(hours=1)
    touchpoints.run_due()
    message = Message.objects.get()
    states.move(message, MessageStatus.CLAIMED, table=MESSAGE_STEPS, claimed_at=clock.now())
    return message


def reach(message, status, **also):
    states.move(message, status, table=MESSAGE_STEPS, **also)


def first_step():
    return Touchpoint.objects.get(step__number=1)


@pytest.mark.parametrize(
    ("status", "ends"),
    [
        (MessageStatus.SENT, TouchpointStatus.DONE),
        (MessageStatus.DELIVERED, TouchpointStatus.DONE),
        (MessageStatus.FAILED, TouchpointStatus.FAILED),
    ],
)
def test_step_ends_as_its_message_does_and_the_next_is_planned(message, status, ends):
    reach(message, status, reason="21610" if ends == TouchpointStatus.FAILED else "")
    outcomes.settle(first_step().pk)
    assert first_step().status == ends
    assert Touchpoint.objects.filter(step__number=2, status=TouchpointStatus.PLANNED).count() == 1


@pytest.mark.parametrize("order", list(itertools.permutations(["message.sent", "message.delivered", "message.sent"])))
def test_facts_in_any_order_and_twice_plan_one_next_step(message, facts, order):
    """T56 for steps: the row decides, not the order of the news."""
    reach(message, MessageStatus.SENT, sent_at=clock.now())
    reach(message, MessageStatus.DELIVERED, delivered_at=clock.now())
    for kind in order:
        facts.deliver(told(kind, message))
    assert first_step().status == TouchpointStatus.DONE
    assert Touchpoint.objects.count() == 2


def told(kind, message):
    payload = {"message_id": message.pk, "channel": "sms", "key": message.key, "lead_id": message.lead_id}
    return Event.objects.create(kind=kind, contact_id=message.contact_id, payload=payload)


def test_uncertain_message_keeps_the_run_waiting_and_is_not_sent_again(message, ahead):
    reach(message, MessageStatus.UNKNOWN, reason="Sent or not: the carrier is being asked.")
    outcomes.settle(first_step().pk)
    assert (first_step().status, first_step().reason) == (
        TouchpointStatus.HANDED_OVER, "Sent or not: the carrier is being asked.",
    )  # fmt: skip
    assert Touchpoint.objects.count() == 1
    ahead(hours=25)
    outcomes.settle(first_step().pk)
    assert (first_step().status, first_step().reason) == (TouchpointStatus.FAILED, outcomes.NOBODY_KNOWS)
    assert Message.objects.count() == 1


def test_uncertain_message_that_turns_out_sent_is_done(message):
    reach(message, MessageStatus.UNKNOWN)
    outcomes.settle(first_step().pk)
    reach(message, MessageStatus.SENT, sent_at=clock.now())
    outcomes.settle(first_step().pk)
    assert first_step().status == TouchpointStatus.DONE


def test_failure_after_sending_is_noted_and_changes_nothing_else(message):
    reach(message, MessageStatus.SENT, sent_at=clock.now())
    outcomes.settle(first_step().pk)
    reach(message, MessageStatus.FAILED, reason="Mailbox is full")
    outcomes.settle(first_step().pk)
    assert (first_step().status, first_step().reason) == (TouchpointStatus.DONE, "Did not arrive: Mailbox is full")
    assert Touchpoint.objects.count() == 2


def test_failed_step_is_told_to_the_agent_once(message, facts, lead):
    """T46, NUR-54."""
    reach(message, MessageStatus.FAILED, reason="The number is not in service")
    outcomes.settle(first_step().pk)
    facts.run()
    facts.again()
    notice = Notice.objects.get(kind="step_failed")
    assert notice.agent == lead.assigned_to
    assert "not in service" in notice.body


def test_message_cancelled_by_others_ends_the_step(lead, ahead, facts):
    enrollment.enroll(lead, make_sequence(step(), step(send="email")), because="by hand")
    ahead(hours=1)
    touchpoints.run_due()
    sending.cancel_waiting(lead.contact, reason="An appointment was set")
    facts.run()
    assert (first_step().status, first_step().reason) == (TouchpointStatus.CANCELLED, "An appointment was set")
    assert Touchpoint.objects.filter(step__number=2).exists()


@pytest.mark.parametrize("key", ["composer:12", "touchpoint:", "touchpoint:x", "touchpoint:999999"])
def test_messages_of_others_are_none_of_ours(brokerage, key):
    assert outcomes.touchpoint_of(key) is None

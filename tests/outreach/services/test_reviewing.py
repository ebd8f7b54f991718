"""The review queue: nobody unread is written to by a model, approval holds for the exact words, and waiting ends."""

from datetime import timedelta

import pytest

from outreach.errors import ChangedMeanwhile, InvalidTemplate, NotWaiting
from outreach.models import GateDecision, Message, Review, Wording
from outreach.services import reviewed, reviewing, sending, templates, wordings
from outreach.services.suppression import suppress
from outreach.states import Author, MessageStatus
from realestate.lib import clock
from tests.factories.crm import AgentFactory, OwnershipFactory, PropertyFactory
from tests.factories.outreach import ask_for_text, phone_of, willing_lead

WRITER = "claude/test personalise.v1"
HELLO = "Hi {first_name}, {agent} with {brokerage}. May I call?"


@pytest.fixture
def version(brokerage):
    return templates.create(name="Hello", channel="sms", text=HELLO)


@pytest.fixture
def me(brokerage):
    return AgentFactory(name="Dana Whitlock", owner=True)


def by_a_model(version, lead, key):
    """Return a text that a model wrote, after its first try to leave."""
    message = wordings.request(version, lead, key=key, author=Author.SEQUENCE, campaign="sequence:1")
    Wording.objects.filter(message=message).update(writer=WRITER)
    return deliver(message)


def deliver(message):
    sending.deliver(message.pk)
    message.refresh_from_db()
    return message


def hash_of(message):
    return reviewed.text_hash(message)


def undrawn(start):
    """Return keys that the sampling does not draw, so that a test says what it means."""
    return (f"k:{n}" for n in range(start, 10_000) if not reviewed.is_drawn(f"k:{n}"))


def approvals(version, count, *, campaign="sequence:1", verdict="approved"):
    now = clock.now()
    Review.objects.bulk_create(
        Review(version=version, writer=WRITER, campaign=campaign, verdict=verdict, decided_at=now) for _ in range(count)
    )


def test_what_a_model_wrote_waits_to_be_read(version, lead):
    message = by_a_model(version, lead, "k:1")

    assert (message.status, message.reason) == (MessageStatus.HELD, reviewing.REASON)
    assert message.due_at - clock.now() <= reviewing.LASTS
    assert GateDecision.objects.get(message=message).reason == reviewing.REASON


def test_an_approved_text_goes_out_as_it_was(version, lead, me):
    message = by_a_model(version, lead, "k:1")

    reviewing.approve(message, by=me, seen=hash_of(message))

    assert deliver(message).status in {MessageStatus.SENT, MessageStatus.DELIVERED}
    assert Review.objects.get().agent == me


def test_a_text_that_was_changed_since_it_was_read_is_not_approved(version, lead, me):
    message = by_a_model(version, lead, "k:1")
    seen = hash_of(message)
    Message.objects.filter(pk=message.pk).update(body="Something else. May I call?")

    with pytest.raises(ChangedMeanwhile):
        reviewing.approve(message, by=me, seen=seen)


def test_a_change_after_the_approval_voids_it(version, lead, me):
    message = by_a_model(version, lead, "k:1")
    reviewing.approve(message, by=me, seen=hash_of(message))
    Message.objects.filter(pk=message.pk).update(body="Something else. May I call?")

    assert (deliver(message).status, message.reason) == (MessageStatus.HELD, reviewing.REASON)


def test_a_person_may_put_it_better_and_that_counts_for_nothing(version, lead, me):
    message = by_a_model(version, lead, "k:1")

    reviewing.approve_edited(message, subject="", body="May I call you on Friday?", by=me)

    assert "May I call you on Friday?" in deliver(message).body
    assert reviewed.approved_in_a_row(reviewed.origin_of(message)) == 0


def test_an_edit_is_held_to_the_same_rules(version, lead, me):
    message = by_a_model(version, lead, "k:1")

    with pytest.raises(InvalidTemplate, match="It presses"):
        reviewing.approve_edited(message, subject="", body="Act now", by=me)


def test_a_rejected_text_never_leaves_and_the_count_begins_anew(version, lead, me):
    approvals(version, 49)
    message = by_a_model(version, lead, "k:1")

    reviewing.reject(message, by=me, reason="stiff")

    assert (deliver(message).status, message.reason) == (
        MessageStatus.CANCELLED,
        "Rejected by Dana Whitlock: stiff",
    )
    assert reviewed.approved_in_a_row(reviewed.origin_of(message)) == 0


def test_after_fifty_only_a_sample_is_read(version, brokerage, lead):
    approvals(version, 50)
    keys = undrawn(1)
    drawn = next(f"k:{n}" for n in range(10_000) if reviewed.is_drawn(f"k:{n}"))

    assert by_a_model(version, lead, next(keys)).status in {MessageStatus.SENT, MessageStatus.DELIVERED}
    assert by_a_model(version, willing_lead(brokerage), drawn).reason == reviewing.REASON


def test_forty_nine_are_not_fifty(version, lead):
    approvals(version, 49)

    assert by_a_model(version, lead, next(undrawn(1))).reason == reviewing.REASON


def test_fifty_of_another_campaign_count_for_nothing(version, lead):
    approvals(version, 50, campaign="sequence:2")

    assert by_a_model(version, lead, next(undrawn(1))).reason == reviewing.REASON


def test_one_text_in_twenty_is_drawn():
    assert 400 < sum(reviewed.is_drawn(f"touchpoint:{n}") for n in range(10_000)) < 600


def test_an_owner_in_foreclosure_is_never_written_to_unread(lead, me):
    home = PropertyFactory(distress_reason="pre-foreclosure")
    OwnershipFactory(contact=lead.contact, property=home)

    message = deliver(ask_for_text(lead))

    assert (message.status, message.reason) == (MessageStatus.HELD, reviewing.REASON)
    assert reviewing.why_read(message) == [
        "A record says foreclosure or tax default: a person approves every text to this owner."
    ]
    reviewing.approve(message, by=me, seen=hash_of(message))
    assert deliver(message).status in {MessageStatus.SENT, MessageStatus.DELIVERED}


def test_an_ordinary_template_text_waits_for_nobody(lead):
    assert deliver(ask_for_text(lead)).status in {MessageStatus.SENT, MessageStatus.DELIVERED}


def test_nobody_reads_it_and_after_three_days_it_is_taken_back(version, lead):
    message = by_a_model(version, lead, "k:1")

    with clock.shifted(clock.now() + reviewing.LASTS + timedelta(seconds=1) - clock.real_now()):
        deliver(message)

    assert (message.status, message.reason) == (MessageStatus.CANCELLED, reviewing.EXPIRED)


def test_before_its_end_it_only_waits(version, lead):
    message = by_a_model(version, lead, "k:1")

    assert deliver(message).status == MessageStatus.HELD
    assert GateDecision.objects.filter(message=message).count() == 1


def test_a_stop_takes_what_waits_for_approval_back_too(version, lead, me):
    message = by_a_model(version, lead, "k:1")

    suppress(phone_of(lead), "phone", source="text")

    with pytest.raises(NotWaiting):
        reviewing.approve(message, by=me, seen=hash_of(message))
    assert message.status == MessageStatus.CANCELLED


def test_why_a_text_is_read_is_said_in_numbers(version, lead):
    approvals(version, 12)

    message = by_a_model(version, lead, next(undrawn(1)))

    assert reviewing.why_read(message) == ["A model wrote it, and 12 of the first 50 texts of this kind are approved."]

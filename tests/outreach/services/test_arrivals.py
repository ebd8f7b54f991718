"""Texts are stored while the carrier waits and understood by a worker: nothing is lost, doubled or talked past."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError

from crm.models import Contact, ContactPoint, Event
from crm.states import LeadStatus
from outreach.models import Conversation, Handoff, Message, Suppression
from outreach.services import arrivals, claiming, sending, undecided, understanding
from outreach.states import Author, Direction, MessageStatus, Purpose
from realestate.lib import clock, later
from tests.factories.outreach import ask_for_text, phone_of, willing_lead

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """The worker's process ends here, whatever it was doing."""


@pytest.fixture
def texts(lead):
    """Return a function with which the lead's text is stored as Twilio's webhook stores it."""

    number = phone_of(lead).value

    def store(body, *, external_id="SM-1", from_number=number, **more):
        return arrivals.take_down(
            provider="twilio",
            external_id=external_id,
            from_number=from_number,
            body=body,
            received_at=clock.now(),
            **more,
        )

    return store


def said() -> list[Message]:
    return list(Message.objects.filter(direction=Direction.IN).order_by("pk"))


def after(**time):
    return clock.shifted(clock.now() + timedelta(**time) - clock.real_now())


def state_of(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.status, message.reason


def test_a_text_is_on_the_page_before_anybody_has_understood_it(texts, lead):
    stored = texts("Yes, I would love to see it!")

    assert (stored.status, stored.intent, stored.body) == (MessageStatus.ARRIVED, "", "Yes, I would love to see it!")
    conversation = Conversation.objects.get()
    assert conversation.last_inbound_at == conversation.last_message_at == stored.occurred_at
    assert not Handoff.objects.exists()

    assert arrivals.understand_all(lead.contact_id) == 1

    stored.refresh_from_db()
    lead.refresh_from_db()
    assert (stored.status, stored.intent, stored.lead) == (MessageStatus.RECEIVED, "interested", lead)
    assert (Handoff.objects.get().lead, lead.status) == (lead, LeadStatus.INTERESTED)


def test_T55_a_text_that_comes_again_is_stored_and_understood_once(texts, lead):
    assert texts("Can I see it on Saturday?") is not None
    assert texts("Can I see it on Saturday?") is None
    assert [arrivals.understand_all(lead.contact_id) for _ in range(2)] == [1, 0]
    assert texts("Can I see it on Saturday?") is None
    assert len(said()) == Handoff.objects.count() == Event.objects.filter(kind="reply.understood").count() == 1


@pytest.mark.parametrize("words", ["STOP", "stop.", "UNSUBSCRIBE", "Stop all", "\N{OCTAGONAL SIGN}"])
def test_TCPA_REV_1_a_plain_stop_takes_effect_before_it_is_answered(texts, lead, words):
    waiting = ask_for_text(lead)

    texts(words)

    assert state_of(waiting)[0] == MessageStatus.CANCELLED
    assert {entry.verbatim for entry in Suppression.objects.all()} == {words}


def test_a_stop_that_the_carrier_has_read_takes_effect_at_once(texts, lead):
    waiting = ask_for_text(lead)
    texts("bas", opt_out_type="STOP")
    assert state_of(waiting)[0] == MessageStatus.CANCELLED
    assert Suppression.objects.get().scope == "phone"


def test_what_a_stop_asks_for_beside_is_done_once_it_is_understood(texts, lead):
    texts("STOP")
    arrivals.understand_all(lead.contact_id)

    lead.refresh_from_db()
    confirmation = Message.objects.get(direction=Direction.OUT)
    assert (lead.status, confirmation.purpose) == (LeadStatus.OPTED_OUT, Purpose.OPTOUT_CONFIRMATION)
    assert Suppression.objects.count() == Event.objects.filter(kind="contact.suppressed").count() == 1
    sending.deliver(confirmation.pk)
    assert state_of(confirmation)[0] == MessageStatus.DELIVERED


@pytest.mark.parametrize(
    "words", ["Is it still for sale?", "please stop texting me", "Wrong number", "I told you no!!"]
)
def test_nothing_automatic_is_said_to_who_has_written_what_nobody_has_understood(texts, lead, words):
    waiting = ask_for_text(lead)
    texts(words)

    sending.deliver(waiting.pk)

    assert state_of(waiting) == (MessageStatus.HELD, "UNREAD")


def test_after_a_plain_stop_nothing_waits_for_a_reading_that_may_never_come(texts, lead):
    """What a busy carrier gave back after the stop was not there to be cancelled by it."""
    texts("STOP")
    back_again = ask_for_text(lead)

    sending.deliver(back_again.pk)

    assert state_of(back_again) == (MessageStatus.BLOCKED, "OPTED_OUT")


def test_a_message_held_back_goes_out_after_all_once_the_text_is_understood(texts, lead):
    texts("Thanks!")
    waiting = ask_for_text(lead)
    sending.deliver(waiting.pk)
    arrivals.understand_all(lead.contact_id)

    with after(minutes=2):
        sending.deliver_due()

    assert state_of(waiting)[0] == MessageStatus.DELIVERED


def test_an_agents_own_words_wait_only_for_what_may_be_a_stop(texts, lead):
    texts("Is it still for sale?")
    first = ask_for_text(lead, key="by:1", author=Author.AGENT, agent=lead.assigned_to, purpose=Purpose.REPLY)
    sending.deliver(first.pk)
    assert state_of(first)[0] == MessageStatus.DELIVERED

    texts("please stop texting me", external_id="SM-2")
    second = ask_for_text(lead, key="by:2", author=Author.AGENT, agent=lead.assigned_to, purpose=Purpose.REPLY)
    sending.deliver(second.pk)
    assert state_of(second) == (MessageStatus.HELD, "UNREAD")
    arrivals.understand_all(lead.contact_id)
    assert state_of(second)[0] == MessageStatus.CANCELLED


def test_a_text_between_claim_and_wire_sends_the_message_back_to_wait(texts, lead):
    waiting = ask_for_text(lead)
    (claimed,), _ = claiming.claim_together([waiting.pk], sending._carrier_of)

    texts("Who is this?")

    assert claiming.hand_over(claimed) is None
    assert state_of(waiting)[0] == MessageStatus.HELD


def test_T63_texts_of_one_person_are_understood_in_the_order_they_came(texts, lead):
    for number, words in enumerate(["When was it built?", "And how many bedrooms?", "Saturday at 2 works for me"]):
        texts(words, external_id=f"SM-{number}")

    assert arrivals.understand_all(lead.contact_id) == 3

    understood = Event.objects.filter(kind="reply.understood").order_by("pk")
    assert [event.payload["message_id"] for event in understood] == [message.pk for message in said()]
    assert {message.status for message in said()} == {MessageStatus.RECEIVED}


def test_a_text_is_read_without_what_came_after_it(texts, lead, monkeypatch):
    texts("When was it built?", external_id="SM-1")
    texts("Never mind, I found it", external_id="SM-2")
    seen = []
    real = understanding.understand
    monkeypatch.setattr(
        understanding, "understand", lambda body, **more: seen.append(more["context"]) or real(body, **more)
    )

    arrivals.understand_all(lead.contact_id)

    assert "Never mind" not in str(seen[0])
    assert "When was it built?" in str(seen[1])


def test_a_worker_killed_between_storing_and_understanding_loses_nothing(texts, lead, monkeypatch):
    texts("Yes, I would love to see it!")

    def die(*_, **__):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(understanding.outcomes, "fact_fields", die)  # late in the transaction: all before it was done
        with pytest.raises(Killed):
            arrivals.understand_all(lead.contact_id)
    assert (said()[0].status, Handoff.objects.count()) == (MessageStatus.ARRIVED, 0)

    with after(minutes=1):
        arrivals.understand_due()

    assert (said()[0].status, Handoff.objects.count()) == (MessageStatus.RECEIVED, 1)


def test_a_text_whose_task_was_lost_with_the_queue_is_found_again(texts, redis_db):
    texts("Is it still for sale?")
    redis_db.flushdb()

    arrivals.understand_due()
    assert said()[0].status == MessageStatus.ARRIVED  # its task may be on its way
    with after(minutes=1):
        arrivals.understand_due()
    assert said()[0].status == MessageStatus.RECEIVED


def test_a_text_is_stored_while_the_queue_is_down(texts, monkeypatch):
    def refuse(*_, **__):
        raise OperationalError("down")

    monkeypatch.setattr(later.current_app, "send_task", refuse)
    assert texts("Is it still for sale?").status == MessageStatus.ARRIVED


def test_a_text_that_cannot_be_read_is_tried_again_and_then_given_to_a_person(texts, lead, monkeypatch):
    def break_down(*_, **__):
        raise ValueError("no such model")

    waiting = ask_for_text(lead)
    texts("Is it still for sale?", external_id="SM-1")
    texts("Hello?", external_id="SM-2")
    with monkeypatch.context() as broken:
        broken.setattr(understanding, "understand", break_down)
        assert arrivals.understand_all(lead.contact_id) == 0
        first, second = said()
        assert (first.attempts, first.reason) == (1, "Could not be read: ValueError.")
        assert first.due_at == second.due_at > clock.now()  # the order holds: the second waits with it
        for hours in range(1, arrivals.TRIES):
            with after(hours=hours):
                arrivals.understand_due()
    first, second = said()
    assert (first.status, first.intent, first.attempts) == (MessageStatus.RECEIVED, "review", arrivals.TRIES)
    assert (second.status, second.attempts) == (MessageStatus.ARRIVED, 1)
    assert Handoff.objects.get().summary == "Homestretch could not read this text. A person has to."
    with after(hours=9):
        sending.deliver(waiting.pk)
        assert state_of(waiting) == (MessageStatus.HELD, "PAUSED")
    with after(days=5):  # nobody has looked at it: in doubt it was a stop
        assert undecided.settle() == 1


def test_texts_of_a_person_who_is_gone_are_nobodys_work(texts, lead):
    assert arrivals.understand_all(Contact.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1) == 0


def test_a_stranger_who_writes_becomes_a_lead(texts):
    texts("Is the house on Alder Court for sale?", from_number="+13215550777")
    point = ContactPoint.objects.get(value="+13215550777")
    assert arrivals.understand_all(point.contact_id) == 1
    assert said()[0].lead.contact_id == point.contact_id


def test_a_text_costs_few_statements_whatever_was_said_before(texts, brokerage):
    counts = []
    for number, known in enumerate([0, 9]):
        writer = phone_of(willing_lead(brokerage)).value
        for place in range(known + 1):
            texts("Hello", external_id=f"SM-{number}-{place}", from_number=writer)
        with CaptureQueriesContext(connection) as captured:
            texts("Is it still for sale?", external_id=f"SM-{number}", from_number=writer)
        counts.append(len([query for query in captured if query["sql"] not in {"BEGIN", "COMMIT"}]))
    assert counts == [3, 3]  # the person with their lock, the text, and when they last wrote


def test_understanding_a_text_costs_few_statements_whatever_was_said_before(texts, brokerage):
    counts = []
    for number, known in enumerate([0, 9]):
        lead = willing_lead(brokerage)
        for place in range(known):
            texts("Hello", external_id=f"SM-{number}-{place}", from_number=phone_of(lead).value)
        arrivals.understand_all(lead.contact_id)
        texts("ok", external_id=f"SM-{number}", from_number=phone_of(lead).value)
        with CaptureQueriesContext(connection) as captured:
            assert arrivals.understand_all(lead.contact_id) == 1
        counts.append(len(captured))
    assert counts[0] <= 20
    assert counts[1] <= counts[0]

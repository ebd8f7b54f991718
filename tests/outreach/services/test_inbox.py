"""What comes in: stored once, understood, acted on; an opt-out before everything else."""

from datetime import timedelta

import pytest

from crm.models import Contact, Event
from crm.states import LeadStatus
from outreach.models import Conversation, Handoff, Message, Suppression
from outreach.services import handoff, inbox, sending
from outreach.states import Author, Direction, MessageStatus, Purpose
from realestate.lib import clock
from tests.factories.crm import ListingFactory
from tests.factories.outreach import ask_for_text, phone_of, said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def says(lead):
    """Return a function with which the lead writes a text."""

    def write(body, *, external_id="SM-in-1", **more):
        return inbox.receive_text(
            provider="simulator",
            external_id=external_id,
            from_number=phone_of(lead).value,
            body=body,
            received_at=clock.now(),
            **more,
        )

    return write


@pytest.fixture
def home(lead):
    """A home for sale that we wrote to the lead about."""
    listing = ListingFactory(brokerage=lead.brokerage)
    said(
        lead, direction=Direction.OUT, author=Author.AGENT, status=MessageStatus.DELIVERED,
        body=f"{listing.property.situs_street} came up. Shall I send you more?",
        occurred_at=clock.now() - timedelta(hours=1), sent_at=clock.now() - timedelta(hours=1),
    )  # fmt: skip
    return listing.property


def a_minute_later():
    return clock.shifted(clock.now() + timedelta(minutes=1) - clock.real_now())


def answers():
    return list(Message.objects.filter(direction=Direction.OUT, author=Author.ASSISTANT).order_by("pk"))


def test_T55_replayed_webhook_is_one_message_and_one_answer(says):
    first = says("Can I see the house on Saturday?")
    again = says("Can I see the house on Saturday?")

    assert again == first
    assert Message.objects.filter(direction=Direction.IN).count() == 1
    assert Handoff.objects.count() == 1


@pytest.mark.parametrize("words", ["STOP", "please stop texting me", "no me mande mas mensajes", "stpo"])
def test_TCPA_REV_1_stop_in_any_words_stops_everything_at_once(says, lead, words):
    waiting = ask_for_text(lead)

    says(words)

    waiting.refresh_from_db()
    lead.refresh_from_db()
    assert waiting.status == MessageStatus.CANCELLED
    assert lead.status == LeadStatus.OPTED_OUT
    assert Suppression.objects.get().verbatim == words


def test_CONF_1_one_confirmation_goes_out_whatever_the_hour(says):
    says("STOP")
    (confirmation,) = answers()

    sending.deliver(confirmation.pk)

    confirmation.refresh_from_db()
    assert (confirmation.purpose, confirmation.status) == (Purpose.OPTOUT_CONFIRMATION, MessageStatus.DELIVERED)


def test_CONF_3_no_confirmation_beside_the_carriers_own(says):
    says("STOP", opt_out_type="STOP")
    (confirmation,) = answers()

    sending.deliver(confirmation.pk)

    confirmation.refresh_from_db()
    assert (confirmation.status, confirmation.reason) == (MessageStatus.BLOCKED, "CONFIRM_DUPLICATE")


def test_T37_stop_by_at_five_is_no_opt_out(says):
    says("Could you stop by at 5?")

    assert not Suppression.objects.exists()


def test_wrong_number_is_never_used_again_for_this_person(says, lead):
    says("Wrong number")

    assert phone_of(lead).is_wrong
    assert Suppression.objects.get().scope == "phone"


def test_interest_is_handed_to_a_person_with_one_closing_line(says, lead):
    says("Yes, I would love to see it this weekend!")

    lead.refresh_from_db()
    waiting = Handoff.objects.get()
    assert (waiting.status, waiting.agent) == ("open", lead.assigned_to)
    assert lead.status == LeadStatus.INTERESTED
    assert len(answers()) == 1
    assert Event.objects.filter(kind="handoff.requested").count() == 1


def test_T60_second_message_before_the_takeover_gets_no_second_closing_line(says):
    says("Yes, I would love to see it!", external_id="1")
    with a_minute_later():
        sending.deliver_due()
        says("Saturday would be great", external_id="2")

    assert [a.status for a in answers()] == [MessageStatus.DELIVERED]
    assert Handoff.objects.count() == 1


def test_T63_answer_to_the_first_of_a_burst_is_dropped(says, home):
    says("When was it built?", external_id="1")
    says("And how many bedrooms does it have?", external_id="2")

    assert [a.status for a in answers()] == [MessageStatus.CANCELLED, MessageStatus.QUEUED]


def test_T63_a_burst_is_answered_once_after_it_is_over(says, home):
    says("When was it built?", external_id="1")
    sending.deliver_due()
    says("And how many bedrooms does it have?", external_id="2")
    with a_minute_later():
        sending.deliver_due()

    assert [a.status for a in answers()] == [MessageStatus.CANCELLED, MessageStatus.DELIVERED]


def test_T63_the_end_of_the_quiet_moment_itself_sets_the_answer_off(says, monkeypatch):
    queued = []
    monkeypatch.setattr(
        "realestate.lib.later.current_app.send_task",
        lambda name, *, args, countdown, **_: queued.append((name, args[1], countdown)),
    )

    says("Yes, I would love to see it!")

    (answer,) = answers()
    name, message_id, seconds = next(task for task in queued if task[2])
    assert (name, message_id) == ("outreach.deliver_message", answer.pk)
    assert 20 < seconds <= 22
    with a_minute_later():
        sending.deliver(message_id)
        sending.deliver(message_id)
    assert [a.status for a in answers()] == [MessageStatus.DELIVERED]


@pytest.mark.parametrize("closing", ["thanks!", "Saturday would be great, love it"])
def test_T63_what_a_burst_asked_is_not_lost_with_its_last_words(says, closing):
    says("Yes, I would love to see it!", external_id="1")
    says(closing, external_id="2")

    first, second = answers()
    assert (first.status, second.status, second.body) == (MessageStatus.CANCELLED, MessageStatus.QUEUED, first.body)


def test_T63_answers_that_were_never_sent_count_as_not_given(says, home):
    for number in range(5):
        says("How many bedrooms does it have?", external_id=str(number))

    assert not Handoff.objects.exists()
    assert [a.status for a in answers()] == [MessageStatus.CANCELLED] * 4 + [MessageStatus.QUEUED]


def test_T63_a_stop_waits_for_nothing_and_takes_the_answer_back(says, home):
    says("When was it built?", external_id="1")
    says("actually stop texting me", external_id="2")

    waiting = [(a.purpose, a.status) for a in answers()]
    assert waiting == [
        (Purpose.REPLY, MessageStatus.CANCELLED), (Purpose.OPTOUT_CONFIRMATION, MessageStatus.QUEUED)
    ]  # fmt: skip
    assert answers()[1].due_at <= clock.now()


def test_T61_person_in_charge_is_left_alone(says, lead):
    message = says("Yes, I am interested!", external_id="1")
    handoff.take_over(message.conversation, agent=lead.assigned_to)

    says("What is the price?", external_id="2")

    assert [answer.status for answer in answers()] == [MessageStatus.CANCELLED]
    assert Handoff.objects.get().status == "taken"


def test_unclear_answer_pauses_automation_until_a_person_decides(says, lead):
    waiting = ask_for_text(lead)

    says("my attorney will contact you")
    sending.deliver(waiting.pk)

    waiting.refresh_from_db()
    assert Conversation.objects.get().paused_reason
    assert (waiting.status, waiting.reason) == (MessageStatus.HELD, "PAUSED")


def test_polite_no_ends_the_series_without_a_suppression(says, lead):
    waiting = ask_for_text(lead)

    says("Not interested, thanks")

    waiting.refresh_from_db()
    lead.refresh_from_db()
    assert waiting.status == MessageStatus.CANCELLED
    assert lead.status == LeadStatus.COLD
    assert not Suppression.objects.exists()


def test_HELP_1_help_is_answered_with_who_we_are(says, brokerage):
    says("HELP")
    (told,) = answers()

    sending.deliver(told.pk)

    told.refresh_from_db()
    assert told.status == MessageStatus.DELIVERED
    assert brokerage.name in told.body


def test_stranger_who_texts_becomes_a_lead(brokerage):
    message = inbox.receive_text(
        provider="simulator", external_id="x", from_number="(407) 555-0177", body="Hi!", received_at=clock.now()
    )

    assert message.lead.source == "text"
    assert Contact.objects.get().points.get().value == "+14075550177"


def test_FREQ_3_touch_asked_for_before_the_answer_does_not_follow_it(says, lead, home):
    touch = ask_for_text(lead)
    with clock.shifted(clock.shift() + timedelta(minutes=1)):
        says("When was it built?")
        sending.deliver(touch.pk)

    touch.refresh_from_db()
    assert (touch.status, touch.reason) == (MessageStatus.BLOCKED, "CAMPAIGN_COMPLETE")


def test_PRIV_3_a_stop_that_asks_for_erasure_stops_and_brings_a_person(says):
    says("Delete all my data")

    assert set(Suppression.objects.values_list("scope", flat=True)) == {"all"}
    assert Handoff.objects.get().reason == "privacy"


def test_PRIV_3_delete_my_account_pauses_until_a_person_decides(says):
    says("please delete my account")

    assert not Suppression.objects.exists()
    assert Handoff.objects.get().reason == "privacy"
    assert Conversation.objects.get().paused_reason
    assert answers() == []

"""Sending once, or not at all."""

from datetime import timedelta

import pytest
from django.db import transaction

from crm.models import Event, Task
from outreach.channels.base import Accepted, NotAccepted, Refused, Uncertain
from outreach.errors import NotWaiting, Unreachable
from outreach.models import GateDecision, Message, SimulatedText, Suppression
from outreach.services import conversations, sending, suppression
from outreach.states import Author, MessageStatus, Purpose, SuppressionScope
from realestate.lib import clock
from tests.factories.crm import AgentFactory, ContactFactory, LeadFactory
from tests.factories.outreach import NIGHT, ask_for_text, consent_of, phone_of, willing_lead

pytestmark = pytest.mark.django_db(transaction=True)


class Scripted:
    """A carrier whose answers are written down beforehand; it counts what reached it."""

    name = "scripted"

    def __init__(self, *answers, found=None):
        self.answers, self.found, self.sent = list(answers), found, []

    def send(self, parcel):
        self.sent.append(parcel)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def find(self, parcel):
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


@pytest.fixture
def carrier(monkeypatch):
    """Return a function that puts a scripted carrier in place of the simulator."""

    def use(*answers, found=None):
        scripted = Scripted(*answers, found=found)
        monkeypatch.setattr(sending, "driver_for", lambda brokerage, channel: scripted)
        return scripted

    return use


def kinds_of(message):
    return list(Event.objects.filter(payload__message_id=message.pk).order_by("pk").values_list("kind", flat=True))


def test_message_reaches_the_simulated_phone_once(lead):
    message = ask_for_text(lead)

    for _ in range(3):
        sending.deliver(message.pk)

    message.refresh_from_db()
    assert message.status == MessageStatus.DELIVERED
    assert [text.body for text in SimulatedText.objects.all()] == [message.body]
    assert kinds_of(message) == ["message.sent", "message.delivered"]


def test_T02_same_key_is_the_same_message(lead):
    first = ask_for_text(lead, key="touchpoint:7")
    second = ask_for_text(lead, key="touchpoint:7", body="Another wording")

    assert second == first
    assert Message.objects.get().body == first.body


def test_every_decision_is_stored_with_its_checks(lead):
    message = ask_for_text(lead)

    sending.deliver(message.pk)

    decision = GateDecision.objects.get(message=message)
    assert (decision.verdict, decision.reason) == ("allow", "")
    assert [check["key"] for check in decision.evidence["checks"]][:2] == ["switches", "identifier"]


def test_FL_QH_1_text_at_night_waits_for_eight_in_the_morning(lead):
    message = ask_for_text(lead)

    with clock.shifted(NIGHT - clock.real_now()):
        sending.deliver(message.pk)

    message.refresh_from_db()
    assert (message.status, message.reason) == (MessageStatus.HELD, "QUIET_HOURS")
    assert message.due_at.isoformat() == "2026-07-16T12:00:00+00:00"
    assert not SimulatedText.objects.exists()


def test_held_text_goes_out_when_its_hour_has_come(lead):
    message = ask_for_text(lead)
    with clock.shifted(NIGHT - clock.real_now()):
        sending.deliver(message.pk)
        assert sending.deliver_due() == 0

    with clock.shifted(NIGHT + timedelta(hours=10, minutes=1) - clock.real_now()):
        assert sending.deliver_due() == 1

    message.refresh_from_db()
    assert message.status == MessageStatus.DELIVERED


def test_T04_holding_again_never_sends(lead):
    message = ask_for_text(lead)
    with clock.shifted(NIGHT - clock.real_now()):
        for _ in range(4):
            sending.deliver(message.pk)

    assert GateDecision.objects.filter(message=message).count() == 1
    assert not SimulatedText.objects.exists()


def test_TCPA_CON_1_text_without_written_consent_is_blocked_and_a_person_told(brokerage):
    lead = LeadFactory(brokerage=brokerage, assigned_to=AgentFactory(brokerage=brokerage))
    message = ask_for_text(lead)

    sending.deliver(message.pk)

    message.refresh_from_db()
    assert (message.status, message.reason) == (MessageStatus.BLOCKED, "CONSENT_PEWC_REQUIRED")
    assert Task.objects.get().key == f"message:{message.pk}"


def test_TCPA_CON_4_revoked_consent_blocks(lead):
    consent = consent_of(lead)
    consent.revoked_at = clock.now()
    consent.save()
    message = ask_for_text(lead)

    sending.deliver(message.pk)

    message.refresh_from_db()
    assert message.reason == "CONSENT_REVOKED"


def test_FREQ_1_second_marketing_text_waits_a_day(lead):
    sending.deliver(ask_for_text(lead, key="a").pk)
    second = ask_for_text(lead, key="b")

    sending.deliver(second.pk)

    second.refresh_from_db()
    assert (second.status, second.reason) == (MessageStatus.HELD, "FREQ_CAP_DAY")


def test_T34_stop_after_asking_is_seen_at_the_claim(lead):
    message = ask_for_text(lead)
    suppression.suppress(phone_of(lead), SuppressionScope.PHONE, source="text", verbatim="STOP")

    sending.deliver(message.pk)

    message.refresh_from_db()
    assert (message.status, message.reason) == (MessageStatus.CANCELLED, "Asked us to stop.")


def test_T31_stop_cancels_what_waits_in_its_own_transaction(lead):
    message = ask_for_text(lead)
    with transaction.atomic():
        suppression.suppress(phone_of(lead), SuppressionScope.PHONE, source="text")
        assert not Message.objects.waiting().exists()
        transaction.set_rollback(True)

    message.refresh_from_db()
    assert message.status == MessageStatus.QUEUED
    assert not Suppression.objects.exists()


def test_OPT_1_stop_belongs_to_the_number_and_outlives_the_contact(lead, brokerage):
    number = phone_of(lead)
    suppression.suppress(number, SuppressionScope.PHONE, source="text")
    value = number.value
    number.delete()
    other = willing_lead(brokerage)
    phone = phone_of(other)
    phone.value = value
    phone.save()

    message = ask_for_text(other, key="other")
    sending.deliver(message.pk)

    message.refresh_from_db()
    assert (message.status, message.reason) == (MessageStatus.BLOCKED, "OPTED_OUT")


def test_T59_draft_is_dropped_when_a_person_has_taken_over(lead):
    message = ask_for_text(lead, author=Author.ASSISTANT, purpose=Purpose.REPLY)
    conversations.take_over(message.conversation, agent=lead.assigned_to)

    sending.deliver(message.pk)

    message.refresh_from_db()
    assert message.status == MessageStatus.CANCELLED
    assert not SimulatedText.objects.exists()


def test_T64_any_message_by_a_person_is_a_takeover(lead):
    message = ask_for_text(lead, author=Author.AGENT, agent=lead.assigned_to)

    sending.deliver(message.pk)

    message.conversation.refresh_from_db()
    assert (message.conversation.in_charge, message.conversation.agent) == ("agent", lead.assigned_to)


def test_doubtful_send_is_never_repeated(lead, carrier):
    scripted = carrier(Uncertain("connection lost"), found=None)
    message = ask_for_text(lead)
    sending.deliver(message.pk)

    with clock.shifted(clock.shift() + timedelta(hours=1)):
        sending.deliver_due()
        sending.reconcile()

    message.refresh_from_db()
    assert len(scripted.sent) == 1
    assert (message.status, message.error_code) == (MessageStatus.FAILED, "not_found")
    assert Task.objects.filter(key=f"message:{message.pk}").exists()


def test_doubtful_send_that_the_carrier_took_is_settled_as_sent(lead, carrier):
    carrier(Uncertain("no answer"), found=Accepted(provider_id="SM1"))
    message = ask_for_text(lead)
    sending.deliver(message.pk)

    with clock.shifted(clock.shift() + timedelta(hours=1)):
        assert sending.reconcile() == 1

    message.refresh_from_db()
    assert (message.status, message.provider_id) == (MessageStatus.SENT, "SM1")


def test_doubt_that_nobody_can_settle_stays_visible(lead, carrier):
    carrier(Uncertain("no answer"), found=Uncertain("cannot be asked"))
    message = ask_for_text(lead)
    sending.deliver(message.pk)

    with clock.shifted(clock.shift() + timedelta(hours=1)):
        assert sending.reconcile() == 0

    message.refresh_from_db()
    assert message.status == MessageStatus.UNKNOWN


def test_T11_claim_of_a_dead_worker_is_asked_about_not_sent_again(lead, carrier):
    scripted = carrier(found=Accepted(provider_id="SM9"))
    message = ask_for_text(lead)
    sending._claim(message.pk)  # and here the worker dies

    with clock.shifted(clock.shift() + timedelta(minutes=6)):
        sending.deliver_due()
        sending.reconcile()

    message.refresh_from_db()
    assert (message.status, scripted.sent) == (MessageStatus.SENT, [])


def test_busy_carrier_is_tried_again_later(lead, carrier):
    scripted = carrier(NotAccepted("too many requests"), Accepted(provider_id="SM2"))
    message = ask_for_text(lead)
    sending.deliver(message.pk)
    message.refresh_from_db()
    assert message.status == MessageStatus.HELD

    with clock.shifted(clock.shift() + timedelta(minutes=1)):
        sending.deliver_due()

    message.refresh_from_db()
    assert (message.status, len(scripted.sent), message.attempts) == (MessageStatus.SENT, 2, 2)


def test_T39_opt_out_known_to_the_carrier_becomes_ours(lead, carrier):
    carrier(Refused(code="21610", words="The recipient replied STOP.", opted_out=True))
    message = ask_for_text(lead)

    sending.deliver(message.pk)

    message.refresh_from_db()
    assert (message.status, message.error_code) == (MessageStatus.FAILED, "21610")
    assert Suppression.objects.get().scope == SuppressionScope.PHONE


def test_T12_restored_copy_sends_nothing(lead, settings):
    settings.INSTANCE_ID = "00000000-0000-4000-8000-000000000000"
    message = ask_for_text(lead)

    sending.deliver(message.pk)

    message.refresh_from_db()
    assert (message.status, message.reason) == (MessageStatus.BLOCKED, "KILL_SWITCH")


def test_lost_hash_key_stops_all_sending(lead, brokerage):
    suppression.ensure_key(brokerage)
    brokerage.suppression_canary = "0" * 64
    brokerage.save()
    message = ask_for_text(lead)

    sending.deliver(message.pk)

    message.refresh_from_db()
    assert message.reason == "KILL_SWITCH"


def test_a_stop_list_that_cannot_be_read_blocks_with_a_stored_answer(lead, brokerage, settings):
    message = ask_for_text(lead)
    suppression.ensure_key(brokerage)
    settings.SECRET_KEY = "another-secret-another-secret-another-secret-0"
    suppression._key.cache_clear()

    sending.deliver(message.pk)

    message.refresh_from_db()
    assert (message.status, message.reason) == (MessageStatus.BLOCKED, "GATE_ERROR")
    assert GateDecision.objects.get(message=message).rule == "SYS-2"
    assert SimulatedText.objects.count() == 0


def test_contact_without_a_number_is_refused_at_once(brokerage):
    lead = LeadFactory(brokerage=brokerage, contact=ContactFactory(brokerage=brokerage))

    with pytest.raises(Unreachable, match="no phone number"):
        ask_for_text(lead)


def test_sent_message_cannot_be_taken_back(lead):
    message = ask_for_text(lead)
    sending.deliver(message.pk)

    with pytest.raises(NotWaiting):
        sending.cancel(message, reason="Changed my mind")


def test_first_text_carries_name_and_way_out(lead, brokerage):
    message = ask_for_text(lead, body="Three homes came up. Shall I send them?")

    sending.deliver(message.pk)

    message.refresh_from_db()
    assert message.body == f"{brokerage.name}: Three homes came up. Shall I send them? Reply STOP to opt out."

"""Twilio's two doors: texts of people, and news about texts of ours."""

import itertools
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator

from crm.models import Brokerage, InboundHook
from crm.services import hooks as stored
from crm.states import HookState
from outreach import tasks
from outreach.models import DeliveryUpdate, Message, Suppression
from outreach.services import hooks
from outreach.states import Direction, MessageStatus
from realestate.lib import clock
from tests import contracts
from tests.factories.outreach import ask_for_text, open_brokerage

TOKEN = "only-for-tests"
OURS = "+13605550100"
SID = "SMac01d89196f8266f7f5c9edf487f528e"


@pytest.fixture(autouse=True)
def _token(settings):
    settings.TWILIO_AUTH_TOKEN = TOKEN


@pytest.fixture
def brokerage(brokerage) -> Brokerage:
    brokerage.carrier, brokerage.from_number = "twilio", OURS
    brokerage.save()
    return brokerage


def post(client, path: str, form: dict[str, str], *, token: str = TOKEN):
    signature = RequestValidator(token).compute_signature(f"http://testserver{path}", form)
    return client.post(path, form, headers={"X-Twilio-Signature": signature})


def sample(name: str, **changes: str) -> dict[str, str]:
    return {**dict(parse_qsl(contracts.raw(f"twilio_{name}.txt").decode(), keep_blank_values=True)), **changes}


def text(client, name: str = "inbound_sms", **changes: str):
    return post(client, "/webhooks/twilio/sms/", sample(name, **changes))


def news(client, status: str, code: str = ""):
    form = sample("status_delivered", MessageStatus=status, SmsStatus=status, **({"ErrorCode": code} if code else {}))
    return post(client, "/webhooks/twilio/status/", form)


@pytest.fixture
def sent(brokerage, lead) -> Message:
    """A text of ours that Twilio took."""
    message = ask_for_text(lead)
    Message.objects.filter(pk=message.pk).update(
        status=MessageStatus.SENT, provider_id=SID, sent_at=clock.now(), claimed_at=clock.now(), carrier="twilio"
    )
    message.refresh_from_db()
    return message


@pytest.mark.parametrize("name", ["inbound_sms", "inbound_mms", "inbound_help", "inbound_start"])
def test_t55_a_text_is_taken_in_once_however_often_it_comes(client, brokerage, name):
    answers = [text(client, name) for _ in range(3)]
    assert {(answer.status_code, answer["Content-Type"]) for answer in answers} == {(200, "text/xml")}
    assert b"<Response></Response>" in answers[0].content
    said = Message.objects.get(direction=Direction.IN)
    assert (said.address, said.key) == ("+13605550142", f"twilio:{sample(name)['MessageSid']}")


@pytest.mark.parametrize("name", ["inbound_stop_default", "inbound_stop_advanced_optout"])
def test_stop_suppresses_at_once(client, brokerage, name):
    text(client, name)
    assert Suppression.objects.filter(lifted_at=None).exists()


def test_a_text_is_answered_before_it_is_understood_and_understood_by_its_task(client, brokerage):
    text(client)
    stored = Message.objects.get()
    assert (stored.status, stored.intent) == (MessageStatus.ARRIVED, "")
    tasks.understand(brokerage.pk, stored.contact_id)
    stored.refresh_from_db()
    assert (stored.status, bool(stored.intent)) == (MessageStatus.RECEIVED, True)


def test_a_text_with_a_false_signature_is_refused(client, brokerage):
    answer = post(client, "/webhooks/twilio/sms/", sample("inbound_sms"), token="another")
    assert answer.status_code == 403
    assert not Message.objects.exists()


def test_a_text_to_an_unknown_number_is_kept_and_comes_home_later(client, brokerage):
    assert text(client, To="+13605550199").status_code == 200
    assert text(client, To="+13605550199").status_code == 200
    hook = InboundHook.objects.get()
    assert (hook.provider, hook.kind, hook.brokerage) == ("twilio", "inbound_sms", None)
    assert not Message.objects.exists()
    brokerage.from_number = "+13605550199"
    brokerage.save()
    assert stored.adopt() == 1
    assert hooks.handle(hook.pk).status == HookState.HANDLED
    assert Message.objects.get(direction=Direction.IN).body == "Is 12 Alder Court still available?"


def test_a_text_of_a_short_code_is_kept(client, brokerage):
    assert text(client, From="29292").status_code == 200
    hook = InboundHook.objects.get()
    assert hook.brokerage == brokerage
    assert hooks.handle(hook.pk).status == HookState.FAILED


def test_a_text_reaches_only_the_brokerage_of_the_number(client, brokerage):
    other = open_brokerage(carrier="twilio", from_number="+14075550177")
    text(client, To="+14075550177")
    assert not Message.objects.exists()
    assert set(Message._base_manager.values_list("brokerage", flat=True)) == {other.pk}


@pytest.mark.parametrize("order", list(itertools.permutations(["queued", "sent", "delivered"])))
def test_t56_news_in_any_order_ends_delivered_and_all_of_it_is_kept(client, sent, order):
    for status in order:
        assert news(client, status).status_code == 204
    sent.refresh_from_db()
    assert sent.status == MessageStatus.DELIVERED
    assert set(DeliveryUpdate.objects.values_list("status", flat=True)) == set(order)


@pytest.mark.parametrize("order", list(itertools.permutations(["sent", "undelivered", "queued"])))
def test_t56_a_failure_is_not_undone_by_late_news_of_less(client, sent, order):
    for status in order:
        news(client, status, "30003" if status == "undelivered" else "")
    sent.refresh_from_db()
    assert (sent.status, sent.error_code) == (MessageStatus.FAILED, "30003")


@pytest.mark.parametrize("order", list(itertools.permutations(["sent", "failed", "delivered"])))
def test_t57_contradicting_news_ends_the_same_in_any_order(client, sent, order):
    for status in order:
        news(client, status, "30008" if status == "failed" else "")
    sent.refresh_from_db()
    assert sent.status == MessageStatus.DELIVERED


def test_news_repeated_is_kept_once(client, sent):
    for _ in range(3):
        news(client, "delivered")
    assert DeliveryUpdate.objects.count() == 1


def test_news_that_overtakes_our_own_note_waits_for_it(client, sent):
    Message.objects.update(provider_id="")
    assert news(client, "delivered").status_code == 204
    hook = InboundHook.objects.get()
    assert hooks.handle(hook.pk).error == "No message of ours has this id, or not yet."
    Message.objects.update(provider_id=SID)
    assert hooks.handle(hook.pk).status == HookState.HANDLED
    sent.refresh_from_db()
    assert sent.status == MessageStatus.DELIVERED


def test_news_with_a_false_signature_is_refused(client, sent):
    form = sample("status_delivered")
    assert post(client, "/webhooks/twilio/status/", form, token="another").status_code == 403
    assert not DeliveryUpdate.objects.exists()

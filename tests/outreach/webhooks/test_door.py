"""The door before Django: a carrier's texts and news are taken in as the views take them, and nothing else is."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from asgiref.testing import ApplicationCommunicator
from twilio.request_validator import RequestValidator

from crm.models import Brokerage, InboundHook
from outreach.models import DeliveryUpdate, Message, Suppression
from outreach.services import arrivals, arrivals_together
from outreach.states import Direction, MessageStatus
from outreach.webhooks import door as doors
from outreach.webhooks import gathering
from outreach.webhooks.door import Door
from realestate import asgi
from tests.factories.outreach import ask_for_text, phone_of, willing_lead
from tests.running import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = "only-for-tests"
OURS = "+13605550100"
SMS, STATUS = "/webhooks/twilio/sms/", "/webhooks/twilio/status/"


@pytest.fixture(autouse=True)
def _token(settings):
    settings.TWILIO_AUTH_TOKEN = TOKEN


@pytest.fixture
def brokerage(brokerage) -> Brokerage:
    brokerage.carrier, brokerage.from_number = "twilio", OURS
    brokerage.save()
    return brokerage


@pytest.fixture
def rung(monkeypatch, brokerage) -> list[tuple[str, tuple[int, ...]]]:
    """Return whom the worker was called for, by task; nothing is queued. The bell of an earlier test may still ring."""
    calls: list[tuple[str, tuple[int, ...]]] = []

    def ring(task, for_brokerage, ids):
        if for_brokerage == brokerage.pk:
            calls.append((task, tuple(ids)))

    monkeypatch.setattr(arrivals, "announce", lambda where, people: ring(arrivals.TASK, where, people))
    monkeypatch.setattr(gathering, "later", lambda task, where, *hooks: ring(task, where, hooks))
    return calls


@pytest.fixture
def door() -> Door:
    return Door()


def scope_of(path, body, *, method="POST", query=b"", kind=b"application/x-www-form-urlencoded", signature="", **more):
    headers = [
        (b"content-type", kind), (b"content-length", str(len(body)).encode()),
        (b"x-twilio-signature", signature.encode()), (b"x-request-id", b"from-the-carrier"),
    ]  # fmt: skip
    return {
        "type": "http", "method": method, "path": path, "query_string": query, "headers": headers,
        "http_version": "1.1", **more,
    }  # fmt: skip


def post(door, path, form, *, token=TOKEN):
    """Send a form as Twilio does; return status, headers and body of the answer."""
    body = urlencode(form).encode()
    signature = RequestValidator(token).compute_signature(f"http://testserver{path}", form)
    scope = scope_of(path, body, signature=signature)
    assert door.opens_for(scope)
    return asyncio.run(answer(door, scope, [body[:9], body[9:]]))


async def answer(door, scope, parts):
    request = ApplicationCommunicator(door, scope)
    for part in parts:
        await request.send_input({"type": "http.request", "body": part, "more_body": part is not parts[-1]})
    start, rest = await request.receive_output(PATIENCE), await request.receive_output(PATIENCE)
    await request.wait(PATIENCE)
    return start["status"], dict(start["headers"]), rest["body"]


def form(sender, body="Is it still for sale?", sid="SM-1", **more):
    return {"MessageSid": sid, "From": sender, "To": OURS, "Body": body, "NumMedia": "0", **more}


def said():
    return list(Message._base_manager.filter(direction=Direction.IN).order_by("pk"))


def until(true):
    """Wait for what another thread does in its own time."""
    give_up = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_a_text_is_answered_once_it_is_stored_and_the_worker_is_called(door, lead, brokerage, rung):
    number = phone_of(lead).value
    status, headers, body = post(door, SMS, form(number))
    assert (status, headers[b"content-type"], headers[b"x-request-id"]) == (200, b"text/xml", b"from-the-carrier")
    assert b"<Response></Response>" in body
    assert len(body) == int(headers[b"content-length"])
    (message,) = said()
    assert (message.key, message.status) == ("twilio:SM-1", MessageStatus.ARRIVED)
    until(lambda: rung == [(arrivals.TASK, (lead.contact_id,))])


def test_T55_a_text_that_comes_again_is_stored_once_and_nobody_is_called_twice(door, lead, brokerage, rung):
    number = phone_of(lead).value
    assert [(post(door, SMS, form(number)))[0] for _ in range(3)] == [200, 200, 200]
    post(door, SMS, form(number, sid="SM-2"))
    until(lambda: len(rung) == 2)
    assert [message.key for message in said()] == ["twilio:SM-1", "twilio:SM-2"]


def test_texts_that_wait_together_share_a_statement(door, brokerage, rung, monkeypatch):
    sizes, goes_on = [], threading.Event()
    real = arrivals_together.store

    def slow(texts):
        sizes.append(len(texts))
        goes_on.wait(PATIENCE)
        return real(texts)

    monkeypatch.setattr(gathering, "store", slow)
    forms = [form(phone_of(willing_lead(brokerage)).value, sid=f"SM-{place}") for place in range(6)]
    with ThreadPoolExecutor(6) as carriers:
        first = carriers.submit(post, door, SMS, forms[0])
        until(lambda: sizes == [1])
        others = [carriers.submit(post, door, SMS, each) for each in forms[1:]]
        until(lambda: door._gatherer._waiting.qsize() == 5)
        goes_on.set()
        assert {each.result()[0] for each in [first, *others]} == {200}
    assert sizes == [1, 5]
    assert len(said()) == 6


@pytest.mark.parametrize("changes", [{"Body": "STOP"}, {"Body": "bas", "OptOutType": "STOP"}])
def test_TCPA_REV_1_a_plain_stop_takes_effect_before_it_is_answered(door, lead, brokerage, rung, changes):
    waiting, number = ask_for_text(lead), phone_of(lead).value
    seen_at_the_bell = []

    def stopped():
        waiting.refresh_from_db()
        return waiting.status, Suppression.objects.filter(lifted_at=None).count()

    real = door._gatherer.ring_for
    door._gatherer.ring_for = lambda stored: (seen_at_the_bell.append(list(rung)), real(stored))
    assert (post(door, SMS, form(number, **changes)))[0] == 200
    assert stopped() == (MessageStatus.CANCELLED, 1)
    assert seen_at_the_bell == [[]]  # obeyed first, so that the worker was not in the way
    until(lambda: rung == [(arrivals.TASK, (lead.contact_id,))])
    assert (post(door, SMS, form(number, **changes)))[0] == 200
    assert stopped() == (MessageStatus.CANCELLED, 1)


def test_a_strangers_stop_is_obeyed_before_it_is_answered(door, brokerage, rung):
    assert (post(door, SMS, form("+13215550777", "STOP")))[0] == 200
    assert Suppression.objects.filter(lifted_at=None).count() == 1


def test_a_strangers_text_is_kept_and_handled_by_a_worker(door, brokerage, rung):
    assert (post(door, SMS, form("+13215550777")))[0] == 200
    hook = InboundHook.objects.get()
    until(lambda: rung == [("outreach.handle_hook", (hook.pk,))])
    assert said() == []


def test_a_text_to_a_number_that_nobody_has_is_kept(door, brokerage, rung):
    assert (post(door, SMS, form("+13215550777", To="+13605550199")))[0] == 200
    assert InboundHook.objects.get().brokerage_id is None


def test_one_text_that_cannot_be_stored_takes_no_other_with_it(door, brokerage, lead, rung, monkeypatch):
    def refuse(texts):
        raise ValueError("one of them cannot be written")

    monkeypatch.setattr(gathering, "store", refuse)
    assert (post(door, SMS, form(phone_of(lead).value)))[0] == 200
    assert [message.key for message in said()] == ["twilio:SM-1"]


def test_a_text_that_could_not_be_stored_at_all_is_asked_for_again(door, lead, brokerage, rung, monkeypatch):
    def refuse(*_, **__):
        raise OSError("the disk is full")

    number = phone_of(lead).value
    with monkeypatch.context() as broken:
        broken.setattr(gathering, "store", refuse)
        broken.setattr(arrivals, "take_down", refuse)
        status, headers, _ = post(door, SMS, form(number))
        assert (status, headers[b"retry-after"]) == (503, b"1")
    assert (post(door, SMS, form(number)))[0] == 200
    assert len(said()) == 1


def test_too_many_at_once_are_asked_to_come_again(door, lead, brokerage, rung, monkeypatch):
    monkeypatch.setattr(doors, "MOST_WAITING", 0)
    assert (post(door, SMS, form(phone_of(lead).value)))[0] == 503
    assert said() == []


@pytest.mark.parametrize("path", [SMS, STATUS])
def test_what_twilio_did_not_sign_is_refused(door, lead, brokerage, path):
    assert (post(door, path, form(phone_of(lead).value), token="another"))[0] == 403
    assert said() == []


def test_news_of_a_text_of_ours_is_taken_in(door, lead, brokerage):
    sent = ask_for_text(lead)
    Message.objects.filter(pk=sent.pk).update(provider_id="SM-7", status=MessageStatus.SENT)
    news = {"MessageSid": "SM-7", "MessageStatus": "sent", "From": OURS, "To": sent.address}
    assert (post(door, STATUS, news))[0] == 204
    assert DeliveryUpdate.objects.filter(message=sent).count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"path": "/webhooks/twilio/voice/"},
        {"method": "GET"},
        {"query": b"a=1"},
        {"kind": b"application/json"},
        {"body": b"x" * (doors.LARGEST + 1)},
        {"type": "websocket"},
    ],
)
def test_whatever_is_not_a_plain_form_goes_to_the_pages(door, changes):
    scope = scope_of(**{"path": SMS, "body": b"Body=Hi", **changes})
    assert not door.opens_for(scope)


def test_the_web_process_has_the_door_in_front(monkeypatch):
    went_to = []

    async def goes(scope, receive, send):
        went_to.append(scope["path"])

    monkeypatch.setattr(asgi, "pages", goes)
    monkeypatch.setattr(Door, "__call__", lambda *_: goes({"path": "door"}, None, None))
    for method in ("POST", "GET"):
        asyncio.run(asgi.application(scope_of(SMS, b"Body=Hi", method=method), None, None))
    assert went_to == ["door", SMS]

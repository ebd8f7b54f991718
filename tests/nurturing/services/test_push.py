"""Notices on devices: once each, signed, unreadable on the way, and without a word about any lead."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pywebpush import http_ece

from crm.errors import InvalidAccount
from nurturing.models import PushSubscription
from nurturing.services import agent_notices, push
from realestate.lib.errors import Transient
from tests.factories.crm import AgentFactory
from tests.factories.nurturing import push_subscription

pytestmark = pytest.mark.django_db


class Service:
    """A push service: answers as told, and keeps what it was sent."""

    def __init__(self):
        self.answer, self.sent = 201, []

    def send(self, adapter, request, **_):
        if isinstance(self.answer, Exception):
            raise self.answer
        self.sent.append(request)
        response = requests.Response()
        response.status_code, response.request, response.url = self.answer, request, request.url
        response._content = b""
        return response


@pytest.fixture
def service(monkeypatch):
    found = Service()
    monkeypatch.setattr(
        requests.adapters.HTTPAdapter, "send", lambda adapter, request, **more: found.send(adapter, request, **more)
    )
    return found


@pytest.fixture
def agent(brokerage):
    return AgentFactory()


def notice_for(agent, **more):
    return agent_notices.notify(
        agent,
        **{"kind": "alert", "title": "Ada Lovel wants to sell", "url": "/people/7/", "key": "a:7"} | more,
    )


def test_a_notice_is_shown_once_on_each_device(agent, service):
    for number in (1, 2):
        push.subscribe(agent, push_subscription(number), label="Phone")
    notice = notice_for(agent)

    shown = [push.tell(notice.pk, pk) for _ in range(3) for pk in push.devices_for(notice.pk)]

    assert shown == [True, True, False, False, False, False]
    assert sorted(request.url[-8:] for request in service.sent) == ["device-1", "device-2"]


def test_a_lock_screen_names_no_lead(agent, service):
    theirs = ec.generate_private_key(ec.SECP256R1())
    point = theirs.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    given = push_subscription()
    given["keys"] = {"p256dh": urlsafe_b64encode(point).decode(), "auth": urlsafe_b64encode(b"1" * 16).decode()}
    row = push.subscribe(agent, given, label="Phone")

    push.tell(notice_for(agent).pk, row.pk)

    body = service.sent[0].body
    plain = json.loads(http_ece.decrypt(body, private_key=theirs, auth_secret=b"1" * 16, version="aes128gcm"))
    assert plain["body"] == "A lead needs you now."
    assert plain["url"] == "/people/7/"
    assert "Ada" not in json.dumps(plain)
    assert b"Ada" not in body


def test_a_push_is_signed_for_its_service_with_the_key_browsers_were_given(agent, service):
    row = push.subscribe(agent, push_subscription(), label="Phone")
    push.tell(notice_for(agent).pk, row.pk)

    headers = service.sent[0].headers
    token, key = headers["Authorization"].removeprefix("vapid ").split(",")
    claims = token.removeprefix("t=").split(".")[1]
    claims = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert claims["aud"] == "https://fcm.googleapis.com"
    assert key.strip().removeprefix("k=") == push.public_key()
    assert (headers["Content-Encoding"], headers["TTL"], headers["Urgency"]) == ("aes128gcm", "3600", "high")


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_removed(agent, service, status):
    row = push.subscribe(agent, push_subscription(), label="Phone")
    service.answer = status

    assert push.tell(notice_for(agent).pk, row.pk) is False
    assert PushSubscription.objects.count() == 0


@pytest.mark.parametrize("answer", [429, 503, requests.ConnectionError("no route")])
def test_what_was_not_taken_is_tried_again_and_shown_once(agent, service, answer):
    row = push.subscribe(agent, push_subscription(), label="Phone")
    notice = notice_for(agent)
    service.answer = answer
    with pytest.raises(Transient):
        push.tell(notice.pk, row.pk)

    service.answer = 201
    assert [push.tell(notice.pk, row.pk) for _ in range(2)] == [True, False]


@pytest.mark.parametrize("answer", [403, 302, requests.ReadTimeout("slow")])
def test_a_refusal_or_a_doubt_is_not_repeated(agent, service, answer):
    row = push.subscribe(agent, push_subscription(), label="Phone")
    notice = notice_for(agent)
    service.answer = answer

    assert [push.tell(notice.pk, row.pk) for _ in range(2)] == [False, False]
    assert len(service.sent) <= 1
    assert PushSubscription.objects.count() == 1


@pytest.mark.parametrize(
    "endpoint",
    ["http://fcm.googleapis.com/x", "https://169.254.169.254/x", "https://fcm.googleapis.com.evil.example/x",
     "https://user@fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "file:///etc/passwd", ""],
)  # fmt: skip
def test_an_address_that_is_no_push_services_is_refused(agent, endpoint):
    with pytest.raises(InvalidAccount):
        push.subscribe(agent, {**push_subscription(), "endpoint": endpoint}, label="Phone")


def test_the_same_browser_again_is_the_same_row_and_sealed(agent):
    for label in ("Phone", "New phone"):
        push.subscribe(agent, push_subscription(), label=label)

    row = PushSubscription.objects.get()
    assert row.label == "New phone"
    assert "fcm.googleapis.com" not in row.sealed


def test_an_agent_has_no_more_than_ten_devices(agent):
    for number in range(push.MOST):
        push.subscribe(agent, push_subscription(number), label="Phone")
    with pytest.raises(InvalidAccount, match="enough"):
        push.subscribe(agent, push_subscription(99), label="Phone")


def test_a_demo_says_nothing_to_anybody_outside(agent, service, brokerage):
    push.subscribe(agent, push_subscription(), label="Phone")
    notice = notice_for(agent)
    type(brokerage).objects.filter(pk=brokerage.pk).update(is_demo=True, carrier="simulator")

    assert push.devices_for(notice.pk) == []


def test_nobody_else_hears_what_an_agent_is_told(agent):
    push.subscribe(AgentFactory(), push_subscription(), label="Phone")

    assert push.devices_for(notice_for(agent).pk) == []

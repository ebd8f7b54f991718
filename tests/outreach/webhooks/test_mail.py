"""Mail providers' doors: every sample goes in by the real one, and what it says takes effect once."""

import base64
import hashlib
import hmac
import json

import pytest

from crm.models import ContactPoint, InboundHook
from crm.states import PointStatus
from outreach.models import DeliveryUpdate, Message, Suppression
from outreach.services import hooks
from outreach.states import Channel, Direction, MessageStatus
from outreach.writing.finish import finish
from realestate.lib import clock
from tests import contracts
from tests.factories.outreach import ask_for_text

LOGIN = "Basic " + base64.b64encode(b"hook:secret").decode()
KEY = "key-for-tests-only"
TO = "maria.delacroix@example.com"
MAILGUN_ID, POSTMARK_ID = "<20261118150922.1.ABCDEF@mg.example.org>", "883953f4-6105-42a2-a16a-77a8eac79483"


@pytest.fixture(autouse=True)
def _secrets(settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": ["hook:secret", "old:secret"], "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}


@pytest.fixture
def sent(lead) -> Message:
    """A mail of ours that the provider took."""
    point = ContactPoint.objects.get(contact=lead.contact, kind="email")
    ContactPoint.objects.filter(pk=point.pk).update(value=TO)
    message = ask_for_text(lead, channel=Channel.EMAIL, subject="Your home valuation", body="Here it is.")
    Message.objects.filter(pk=message.pk).update(
        status=MessageStatus.SENT, sent_at=clock.now(), claimed_at=clock.now(), carrier="mailgun"
    )
    message.refresh_from_db()
    return message


def known_as(message: Message, provider_id: str) -> None:
    Message.objects.filter(pk=message.pk).update(provider_id=provider_id)


def post(client, path: str, body: object, *, login: str = LOGIN):
    headers = {"Authorization": login} if login else {}
    return client.post(f"/anymail/{path}/", json.dumps(body), content_type="application/json", headers=headers)


def mailgun(client, name: str, **changes: object):
    body = contracts.sample(f"mailgun_{name}.json")
    stamp = str(int(clock.real_now().timestamp()))
    signed = hmac.new(KEY.encode(), f"{stamp}token".encode(), hashlib.sha256).hexdigest()
    body["signature"] = {"timestamp": stamp, "token": "token", "signature": signed}
    body["event-data"].update(changes)
    return post(client, "mailgun/tracking", body)


def handle_all() -> list[str]:
    return [hooks.handle(hook.pk).status for hook in InboundHook.objects.order_by("pk")]


def state(message: Message) -> tuple[str, str, set[str]]:
    message.refresh_from_db()
    point = ContactPoint.objects.get(pk=message.point_id)
    return message.status, point.status, set(Suppression.objects.values_list("scope", "source"))


@pytest.mark.parametrize(
    ("name", "status", "address", "stops"),
    [
        ("delivered", MessageStatus.DELIVERED, PointStatus.VALID, set()),
        ("failed_permanent", MessageStatus.FAILED, PointStatus.BOUNCED, set()),
        ("complained", MessageStatus.SENT, PointStatus.COMPLAINED, {("email", "complaint")}),
        ("unsubscribed", MessageStatus.SENT, PointStatus.VALID, {("email", "provider")}),
        ("clicked", MessageStatus.SENT, PointStatus.VALID, set()),
    ],
)
def test_mailguns_news_take_effect_once(client, sent, name, status, address, stops):
    known_as(sent, MAILGUN_ID)
    assert [mailgun(client, name, recipient=TO).status_code for _ in range(3)] == [200] * 3
    assert handle_all() == ["handled"]
    assert state(sent) == (status, address, stops)
    assert DeliveryUpdate.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "status", "address", "stops"),
    [
        ("delivery", MessageStatus.DELIVERED, PointStatus.VALID, set()),
        ("bounce", MessageStatus.FAILED, PointStatus.BOUNCED, set()),
        ("spam_complaint", MessageStatus.SENT, PointStatus.COMPLAINED, {("email", "complaint")}),
        ("subscription_change", MessageStatus.SENT, PointStatus.VALID, {("email", "provider")}),
    ],
)
def test_postmarks_news_take_effect_once_without_an_id_too(client, sent, name, status, address, stops):
    body = contracts.sample(f"postmark_{name}.json")
    known_as(sent, body["MessageID"])
    body = {**body, **{field: TO for field in ("Recipient", "Email") if field in body}}
    assert [post(client, "postmark/tracking", body).status_code for _ in range(3)] == [200] * 3
    assert set(handle_all()) == {"handled"}
    assert InboundHook.objects.count() == 1
    assert state(sent) == (status, address, stops)


def test_sendgrids_batch_is_one_hook_each(client, sent):
    batch = contracts.sample("sendgrid_events_batch.json")
    assert post(client, "sendgrid/tracking", batch).status_code == 200
    assert post(client, "sendgrid/tracking", batch).status_code == 200
    kinds = [hook.body["event_type"] for hook in InboundHook.objects.order_by("pk")]
    assert len(kinds) == len(batch)
    assert set(kinds) >= {"delivered", "bounced", "complained", "unsubscribed"}


def test_our_own_mark_finds_the_message_before_its_id_is_written_down(client, sent):
    mark = f"{sent.brokerage_id}-{sent.pk}"
    mailgun(client, "delivered", **{"user-variables": {"homestretch": mark}})
    assert handle_all() == ["handled"]
    assert state(sent)[0] == MessageStatus.DELIVERED


def test_T56_a_late_bounce_closes_the_address_and_undoes_no_delivery(client, sent):
    known_as(sent, MAILGUN_ID)
    for name in ("delivered", "failed_permanent"):
        assert mailgun(client, name, recipient=TO).status_code == 200
    assert handle_all() == ["handled", "handled"]
    assert state(sent)[:2] == (MessageStatus.DELIVERED, PointStatus.BOUNCED)


def test_a_temporary_failure_closes_nothing(client, sent):
    known_as(sent, MAILGUN_ID)
    mailgun(client, "failed_permanent", recipient=TO, severity="temporary")
    handle_all()
    assert state(sent) == (MessageStatus.SENT, PointStatus.VALID, set())


def test_news_of_mail_that_nobody_here_sent_are_kept(client, brokerage):
    assert mailgun(client, "clicked").status_code == 200
    assert InboundHook.objects.get().brokerage is None


@pytest.mark.parametrize("login", ["", "Basic " + base64.b64encode(b"hook:wrong").decode()])
def test_without_the_secret_nothing_is_stored(client, sent, login):
    for name in ("delivery", "bounce", "inbound"):
        path = "postmark/inbound" if name == "inbound" else "postmark/tracking"
        assert post(client, path, contracts.sample(f"postmark_{name}.json"), login=login).status_code == 400
    assert not InboundHook.objects.exists()


def test_while_the_secret_changes_the_old_one_still_opens(client, sent):
    login = "Basic " + base64.b64encode(b"old:secret").decode()
    assert post(client, "postmark/tracking", contracts.sample("postmark_delivery.json"), login=login).status_code == 200


def test_a_signature_over_something_else_is_refused(client, sent):
    body = contracts.sample("mailgun_delivered.json")
    assert post(client, "mailgun/tracking", body).status_code == 400
    assert not InboundHook.objects.exists()


# Mail that comes in


@pytest.fixture
def inbound(client, brokerage):
    """Deliver Postmark's sample of an inbound mail, some of it changed; return the handled hooks' states."""
    brokerage.from_email = "listings@example.org"
    brokerage.save()

    def deliver(*, headers: dict[str, str] | None = None, **changes: object) -> list[str]:
        body = {**contracts.sample("postmark_inbound.json"), **changes}
        named = {item["Name"]: item["Value"] for item in body["Headers"]} | (headers or {})
        body["Headers"] = [{"Name": name, "Value": value} for name, value in named.items()]
        assert post(client, "postmark/inbound", body).status_code == 200
        return handle_all()

    return deliver


def test_T54_a_mail_is_taken_in_once_without_its_quoted_history(inbound, sent):
    assert inbound() == inbound() == ["handled"]
    message = Message.objects.get(direction=Direction.IN)
    assert (message.channel, message.contact_id, message.subject) == (
        Channel.EMAIL, sent.contact_id, "Re: Viewing on Saturday",
    )  # fmt: skip
    assert message.body == "Saturday at 1 pm is fine."


def test_an_answer_from_another_address_belongs_to_whom_we_wrote(inbound, sent):
    thread = {"In-Reply-To": f"<message-{sent.brokerage_id}-{sent.pk}@testserver>"}
    other = {"Email": "maria@work.example", "Name": "Maria", "MailboxHash": ""}
    inbound(headers=thread, From="maria@work.example", FromFull=other)
    message = Message.objects.get(direction=Direction.IN)
    assert (message.contact_id, message.in_reply_to_id) == (sent.contact_id, sent.pk)


def test_a_stop_by_mail_is_a_stop(inbound, sent):
    inbound(TextBody="Please unsubscribe me.\n\n> Here it is.\n> Unsubscribe: https://x.example/u\n")
    assert Suppression.objects.filter(lifted_at=None).exists()


def test_our_own_footer_in_the_quote_is_no_stop(inbound, sent):
    inbound(TextBody="Sounds good, call me.\n\nOn Wed, Alder Realty wrote:\n> Reply STOP or unsubscribe: x\n")
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"Auto-Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X-Autoreply": "yes"}, {"List-Id": "<l>"}]
)
def test_what_no_person_wrote_moves_nothing(inbound, sent, headers):
    assert inbound(headers=headers) == ["ignored"]
    assert not Message.objects.filter(direction=Direction.IN).exists()


def test_a_mail_for_nobody_here_is_kept_without_a_brokerage(client, db):
    assert post(client, "postmark/inbound", contracts.sample("postmark_inbound.json")).status_code == 200
    assert InboundHook.objects.get().brokerage is None


def test_a_strangers_mail_reaches_only_the_brokerage_it_was_sent_to(inbound, brokerage):
    inbound()
    assert ContactPoint.objects.get(value=TO).contact.brokerage_id == brokerage.pk


def test_our_answer_lies_below_theirs_in_their_mail_program(inbound, sent, lead):
    inbound(headers={"References": "<one@x.example> <two@x.example>"})
    said = Message.objects.get(direction=Direction.IN)
    answer = ask_for_text(
        lead, key="answer", channel=Channel.EMAIL, subject="Re: Viewing", body="See you.", in_reply_to=said
    )
    headers = finish(answer).headers
    assert headers["In-Reply-To"] == "<kit-inbound-1@example.com>"
    assert headers["References"] == "<one@x.example> <two@x.example> <kit-inbound-1@example.com>"


def test_a_thread_that_is_not_ours_leads_nowhere(inbound, sent):
    thread = {"In-Reply-To": f"<message-{sent.brokerage_id}-{sent.pk + 9999}@testserver>"}
    inbound(headers=thread)
    assert Message.objects.get(direction=Direction.IN).in_reply_to is None

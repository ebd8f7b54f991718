"""Email: what a provider's answer means, and that a demo's mail stays here whatever the settings name."""

import pytest
import requests
from django.core import mail

from outreach.channels.base import NotAccepted, Uncertain
from outreach.channels.choose import driver_for
from outreach.channels.email import EmailDriver, MailCatcherDriver
from outreach.channels.email_provider import ProviderDriver
from outreach.services import packing, sending
from outreach.states import Channel, MessageStatus
from outreach.writing.finish import finish
from realestate.lib import clock
from tests.factories.outreach import ask_for_text
from tests.vendors import Vendor, vendor

pytestmark = pytest.mark.django_db(transaction=True)
TAKEN = {"ErrorCode": 0, "Message": "OK", "MessageID": "883953f4", "SubmittedAt": "2026-11-18T15:09:22Z", "To": "x"}


@pytest.fixture
def brokerage(brokerage, settings):
    settings.PUBLIC_URL = "https://crm.example.com"
    brokerage.from_email, brokerage.postal_address = "agent@gulfpine.example", "1 Pine St, Orlando, FL 32801"
    brokerage.save()
    return brokerage


@pytest.fixture
def postmark(settings, brokerage):
    """Postmark's API on loopback; its form is anymail's business, its answers are ours."""
    with vendor("none", "https://api.postmarkapp.com") as stand_in:
        stand_in.undescribed.add("/email")
        settings.EMAIL_BACKEND, settings.EMAIL_PROVIDER = "anymail.backends.postmark.EmailBackend", "postmark"
        settings.MAIL_IS_CAUGHT = False
        settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "token", "POSTMARK_API_URL": f"{stand_in.url}/"}
        stand_in.on("POST", "/email", lambda call: (200, TAKEN | {"To": call.json["To"]}))
        yield stand_in


def mail_to(lead, **what):
    return ask_for_text(lead, channel=Channel.EMAIL, subject="Three homes", body="Shall I send them?", **what)


def parcel(message):
    message.claimed_at = clock.now()
    return packing.pack(message, finish(message))


def test_a_mail_goes_out_once_with_our_mark_and_the_way_out(postmark: Vendor, lead):
    message = sending.deliver(mail_to(lead).pk)
    sending.deliver(message.pk)
    message.refresh_from_db()
    assert (message.status, message.carrier, message.provider_id) == (MessageStatus.SENT, "postmark", "883953f4")
    (sent,) = postmark.calls
    headers = {item["Name"]: item["Value"] for item in sent.json["Headers"]}
    assert sent.json["Metadata"] == {"homestretch": f"{message.brokerage_id}-{message.pk}"}
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<https://crm.example.com/unsubscribe/")
    assert headers["Message-ID"].startswith(f"<message-{message.brokerage_id}-{message.pk}@")


def test_what_the_providers_answer_means(postmark: Vendor, lead):
    sent = parcel(mail_to(lead))
    for status, raised in ((429, NotAccepted), (500, Uncertain), (503, Uncertain)):
        postmark.on("POST", "/email", (status, {"ErrorCode": 1, "Message": "no"}))
        with pytest.raises(raised):
            ProviderDriver().send(sent)
    postmark.on("POST", "/email", (422, {"ErrorCode": 300, "Message": "Invalid 'From' address."}))
    assert ProviderDriver().send(sent).code == "422"
    closed = f"Marked as inactive. Found inactive addresses: {sent.to}.\n Inactive recipients are"
    postmark.on("POST", "/email", (422, {"ErrorCode": 406, "Message": closed}))
    assert ProviderDriver().send(sent).bad_address


@pytest.mark.parametrize(
    ("error", "raised"), [(requests.ConnectTimeout(), NotAccepted), (requests.ReadTimeout(), Uncertain)]
)
def test_a_connection_that_never_stood_took_nothing(postmark: Vendor, lead, monkeypatch, error, raised):
    def break_off(*_, **__):
        raise error

    monkeypatch.setattr("requests.Session.request", break_off)
    with pytest.raises(raised):
        ProviderDriver().send(parcel(mail_to(lead)))


def test_a_doubtful_mail_stays_unknown_until_the_provider_tells(postmark: Vendor, lead):
    postmark.on("POST", "/email", (500, {"ErrorCode": 1, "Message": "no"}))
    message = sending.deliver(mail_to(lead).pk)
    message.refresh_from_db()
    assert message.status == MessageStatus.UNKNOWN
    with pytest.raises(Uncertain):
        ProviderDriver().find(parcel(message))


def test_a_demos_mail_goes_to_the_catcher_alone(postmark: Vendor, brokerage, settings):
    brokerage.is_demo = True
    driver = driver_for(brokerage, Channel.EMAIL)
    assert isinstance(driver, MailCatcherDriver)
    connection = driver.connection()
    assert (connection.host, connection.port, connection.use_tls) == ("127.0.0.1", settings.MAIL_CATCHER_PORT, False)


def test_without_a_provider_mail_goes_by_smtp(brokerage, lead, settings):
    settings.MAIL_IS_CAUGHT, settings.EMAIL_PROVIDER = False, ""
    assert type(driver_for(brokerage, Channel.EMAIL).others) is EmailDriver
    sending.deliver(mail_to(lead).pk)
    assert len(mail.outbox) == 1

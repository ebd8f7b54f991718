"""Twilio: every call is one that its own description allows, and each answer means what it should."""

from datetime import timedelta
from unittest.mock import ANY

import pytest

from outreach.channels.base import NotAccepted, Uncertain
from outreach.channels.sms_twilio import TwilioDriver
from outreach.models import Attachment, Message, SimulatedText, Suppression
from outreach.services import calls, files, packing, sending
from outreach.services.enclosing import Enclosure
from outreach.services.files import FileRefused
from outreach.states import Author, Channel, MessageStatus
from outreach.writing.finish import finish
from realestate.lib import clock
from tests import contracts
from tests.factories.outreach import ask_for_text, register

pytestmark = pytest.mark.django_db(transaction=True)
SID = "SMac01d89196f8266f7f5c9edf487f528e"
OURS = "+13605550100"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture
def carried(brokerage, twilio):
    """A brokerage whose texts and calls Twilio carries."""
    brokerage.carrier, brokerage.from_number = "twilio", OURS
    brokerage.save()
    register(brokerage)
    return twilio


def parcel(message: Message):
    message.claimed_at = message.claimed_at or clock.now()
    return packing.pack(message, finish(message))


def test_a_text_goes_out_once(carried, lead):
    message = sending.deliver(ask_for_text(lead).pk)
    sending.deliver(message.pk)
    message.refresh_from_db()
    assert (message.status, message.carrier, message.provider_id) == (MessageStatus.SENT, "twilio", SID)
    assert [call.form for call in carried.calls] == [
        {
            "To": [message.address], "From": [OURS], "Body": [message.body],
            "StatusCallback": ["http://testserver/webhooks/twilio/status/"], "ValidityPeriod": [ANY],
        }
    ]  # fmt: skip


def test_pictures_go_along_by_addresses_that_open_for_an_hour(carried, lead, client, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    message = sending.deliver(
        ask_for_text(lead, enclosed=[Enclosure(PICTURE), Enclosure(b"\xff\xd8\xff" + b"1" * 9)]).pk
    )
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT
    first, second = carried.calls[0].form["MediaUrl"]
    answer = client.get(first.removeprefix("http://testserver"))
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PICTURE, "image/png")
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (
        "nosniff", "default-src 'none'; sandbox",
    )  # fmt: skip
    monkeypatch.setattr(files, "LASTS", timedelta(seconds=-1))
    assert client.get(second.removeprefix("http://testserver")).status_code == 404


@pytest.mark.parametrize("content", [b"MZ\x90\x00 program", b"<html><script>", b"%PDF-1.7", b""])
def test_only_pictures_go_with_a_text(carried, lead, content, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(FileRefused):
        ask_for_text(lead, enclosed=[Enclosure(content)])
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("case", "stops", "worse"),
    [("unsubscribed", True, "valid"), ("invalid_to", False, "invalid"), ("not_mobile", False, "invalid")],
)
def test_an_error_code_says_what_is_wrong_with_the_number(carried, lead, case, stops, worse):
    carried.on("POST", "/Messages.json", (400, contracts.sample("twilio_rest_errors.json")[case]))
    message = sending.deliver(ask_for_text(lead).pk)
    message.refresh_from_db()
    message.point.refresh_from_db()
    assert message.status == MessageStatus.FAILED
    assert Suppression.objects.exists() is stops
    assert message.point.status == worse


def test_too_many_requests_were_never_taken_and_a_server_error_is_in_doubt(carried, lead):
    sent = parcel(ask_for_text(lead))
    carried.on("POST", "/Messages.json", (429, contracts.sample("twilio_rest_errors.json")["too_many_requests"]))
    with pytest.raises(NotAccepted):
        TwilioDriver().send(sent)
    carried.on("POST", "/Messages.json", (503, {"code": 20503, "message": "Unavailable", "status": 503}))
    with pytest.raises(Uncertain):
        TwilioDriver().send(sent)


def test_a_doubtful_text_is_looked_up_and_never_repeated(carried, lead):
    carried.on("POST", "/Messages.json", (503, {"code": 20503, "message": "Unavailable", "status": 503}))
    message = sending.deliver(ask_for_text(lead).pk)
    message.refresh_from_db()
    assert message.status == MessageStatus.UNKNOWN
    found = contracts.sample("twilio_rest_message_created.json") | {
        "body": message.body, "status": "delivered", "num_segments": "2", "price": "-0.0158",
        "date_created": message.claimed_at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
    }  # fmt: skip
    carried.on("GET", "/Messages.json", (200, {"messages": [found], "next_page_uri": None, "page": 0}))
    assert sending.reconcile(in_flight=timedelta(0)) == 1
    message.refresh_from_db()
    assert (message.status, message.segments, message.cost_micros) == (MessageStatus.DELIVERED, 2, 15_800)
    assert [call.method for call in carried.calls].count("POST") == 1


def test_an_agents_call_rings_their_own_phone_first(carried, lead):
    lead.assigned_to.phone = "+14075550111"
    lead.assigned_to.save()
    message = calls.dial(lead, agent=lead.assigned_to, key="call:1")
    assert calls.dial(lead, agent=lead.assigned_to, key="call:1") == message
    sending.deliver(message.pk)
    message.refresh_from_db()
    assert (message.status, message.provider_id) == (MessageStatus.SENT, "CA4fab8056970c2bda2893810119df1812")
    (placed,) = carried.calls
    assert (placed.form["To"], placed.form["From"]) == (["+14075550111"], [OURS])
    assert placed.form["Url"][0].startswith("http://testserver/webhooks/twilio/voice/ready/")
    assert "Twiml" not in placed.form


@pytest.mark.parametrize("channel", [Channel.CALL_AUTO, Channel.VOICEMAIL])
def test_a_machines_call_says_who_calls_and_how_to_refuse(carried, lead, channel, brokerage):
    message = ask_for_text(lead, channel=channel, body="A home like the one you saw came up.", author=Author.SEQUENCE)
    sending.deliver(message.pk)
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT
    (placed,) = carried.calls
    said = placed.form["Twiml"][0]
    assert said.index(brokerage.name) < said.index("A home like") < said.index("press 9 now, or call (360) 555-0100")
    assert placed.form["MachineDetection"] == ["DetectMessageEnd"]
    assert "Record" not in placed.form


def test_a_machine_calls_nobody_without_written_consent(carried, lead):
    lead.contact.consents.all().delete()
    message = sending.deliver(ask_for_text(lead, channel=Channel.CALL_AUTO, body="Hello.").pk)
    message.refresh_from_db()
    assert (message.status, message.reason, carried.calls) == (MessageStatus.BLOCKED, "CONSENT_PEWC_REQUIRED", [])


def test_a_demo_rings_only_the_simulated_phone(carried, lead, brokerage):
    brokerage.is_demo, brokerage.carrier = True, "simulator"
    brokerage.save()
    for number, channel in enumerate([Channel.SMS, Channel.CALL_AUTO, Channel.VOICEMAIL]):
        message = ask_for_text(lead, key=f"demo:{number}", channel=channel, body="Hello there.")
        Message.objects.exclude(pk=message.pk).update(claimed_at=None)  # each as the first of its day
        sending.deliver(message.pk)
    assert carried.calls == []
    assert list(SimulatedText.objects.order_by("pk").values_list("kind", flat=True)) == [
        "sms", "call_auto", "voicemail_drop",
    ]  # fmt: skip


def test_a_picture_that_came_in_is_fetched_with_our_keys_and_kept_by_its_content(carried, lead, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    carried.undescribed.add("/Media/")  # the bytes themselves; described is what they are
    carried.on("GET", "/Media/ME1", (200, PICTURE))
    row = expected(lead, "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1")
    files.fetch(row.pk)
    files.fetch(row.pk)
    row.refresh_from_db()
    assert (row.status, row.content_type, row.size) == ("kept", "image/png", len(PICTURE))
    assert files.read(row).content == PICTURE
    assert len(carried.calls) == 1
    assert carried.calls[0].headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com/x", "https://169.254.169.254/latest/meta-data/", "https://api.twilio.com.evil.example/x",
        "https://localhost:8000/x", "file:///etc/passwd", "https://api.twilio.com:8443/x",
    ],
)  # fmt: skip
def test_a_file_is_fetched_from_the_carriers_own_hosts_only(carried, lead, url):
    row = files.fetch(expected(lead, url).pk)
    assert (row.status, row.reason) == ("refused", "The file lies outside the carrier’s own servers.")
    assert carried.calls == []


def test_a_program_dressed_as_a_picture_is_not_kept(carried, lead, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    carried.undescribed.add("/Media/")  # the bytes themselves; described is what they are
    carried.on("GET", "/Media/ME1", (200, b"MZ\x90\x00 not a picture"))
    row = files.fetch(expected(lead, "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1").pk)
    assert (row.status, row.path, list(tmp_path.rglob("*.*"))) == ("refused", "", [])


def test_a_file_over_five_megabytes_is_not_kept(carried, lead, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    carried.undescribed.add("/Media/")  # the bytes themselves; described is what they are
    carried.on("GET", "/Media/ME1", (200, PICTURE + b"0" * files.LARGEST))
    row = files.fetch(expected(lead, "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1").pk)
    assert (row.status, row.reason) == ("refused", "The file is larger than 5 MB.")


def expected(lead, url: str) -> Attachment:
    message = ask_for_text(lead, key=f"held:{url}")
    return files.expect(message, [files.Expected(url=url, content_type="image/jpeg")])[0]

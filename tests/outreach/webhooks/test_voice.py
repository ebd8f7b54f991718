"""Twilio's doors for calls: what it is told to do, and what its news change."""

from datetime import time
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator

from crm.models import InboundHook
from outreach.models import Attachment, Call, DeliveryUpdate, Handoff, Message, Suppression
from outreach.services import calls, hooks, suppression
from outreach.states import Channel, Direction, MessageStatus, SuppressionScope
from outreach.writing import links
from realestate.lib import clock
from tests import contracts
from tests.factories.outreach import ask_for_text, phone_of

TOKEN = "only-for-tests"
OURS, THEIRS, AGENTS = "+13605550100", "+13605550142", "+14075550111"
SID = "CA4fab8056970c2bda2893810119df1812"


@pytest.fixture(autouse=True)
def _token(settings):
    settings.TWILIO_AUTH_TOKEN = TOKEN


@pytest.fixture
def brokerage(brokerage):
    brokerage.carrier, brokerage.from_number = "twilio", OURS
    brokerage.save()
    return brokerage


@pytest.fixture
def lead(lead):
    """A lead who calls from the samples' number, and whose agent is at work."""
    phone = phone_of(lead)
    phone.value = THEIRS
    phone.save()
    agent = lead.assigned_to
    agent.phone, agent.works_on, agent.works_from, agent.works_until = AGENTS, [1, 2, 3, 4, 5, 6, 7], time.min, time.max
    agent.save()
    return lead


def sample(name: str, **changes: str) -> dict[str, str]:
    return {**dict(parse_qsl(contracts.raw(f"twilio_{name}.txt").decode(), keep_blank_values=True)), **changes}


def post(client, path: str, form: dict[str, str], *, token: str = TOKEN):
    path = path.removeprefix("http://testserver")
    signature = RequestValidator(token).compute_signature(f"http://testserver{path}", form)
    return client.post(path, form, headers={"X-Twilio-Signature": signature})


def ring(client, **changes: str):
    return post(client, "/webhooks/twilio/voice/", sample("voice_inbound", **changes)).content.decode()


@pytest.fixture
def placed(lead) -> Message:
    """A call of an agent that Twilio took: their own phone rings."""
    message = calls.dial(lead, agent=lead.assigned_to, key="call:1")
    Message.objects.filter(pk=message.pk).update(
        status=MessageStatus.SENT, provider_id=SID, sent_at=clock.now(), claimed_at=clock.now(), carrier="twilio"
    )
    message.refresh_from_db()
    return message


def test_a_caller_is_put_through_to_their_agent(client, lead):
    for _ in range(2):
        said = ring(client)
    assert said.index("Thank you for calling") < said.index(AGENTS)
    assert "record=" not in said
    message = Message.objects.get(direction=Direction.IN)
    assert (message.channel, message.contact_id, message.provider_id) == (Channel.CALL, lead.contact_id, SID)


def test_REC_1_a_recording_is_announced_before_anybody_is_dialled(client, lead, brokerage):
    brokerage.records_calls = True
    brokerage.save()
    said = ring(client)
    assert said.index("This call may be recorded") < said.index("<Dial") < said.index("record-from-answer-dual")
    assert Call.objects.get().announced


def test_after_hours_a_caller_may_leave_words(client, lead):
    lead.assigned_to.works_on = []
    lead.assigned_to.save()
    said = ring(client)
    assert said.index("recorded after the tone") < said.index("<Record")
    assert "<Dial" not in said


def test_a_voicemail_asks_for_a_person(client, lead):
    ring(client)
    said = post(client, "/webhooks/twilio/voice/missed/", sample("voice_inbound", DialCallStatus="no-answer"))
    assert b"<Record" in said.content
    post(client, "/webhooks/twilio/voice/done/", sample("voice_inbound", RecordingDuration="23"))
    assert Message.objects.get(direction=Direction.IN).body == "Voicemail, 23 s."
    assert Handoff.objects.get().summary == "Voicemail, 23 s."


def test_a_talk_that_was_had_needs_no_voicemail(client, lead):
    ring(client)
    said = post(client, "/webhooks/twilio/voice/missed/", sample("voice_inbound", DialCallStatus="completed"))
    assert b"<Record" not in said.content
    assert not Handoff.objects.exists()


def test_a_withheld_number_may_still_leave_words(client, brokerage):
    assert "<Record" in ring(client, From="anonymous")
    assert not Message.objects.exists()


def test_a_call_to_nobodys_number_is_hung_up(client, brokerage):
    assert "<Hangup" in ring(client, To="+13605550199")


def test_the_lead_is_dialled_only_once_the_agent_pressed_a_key(client, placed):
    url = links.call_url(placed, "call-ready")
    first = post(client, url, {"CallSid": SID}).content.decode()
    assert "Press any key to call" in first
    assert THEIRS not in first
    assert Call.objects.filter(connected_at__isnull=False).count() == 0
    second = post(client, url, {"CallSid": SID, "Digits": "1"}).content.decode()
    assert f"<Number>{THEIRS}</Number>" in second
    assert f'callerId="{OURS}"' in second
    assert Call.objects.get().connected_at is not None


def test_a_stop_between_asking_and_dialling_wins(client, placed, lead):
    suppression.suppress(phone_of(lead), SuppressionScope.PHONE, source="text")
    said = post(client, links.call_url(placed, "call-ready"), {"CallSid": SID, "Digits": "1"}).content.decode()
    assert THEIRS not in said
    placed.refresh_from_db()
    assert (placed.status, placed.error_code) == (MessageStatus.FAILED, "stopped")


def test_the_end_of_the_talk_is_written_down(client, placed):
    post(client, links.call_url(placed, "call-ready"), {"CallSid": SID, "Digits": "1"})
    form = {"CallSid": SID, "DialCallStatus": "completed", "DialCallDuration": "184"}
    post(client, links.call_url(placed, "call-after"), form)
    post(client, "/webhooks/twilio/status/", sample("voice_status_completed"))
    placed.refresh_from_db()
    assert (placed.status, placed.call.seconds, placed.call.answered_by) == (MessageStatus.DELIVERED, 184, "human")


def test_an_agent_who_does_not_pick_up_has_dialled_nobody(client, placed):
    post(client, "/webhooks/twilio/status/", sample("voice_status_no_answer", CallSid=SID, From=OURS))
    placed.refresh_from_db()
    assert (placed.status, placed.error_code) == (MessageStatus.FAILED, "no-answer")


def test_news_of_a_call_are_kept_once_in_any_order(client, placed):
    told = [
        sample("voice_status_completed", CallStatus=status, SequenceNumber=str(n))
        for n, status in enumerate(["initiated", "ringing", "in-progress", "completed"])
    ]
    post(client, links.call_url(placed, "call-ready"), {"CallSid": SID, "Digits": "1"})
    for form in [*reversed(told), *told]:
        assert post(client, "/webhooks/twilio/status/", form).status_code == 204
    assert DeliveryUpdate.objects.count() == 4


def test_news_of_a_call_that_overtake_our_own_note_wait_for_it(client, placed):
    Message.objects.update(provider_id="")
    post(client, "/webhooks/twilio/status/", sample("voice_status_completed"))
    hook = InboundHook.objects.get()
    assert hooks.handle(hook.pk).error == "No call of ours has this id, or not yet."
    Message.objects.update(provider_id=SID)
    assert hooks.handle(hook.pk).status == "handled"


def test_nine_during_a_machines_call_is_a_stop(client, lead):
    message = ask_for_text(lead, channel=Channel.CALL_AUTO, body="Hello.")
    url = links.call_url(message, "call-keys")
    assert b"no more calls" not in post(client, url, {"Digits": "1"}).content
    assert not Suppression.objects.exists()
    assert b"no more calls" in post(client, url, {"Digits": "9"}).content
    assert set(Suppression.objects.values_list("scope", "source")) == {("phone", "call")}


def test_a_recording_is_kept_only_if_it_was_announced(client, lead):
    ring(client)
    post(client, "/webhooks/twilio/recording/", sample("recording_completed"))
    assert not Attachment.objects.exists()
    assert "nobody was told of" in hooks.handle(InboundHook.objects.get().pk).error
    InboundHook.objects.all().delete()
    calls.announce(Message.objects.get(direction=Direction.IN))
    for _ in range(2):
        post(client, "/webhooks/twilio/recording/", sample("recording_completed"))
    assert Call.objects.get().recording_seconds == 185
    assert Attachment.objects.get().source_url.endswith(".mp3")


def test_a_recording_of_nobodys_call_is_kept_for_later(client, brokerage):
    assert post(client, "/webhooks/twilio/recording/", sample("recording_completed")).status_code == 204
    assert InboundHook.objects.get().kind == "recording"


@pytest.mark.parametrize("path", ["voice/", "voice/missed/", "voice/done/", "recording/", "status/"])
def test_a_false_signature_is_refused(client, lead, path):
    form = sample("voice_inbound")
    assert post(client, f"/webhooks/twilio/{path}", form, token="another").status_code == 403
    assert not Message.objects.exists()

"""GoHighLevel: every call is one that its own description allows, and each answer means what it should."""

import json
from datetime import timedelta

import pytest

from crm.models import GhlLink, InboundHook, Interaction
from crm.services import ghl_api, ghl_intake
from outreach.channels.base import NotAccepted, Uncertain
from outreach.channels.ghl import GhlDriver
from outreach.models import GateDecision, Message, Suppression
from outreach.services import ghl_mirror, packing, sending, suppression
from outreach.states import Channel, MessageStatus, SuppressionScope
from outreach.writing.finish import finish
from realestate.lib import clock, sealing
from tests import contracts
from tests.factories.outreach import ask_for_text, phone_of

pytestmark = pytest.mark.django_db(transaction=True)
PERSON = "Pv1nTDWjDI6H7CXANKiA"


def parcel(message: Message):
    message.claimed_at = message.claimed_at or clock.now()
    return packing.pack(message, finish(message))


def test_a_text_goes_out_once_to_the_person_over_there(ghl, location, lead):
    message = sending.deliver(ask_for_text(lead).pk)
    sending.deliver(message.pk)

    message.refresh_from_db()
    assert (message.status, message.carrier, message.provider_id) == (MessageStatus.SENT, "ghl", "KG1QlWaUOEDz9quS2wBO")
    upsert, sent = ghl.calls
    assert upsert.json["phone"] == message.address
    assert sent.json == {
        "type": "SMS", "contactId": PERSON, "message": message.body, "toNumber": message.address,
        "fromNumber": "+13605550100",
    }  # fmt: skip
    assert (sent.headers["Version"], sent.headers["Authorization"]) == ("2021-04-15", "Bearer pit-token")
    assert GhlLink.objects.get(kind="contact").contact_id == lead.contact_id


def test_a_person_known_over_there_is_not_made_again(ghl, location, lead):
    GhlLink.objects.create(kind="contact", external_id="known", contact=lead.contact, as_of=clock.now())
    sending.deliver(ask_for_text(lead).pk)
    assert [call.json["contactId"] for call in ghl.calls] == ["known"]


def test_a_workflow_passes_the_gate_as_a_text_and_takes_the_person(ghl, location, lead):
    ghl.on("POST", "/workflow/wf1", (200, {"succeded": True}))
    message = ask_for_text(lead, channel=Channel.WORKFLOW, address="wf1", subject="Welcome", body="")
    sending.deliver(message.pk)
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT
    assert ghl.calls[-1].path == f"/contacts/{PERSON}/workflow/wf1"
    assert GateDecision.objects.get(message=message).evidence["channel"] == "sms"


def test_a_person_who_opted_out_enters_no_workflow(ghl, location, lead):
    suppression.suppress(phone_of(lead), SuppressionScope.PHONE, source="agent")
    message = sending.deliver(ask_for_text(lead, channel=Channel.WORKFLOW, address="wf1", body="").pk)
    assert (message.status, ghl.calls) == (MessageStatus.BLOCKED, [])


@pytest.mark.parametrize(
    ("status", "body", "code", "stops"),
    [
        (401, {"message": "Invalid JWT"}, "401", False),
        (403, {"message": "The token does not have access to this location."}, "403", False),
        (422, {"message": ["property fristName should not exist"]}, "422", False),
        (400, {"message": "Cannot send message as DND is active for SMS."}, "400", True),
    ],
)
def test_a_refusal_is_a_failure_and_a_do_not_disturb_a_stop(ghl, location, lead, status, body, code, stops):
    ghl.on("POST", "/conversations/messages", (status, body))
    message = sending.deliver(ask_for_text(lead).pk)
    message.refresh_from_db()
    assert (message.status, message.error_code) == (MessageStatus.FAILED, code)
    assert Suppression.objects.exists() is stops


def test_too_many_requests_were_never_taken_and_a_server_error_is_in_doubt(ghl, location, lead):
    sent = parcel(ask_for_text(lead))
    ghl.on("POST", "/conversations/messages", (429, {"message": "Too many requests"}))
    with pytest.raises(NotAccepted):
        GhlDriver().send(sent)
    ghl.on("POST", "/conversations/messages", (502, {"message": "Bad gateway"}))
    with pytest.raises(Uncertain):
        GhlDriver().send(sent)


def test_a_failure_to_find_the_person_leaves_nothing_in_doubt(ghl, location, lead):
    ghl.on("POST", "/contacts/upsert", (500, {}))
    with pytest.raises(NotAccepted):
        GhlDriver().send(parcel(ask_for_text(lead)))


def test_a_doubtful_text_is_looked_up_and_never_repeated(ghl, location, lead):
    ghl.on("POST", "/conversations/messages", (502, {}))
    message = sending.deliver(ask_for_text(lead).pk)
    message.refresh_from_db()
    assert message.status == MessageStatus.UNKNOWN
    found = {"id": "m1", "direction": "outbound", "body": message.body, "status": "delivered"}
    ghl.on("GET", "/conversations/messages/export", (200, {"messages": [found], "total": 1}))

    assert sending.reconcile(in_flight=timedelta(0)) == 1

    message.refresh_from_db()
    assert (message.status, message.provider_id) == (MessageStatus.DELIVERED, "m1")
    assert [call.path for call in ghl.calls].count("/conversations/messages") == 1
    asked = ghl.calls[-1].query
    assert (asked["channel"], asked["contactId"]) == (["SMS"], [PERSON])


def test_the_pace_of_a_location_is_kept_before_anything_is_sent(ghl, location, lead, monkeypatch):
    monkeypatch.setattr("realestate.lib.ratelimit.Limit.take", lambda self, who, wanted=1: 3.0)
    with pytest.raises(NotAccepted, match="too often"):
        GhlDriver().send(parcel(ask_for_text(lead)))
    assert ghl.calls == []


def test_an_old_token_is_refreshed_once_and_the_new_pair_kept_sealed(ghl, location, lead):
    location.refresh_token = sealing.seal(b"first")
    location.expires_at = clock.real_now() - timedelta(minutes=1)
    location.save()
    fresh = {"access_token": "new", "refresh_token": "second", "expires_in": 86399, "userType": "Location"}
    ghl.on("POST", "/oauth/token", (200, fresh))

    sending.deliver(ask_for_text(lead).pk)

    asked = [call for call in ghl.calls if call.path == "/oauth/token"]
    assert [call.form["refresh_token"] for call in asked] == [["first"]]
    assert {call.headers["Authorization"] for call in ghl.calls if call.path != "/oauth/token"} == {"Bearer new"}
    location.refresh_from_db()
    assert "second" not in location.refresh_token
    assert sealing.unseal(location.refresh_token) == b"second"
    assert location.expires_at > clock.real_now() + timedelta(hours=23)


def test_a_token_refused_before_its_time_is_refreshed_and_the_call_made_again(ghl, location, lead):
    location.refresh_token, location.expires_at = sealing.seal(b"first"), clock.real_now() + timedelta(hours=5)
    location.save()
    ghl.on("POST", "/oauth/token", (200, {"access_token": "new", "refresh_token": "second", "expires_in": 86399}))
    ghl.on(
        "GET", f"/locations/{contracts.LOCATION}",
        lambda call: (200, {"location": {}}) if call.headers["Authorization"] == "Bearer new" else (401, {}),
    )  # fmt: skip
    assert ghl_api.call(location, "GET", f"/locations/{contracts.LOCATION}") == {"location": {}}


def test_an_agencys_installation_is_traded_for_the_locations_token(ghl, location):
    ghl.on("POST", "/oauth/token", (200, {"access_token": "agency", "userType": "Company", "companyId": "co1"}))
    told = {"access_token": "ours", "expires_in": 86399, "userType": "Location", "locationId": contracts.LOCATION}
    ghl.on("POST", "/oauth/locationToken", (200, told))
    ghl_api.use_code(location, "code", redirect_uri="https://crm.example.com/back/")
    location.refresh_from_db()
    assert sealing.unseal(location.access_token) == b"ours"
    assert ghl.calls[-1].form == {"companyId": ["co1"], "locationId": [contracts.LOCATION]}


def test_a_stop_heard_here_is_set_over_there(ghl, location, lead):
    GhlLink.objects.create(kind="contact", external_id=PERSON, contact=lead.contact, as_of=clock.now())
    ghl.on("PUT", f"/contacts/{PERSON}", (200, {"succeded": True}))
    suppression.suppress(phone_of(lead), SuppressionScope.PHONE, source="text", verbatim="STOP")
    assert ghl_mirror.mirror_stop(lead.contact_id)
    set_over_there = ghl.calls[-1].json["dndSettings"]
    assert {channel: told["status"] for channel, told in set_over_there.items()} == {"SMS": "active", "Call": "active"}


def test_a_demo_never_reaches_a_real_location(ghl, location, lead, brokerage):
    brokerage.carrier, brokerage.is_demo = "simulator", True
    brokerage.save()
    message = sending.deliver(ask_for_text(lead).pk)
    message.refresh_from_db()
    assert (message.carrier, ghl.calls) == ("simulator", [])


def test_their_news_of_our_own_text_makes_no_second_line(ghl, location, lead):
    sending.deliver(ask_for_text(lead).pk)
    told = contracts.ghl("outbound_sms", contactId=PERSON, messageId="KG1QlWaUOEDz9quS2wBO")
    hook = InboundHook.objects.create(
        provider="ghl", external_id="w1", kind="OutboundMessage", brokerage=location.brokerage, body=json.loads(told)
    )
    assert ghl_intake.handle(hook.pk).status == "handled"
    assert not Interaction.objects.filter(contact=lead.contact).exists()

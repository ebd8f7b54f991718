"""The pages of the safeguards: what they say, what they do, and who may see them."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.models import Brokerage, Consent, ContactPoint
from nurturing.services.handing_over import campaign_of
from outreach.models import DncList, PrivacyRequest, SuppressionLift, TextingRegistration
from outreach.services import gating, scrubbing, sending, suppression
from realestate.lib import clock
from tests.factories.crm import AgentFactory
from tests.factories.nurturing import make_sequence
from tests.factories.outreach import NOON, ask_for_text, phone_of, said, willing_lead

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "/settings/safeguards/"
TABS = ["", "stops/", "suppressions/", "do-not-call/", "registration/", "privacy/"]


@pytest.fixture(autouse=True)
def _noon():
    """Let pages and services see the same noon."""
    with clock.held(NOON):
        yield


def signed_in(agent):
    browser = Client()
    browser.force_login(agent.user)
    return browser


@pytest.mark.parametrize("tab", TABS)
def test_each_page_opens_empty_and_is_for_owners_and_managers(client, tab):
    assert client.get(BASE + tab).status_code == 200
    assert signed_in(AgentFactory()).get(BASE + tab).status_code == 403


def test_the_report_shows_what_was_measured(client, lead, brokerage):
    sending.deliver(ask_for_text(lead).pk)
    said(lead, address=phone_of(lead).value)
    suppression.suppress(phone_of(lead), "phone", source="text", verbatim="stop")
    report = client.get(BASE).context["report"]

    assert (report.sent, report.checked, report.stops, report.honoured) == (1, 1, 1, 1)
    assert 0 <= report.median_seconds <= report.longest_seconds


def test_a_message_after_an_opt_out_would_show(client, lead):
    message = ask_for_text(lead)
    sending.deliver(message.pk)
    suppression.suppress(phone_of(lead), "phone", source="text")
    type(message).objects.filter(pk=message.pk).update(claimed_at=clock.now() + timedelta(seconds=30))

    assert client.get(BASE).context["report"].broken == 1


def test_the_switch_of_the_brokerage_stops_the_next_claim_and_says_so(client, lead, brokerage):
    client.post(BASE + "stops/switch/", {"on": "1", "reason": "Wrong list"})
    sending.deliver(ask_for_text(lead).pk)

    assert ask_for_text(lead).reason == "KILL_SWITCH"
    page = client.get(BASE + "stops/").content.decode()
    assert "Everything that goes to leads is stopped" in page
    client.post(BASE + "stops/switch/", {})
    assert not Brokerage.objects.get(pk=brokerage.pk).sending_paused


def test_a_campaign_alone_is_stopped(client, lead, brokerage):
    sequence = make_sequence()
    key = campaign_of(sequence.pk)
    client.post(BASE + "stops/switch/", {"on": "1", "campaign": key})
    stopped, other = ask_for_text(lead, campaign=key), ask_for_text(willing_lead(brokerage), key="trial:2")
    for message in (stopped, other):
        sending.deliver(message.pk)
        message.refresh_from_db()

    assert (stopped.reason, other.status in {"sent", "delivered"}) == ("KILL_SWITCH", True)
    assert client.post(BASE + "stops/switch/", {"on": "1", "campaign": "sequence:999999"}).status_code == 404


def test_the_series_ends_when_its_messages_were_sent(lead):
    first = ask_for_text(lead, series="enrollment:1", series_max=1)
    sending.deliver(first.pk)
    second = ask_for_text(lead, key="trial:2", series="enrollment:1", series_max=1)
    sending.deliver(second.pk)
    second.refresh_from_db()

    assert second.reason == "CAMPAIGN_COMPLETE"


def test_a_list_is_loaded_scrubbed_and_downloaded(client, lead):
    Consent.objects.filter(contact=lead.contact).delete()
    number = phone_of(lead).value
    file = SimpleUploadedFile("321.txt", f"{number[2:]}\n".encode())
    sent = client.post(
        BASE + "do-not-call/", {"file": file, "registry": "national", "area_code": "321", "list_date": "2026-07-10"}
    )
    assert sent.status_code == 302
    assert client.post(BASE + "do-not-call/scrub/").status_code == 302
    scrubbing.run(scrubbing.start(by=None).pk)

    page = client.get(BASE + "do-not-call/").content.decode()
    assert "National, area code 321" in page
    rows = b"".join(client.get(BASE + "do-not-call/found/").streaming_content).decode()
    assert f"{number},{lead.contact.name},national,2026-07-10" in rows


def test_a_wrong_list_says_what_is_wrong_and_nothing_changes(client):
    file = SimpleUploadedFile("407.txt", b"4075550101\n")
    answer = client.post(
        BASE + "do-not-call/", {"file": file, "registry": "national", "area_code": "321", "list_date": "2026-07-10"}
    )

    assert answer.status_code == 422
    assert "right area code" in answer.content.decode()
    assert DncList.objects.count() == 0


def test_a_stop_is_found_by_number_and_lifted_by_a_second_person(client, lead, me):
    number = phone_of(lead).value
    hour_ago = clock.now() - timedelta(hours=1)
    Consent.objects.filter(contact=lead.contact).update(given_at=hour_ago - timedelta(days=1))
    entry = suppression.suppress(phone_of(lead), "phone", source="text", verbatim="no more", at=hour_ago)[0]
    word = said(lead, address=number, body="START")
    page = client.post(BASE + "suppressions/find/", {"value": number[2:]}).content.decode()
    assert "no more" in page
    assert "Wrote “START”" in page

    wish = {"value": number, "entry": entry.pk, "proof": f"message:{word.pk}", "reason": "They came back"}
    client.post(BASE + "suppressions/lift/", wish)
    lift = SuppressionLift.objects.get()
    assert client.post(f"{BASE}lifts/{lift.pk}/", {"yes": "1"}, headers={"HX-Request": "true"}).status_code == 422
    second = signed_in(AgentFactory(manager=True))
    assert second.post(f"{BASE}lifts/{lift.pk}/", {"yes": "1"}).status_code == 302
    assert gating.preview(lead, channel="sms").reason is None


def test_a_list_of_stops_closes_people(client, lead):
    file = SimpleUploadedFile("stops.csv", f"number,name\n{phone_of(lead).value},Dana\n".encode())
    client.post(BASE + "suppressions/list/", {"file": file, "scope": "phone"})

    assert gating.preview(lead, channel="sms").reason == "OPTED_OUT"


def test_a_request_goes_from_the_log_to_its_answer(client, lead):
    ContactPoint.objects.update(created_at=clock.now() - timedelta(days=9))
    client.post(BASE + "privacy/", {"lead": lead.pk, "kind": "access", "how": "by email"})
    request = PrivacyRequest.objects.get()
    at = f"{BASE}privacy/{request.pk}/"
    word = said(lead, address=phone_of(lead).value, body="It is me")
    for step in ({"step": "acknowledge"}, {"step": "verify", "proof": word.pk}):
        assert client.post(at + "act/", step).status_code == 302

    pack = zipfile.ZipFile(io.BytesIO(client.get(at + "copy/").content))
    assert "data.json" in pack.namelist()
    client.post(at + "act/", {"step": "answer"})
    assert "The copy was handed out" in client.get(at).content.decode()


def test_states_and_brand_open_what_they_name(client, brokerage, lead):
    Brokerage.objects.filter(pk=brokerage.pk).update(carrier="twilio")
    lead.refresh_from_db()
    assert gating.preview(type(lead).objects.get(pk=lead.pk), channel="sms").reason == "STATE_NOT_ENABLED"

    client.post(
        BASE + "registration/", {"state": "fl", "basis": "licence", "reference": "TC123", "valid_from": "2026-01-01"}
    )
    assert gating.preview(type(lead).objects.get(pk=lead.pk), channel="sms").reason is None
    brand = {"brand_status": "approved", "campaign_status": "approved", "use_case": "CUSTOMER_CARE"}
    client.post(BASE + "registration/texting/", brand)
    assert gating.preview(type(lead).objects.get(pk=lead.pk), channel="sms").reason == "SENDER_UNREGISTERED"
    client.post(BASE + "registration/texting/", {**brand, "use_case": "MIXED"})
    assert gating.preview(type(lead).objects.get(pk=lead.pk), channel="sms").reason is None


def test_a_demo_does_not_claim_that_carriers_approved_it(client, brokerage):
    Brokerage.objects.filter(pk=brokerage.pk).update(is_demo=True)
    TextingRegistration.objects.create(campaign_status="failed", failure="The opt-in does not name the brand.")

    shown = client.get("/settings/safeguards/registration/").content.decode()

    assert "Texting is approved" not in shown
    assert "No carrier sees its texts" in shown
    assert "The opt-in does not name the brand." in shown


def test_one_stop_and_three_cost_the_same_number_of_statements(client, lead, brokerage):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get(BASE + "suppressions/")
        return len(seen)

    suppression.suppress(phone_of(lead), "sms", source="text")
    client.get(BASE + "suppressions/")
    one = statements()
    for _ in range(2):
        suppression.suppress(phone_of(willing_lead(brokerage)), "sms", source="text")

    assert statements() == one

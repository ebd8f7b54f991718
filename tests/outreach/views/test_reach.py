"""May we write: the clock, the permits, a stop by word of mouth, a permission on paper."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import Consent, ContactPoint
from outreach.models import Message, Suppression
from outreach.services import suppression
from outreach.states import MessageStatus
from tests.factories.crm import ContactPointFactory
from tests.factories.outreach import ask_for_text, phone_of

HTMX = {"HTTP_HX_REQUEST": "true"}


def permits(client, lead):
    return [permit for permit, _ in client.get(f"/people/{lead.pk}/reach/").context["lines"]]


def test_the_clock_tells_their_hour_and_the_open_ones(client, lead):
    shown = client.get(f"/people/{lead.pk}/hours/").content.decode()

    assert "Eastern." in shown
    assert "Open 8 AM to 8 PM" in shown


def test_an_unknown_area_code_is_said(client, lead):
    ContactPoint.objects.filter(contact=lead.contact, kind="phone").update(value="+19995550100")

    assert "Nothing is known of where they are" in client.get(f"/people/{lead.pk}/hours/").content.decode()


def test_each_number_and_address_has_its_badge(client, lead):
    Consent.objects.filter(point__kind="email").delete()

    assert [(permit.point.kind, permit.badge) for permit in permits(client, lead)] == [
        ("phone", "Written consent"),
        ("email", "No consent"),
    ]


def test_what_they_told_an_agent_stops_texts_at_once_in_their_words(client, lead, me):
    waiting = ask_for_text(lead)
    point = phone_of(lead)

    answer = client.post(f"/people/{lead.pk}/points/{point.pk}/stop/", {"words": "never again"}, **HTMX)

    entry = Suppression.objects.get()
    waiting.refresh_from_db()
    lead.refresh_from_db()
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "said")
    assert (entry.scope, entry.source, entry.verbatim, entry.agent) == ("phone", "agent", "never again", me)
    assert (waiting.status, lead.status) == (MessageStatus.CANCELLED, "opt_out")


def test_everything_stops_every_way_to_reach_them(client, lead):
    point = phone_of(lead)

    client.post(f"/people/{lead.pk}/points/{point.pk}/stop/", {"everything": "on"}, **HTMX)

    assert list(Suppression.objects.values_list("scope", flat=True)) == ["all", "all"]
    assert {permit.badge for permit in permits(client, lead)} == {"Nothing may be sent or called"}


def test_a_stop_for_email_leaves_the_lead_in_work(client, lead):
    email = ContactPoint.objects.get(contact=lead.contact, kind="email")

    client.post(f"/people/{lead.pk}/points/{email.pk}/stop/", {}, **HTMX)

    lead.refresh_from_db()
    assert suppression.stops_of(lead.brokerage, [email, phone_of(lead)]) == {email.pk: "email"}
    assert lead.status != "opt_out"
    assert Message.objects.count() == 0


def test_a_signed_permission_needs_the_words_that_were_signed(client, lead):
    point = phone_of(lead)
    Consent.objects.all().delete()
    form = {"level": "pewc", "how": "Signed at the open house", "automated": "on", "not_condition": "on"}
    url = f"/people/{lead.pk}/points/{point.pk}/consent/"

    assert client.post(url, form, **HTMX).status_code == 422
    assert client.post(url, {**form, "wording": "I agree to automated texts."}, **HTMX).status_code == 200

    kept = Consent.objects.get()
    assert (kept.level, kept.channels, kept.signed, kept.wording) == (
        "pewc", ["sms", "voice"], True, "I agree to automated texts.",
    )  # fmt: skip
    assert kept.proof["how"] == "Signed at the open house"


def test_one_number_and_three_cost_the_same_number_of_statements(client, lead):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/people/{lead.pk}/reach/")
        return len(seen)

    statements()
    one = statements()
    for _ in range(2):
        ContactPointFactory(contact=lead.contact, is_primary=False)

    assert statements() == one


def test_no_two_fields_of_the_panel_share_an_id(client, lead):
    ids = re.findall(r' id="([^"]+)"', client.get(f"/people/{lead.pk}/reach/").content.decode())

    assert len(ids) == len(set(ids)) > 4

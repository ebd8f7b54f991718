"""The phone simulator: an answer from a lead's phone, what it sets off, and the demo's clock."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import Brokerage
from crm.services import interactions
from outreach.models import Handoff, Message, SimulatedText
from outreach.services import sending
from realestate.lib import clock
from tests.factories.outreach import NIGHT, ask_for_text, phone_of

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def url(lead):
    return f"/simulator/{lead.contact_id}/"


def typed(body):
    return {"body": body, "idempotency_key": str(uuid.uuid4())}


def test_without_people_the_page_says_how_to_get_a_phone(client):
    assert "No phones yet" in client.get("/simulator/").content.decode()


def test_the_first_phone_is_in_hand(client, url):
    assert client.get("/simulator/").url == url


def test_a_text_of_ours_stands_on_the_screen(client, url, lead):
    sending.deliver(ask_for_text(lead).pk)

    shown = client.get(url).content.decode()

    assert SimulatedText.objects.get().to_number == phone_of(lead).value
    assert "Three homes came up in Winter Park" in shown


def test_an_answer_goes_the_way_of_a_real_text(client, url):
    shown = client.post(f"{url}answer/", typed("Can I see the house on Saturday?"), **HTMX).content.decode()

    said = Message.objects.get(direction="in")
    assert (said.carrier, said.intent) == ("simulator", "appointment_request")
    assert Handoff.objects.get().reason == "appointment_request"
    assert "bub-me" in shown
    assert "Wants to meet" in shown


def test_T55_the_same_form_twice_is_one_text(client, url):
    form = typed("yes please")

    for _ in range(2):
        client.post(f"{url}answer/", form, **HTMX)

    assert Message.objects.filter(direction="in").count() == 1


def test_where_a_carrier_serves_there_are_no_simulated_phones(client, url):
    Brokerage.objects.update(carrier="twilio")

    assert client.get(url).status_code == 404
    assert client.post(f"{url}answer/", typed("STOP")).status_code == 404


def test_where_a_carrier_serves_the_simulator_leads_to_caught_mail(client):
    Brokerage.objects.update(carrier="twilio")

    assert client.get("/simulator/").url == "/mail/"


def test_the_simulator_is_in_the_nav_only_where_something_stays_here(client, settings):
    def labels():
        return [item.label for item in client.get("/mail/").context["nav"] if item.is_aside]

    settings.MAIL_IS_CAUGHT = False
    assert labels() == ["Simulator"]
    Brokerage.objects.update(carrier="twilio")
    assert labels() == []
    settings.MAIL_IS_CAUGHT = True
    assert labels() == ["Simulator"]


def test_one_event_inside_and_three_cost_the_same_number_of_statements(client, url, lead):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return len(seen)

    def call():
        interactions.record(lead.contact, "call", lead=lead, summary="Hello")

    call()
    statements()
    one = statements()
    call(), call()

    assert statements() == one


def test_a_demo_moves_its_night_to_the_morning(client, url):
    Brokerage.objects.update(is_demo=True, clock_shift=NIGHT - clock.real_now())
    assert "Texts wait until 8:00 AM" in client.get(url).content.decode()

    client.post(f"{url}clock/", {"to": "open"})

    assert "Texting closes at 8:00 PM" in client.get(url).content.decode()


def test_the_clock_of_a_real_brokerage_stays(client, url):
    answer = client.post(f"{url}clock/", {"to": "hour"})

    assert answer.status_code == 422
    assert "Only the clock of a demo can be moved." in answer.content.decode()

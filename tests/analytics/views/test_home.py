"""Today as a browser sees it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.models import Lead, Task
from crm.services import interactions
from outreach.services import conversations, handoff
from realestate.lib import clock
from scoring.models import Alert
from scoring.services import alerts, evaluation
from scoring.states import AlertKind
from tests.factories.crm import (
    AgentFactory,
    AppointmentFactory,
    BrokerageFactory,
    ContactFactory,
    ContactPointFactory,
    LeadFactory,
    TaskFactory,
)
from tests.signing_in import browser_of

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def by_day():
    """A Friday at 11 in the east: calls are open."""
    with clock.held(datetime(2026, 11, 20, 16, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def me(brokerage):
    return AgentFactory(name="Dana Whitlock", owner=True)


@pytest.fixture
def client(me):
    return browser_of(me)


def a_lead(me, name="Inez Caballero", *, score=60, **known):
    contact = ContactFactory(name=name, first_name=name.split()[0], last_name=name.split()[-1])
    ContactPointFactory(contact=contact, is_primary=True)
    return LeadFactory(contact=contact, assigned_to=me, score=score, **known)


def listed(client):
    return [line.lead.contact.name for line in client.get("/").context["calls"].lines]


def test_people_are_listed_best_first_with_a_number_to_call(client, me):
    a_lead(me, "Warm One", score=50)
    best = a_lead(me, "Hot One", score=90)

    page = client.get("/")

    assert listed(client) == ["Hot One", "Warm One"]
    assert f"tel:{best.contact.points.get().value}" in page.content.decode()


def test_who_asked_for_a_person_stands_first_in_their_own_words(client, me):
    a_lead(me, "Hot One", score=95)
    lead = a_lead(me, "Asks Now", score=20)
    handoff.request(conversations.of(lead.contact), lead=lead, reason="appointment_request", summary="Wants to meet.")

    text = client.get("/").content.decode()

    assert listed(client) == ["Asks Now", "Hot One"]
    assert "Asked to meet or see a home a moment ago." in text


def test_an_agent_sees_own_leads_only_and_strangers_leads_never(me):
    a_lead(me, "Danas Lead")
    other = AgentFactory()
    browser = browser_of(other)

    assert listed(browser) == []


def test_a_lead_of_another_brokerage_cannot_be_touched(client):
    stranger = LeadFactory(brokerage=BrokerageFactory())

    for name in ("call-done", "call-later", "call-not", "call-back"):
        assert client.post(reverse(f"analytics:{name}", args=[stranger.pk])).status_code == 404


def test_done_leaves_the_list_settles_alerts_and_can_be_undone(client, me):
    lead = a_lead(me)
    alert = alerts.raise_alert(
        lead, kind=AlertKind.HOT, reason="Rose to 74", key="k", deadline_at=clock.now() + timedelta(hours=1)
    )

    answer = client.post(reverse("analytics:call-done", args=[lead.pk]), **HTMX)

    assert listed(client) == []
    assert Alert.objects.get().status == "done"
    assert Task.objects.get().status == "done"
    undo_url = next(iter(client.session["undo"]))
    assert undo_url in answer.content.decode()

    client.post(reverse("undo", args=[undo_url]))

    assert listed(client) == [lead.contact.name]
    alert.refresh_from_db()
    assert alert.status == "open"


def test_snooze_hides_until_tomorrow_and_undo_shows_again(client, me):
    lead = a_lead(me)

    client.post(reverse("analytics:call-later", args=[lead.pk]), {"until": "tomorrow"})

    assert listed(client) == []
    client.post(reverse("undo", args=[next(iter(client.session["undo"]))]))
    assert listed(client) == [lead.contact.name]


def test_not_this_one_keeps_why(client, me):
    lead = a_lead(me)

    client.post(reverse("analytics:call-not", args=[lead.pk]), {"why": "not_ready"})

    assert listed(client) == []
    assert Task.objects.get().title == "Not to call: not ready yet"
    assert client.post(reverse("analytics:call-not", args=[lead.pk]), {"why": "odd"}, **HTMX).status_code == 422


def test_why_not_answers_from_the_same_order_and_brings_back(client, me):
    lead = a_lead(me, "Yolanda Bissett", score=79, snoozed_until=clock.now() + timedelta(days=3))
    a_lead(me, "Hot One", score=95)

    answer = client.get(reverse("analytics:why-not"), {"who": "Bissett"}, **HTMX).content.decode()

    assert "Score 79 puts them at place 2" in answer
    client.post(reverse("analytics:call-back", args=[lead.pk]))
    assert "Yolanda Bissett" in listed(client)
    assert (
        "On the list, at place 2"
        in client.get(reverse("analytics:why-not"), {"who": "Bissett"}, **HTMX).content.decode()
    )
    assert "Nobody of that name" in client.get(reverse("analytics:why-not"), {"who": "Xyz"}, **HTMX).content.decode()


def test_the_strip_counts_what_waits(client, me):
    lead = a_lead(me, "Noor Haddad")
    AppointmentFactory(lead=lead, agent=me, starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=1))
    TaskFactory(lead=lead, contact=lead.contact, agent=me, due_at=clock.now() - timedelta(hours=1))

    day = client.get("/").context["day"]

    assert (day.waiting_count, len(day.tasks), len(day.appointments)) == (1, 1, 1)
    assert "Noor waits for an answer" in client.get("/").content.decode()


def test_an_empty_day_says_the_one_next_step(client):
    LeadFactory(contact=ContactFactory(), assigned_to=AgentFactory(name="Somebody else"), status="deal_closed")
    assert "Your list is done" in client.get("/").content.decode()


def test_one_person_and_thirty_cost_the_same_number_of_statements(client, me):
    def statements():
        client.get("/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/")
        return len(seen)

    def fill(number):
        lead = a_lead(me, f"Person {number}", score=40 + number)
        interactions.record(lead.contact, "view", lead=lead)
        evaluation.evaluate(lead)
        handoff.request(conversations.of(lead.contact), lead=lead, reason="interested", summary="Is interested.")
        AppointmentFactory(lead=lead, agent=me, starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=1))
        TaskFactory(lead=lead, contact=lead.contact, agent=me, due_at=clock.now())

    fill(0)
    one = statements()
    for number in range(1, 30):
        fill(number)

    assert statements() == one
    assert Lead.objects.count() >= 30

"""Settings as a browser sees them."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.models import Agent, ApiKey, Brokerage, Team
from crm.services import api_keys
from crm.states import Role
from tests.factories.crm import AgentFactory, LeadFactory

MINE = {
    "name": "Dana Whitlock",
    "phone": "(813) 555-0148",
    "timezone": "America/Chicago",
    "works_from": "08:30",
    "works_until": "17:00",
    "works_on": ["1", "3"],
    "briefing_hour": "6",
    "channels": ["email"],
    "calls_a_day": "20",
    "theme": "dark",
}
OURS = {
    "name": "Gulf & Pine Realty",
    "postal_address": "12 Bay Street, Tampa, FL 33602",
    "timezone": "America/New_York",
    "sender_state": "TX",
    "handoff_minutes": "20",
    "carrier": "simulator",
}


@pytest.fixture
def luis(brokerage):
    return AgentFactory(name="Luis")


def test_my_clock_hours_and_look_are_kept(client, me):
    response = client.post("/settings/", MINE)

    me.refresh_from_db()
    assert (me.phone, me.timezone, me.works_on, me.channels, me.theme) == (
        "+18135550148",
        "America/Chicago",
        [1, 3],
        ["page", "email"],
        "dark",
    )
    assert response.cookies["theme"].value == "dark"


def test_notices_by_text_are_asked_for_and_need_a_number(client, me):
    answer = client.post("/settings/", {**MINE, "channels": ["email", "sms"], "phone": ""})
    assert (answer.status_code, "Texts to you need a number." in answer.content.decode()) == (422, True)
    client.post("/settings/", {**MINE, "channels": ["email", "sms"]})
    me.refresh_from_db()
    assert me.channels == ["page", "email", "sms"]


def test_where_no_text_can_come_the_page_says_so(client, me):
    assert "GoHighLevel texts contacts only" not in client.get("/settings/").content.decode()
    Brokerage.objects.filter(pk=me.brokerage_id).update(carrier="ghl")
    assert "GoHighLevel texts contacts only" in client.get("/settings/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "12"), ("works_until", "08:00"), ("briefing_hour", "24"), ("timezone", "Mars/Base")]
)
def test_what_cannot_be_is_refused_beside_its_field(client, field, value):
    response = client.post("/settings/", {**MINE, field: value})

    assert response.status_code == 422
    assert response.context["form"].errors[field]


def test_the_owner_changes_the_brokerage(client, brokerage):
    client.post("/settings/brokerage/", OURS)

    brokerage.refresh_from_db()
    assert (brokerage.name, brokerage.sender_state) == ("Gulf & Pine Realty", "TX")
    assert brokerage.handoff_minutes == 20


@pytest.mark.parametrize(
    ("field", "value"),
    [("sender_state", "ZZ"), ("timezone", "Mars/Base"), ("from_number", ""), ("website", "not a site")],
)
def test_what_a_brokerage_cannot_be_is_refused_beside_its_field(client, brokerage, field, value):
    response = client.post("/settings/brokerage/", {**OURS, "carrier": "twilio", field: value})

    assert response.status_code == 422
    assert response.context["form"].errors[field]
    brokerage.refresh_from_db()
    assert brokerage.carrier == "simulator"


@pytest.mark.parametrize(("carrier", "is_demo"), [("twilio", True), ("ghl", True), ("ghl", False)])
def test_a_carrier_that_can_carry_nothing_is_refused_in_words(client, brokerage, carrier, is_demo):
    brokerage.is_demo = is_demo
    brokerage.save()
    response = client.post("/settings/brokerage/", {**OURS, "carrier": carrier, "from_number": "+18135550100"})

    assert response.status_code == 422
    assert response.context["form"].errors["carrier"]


def test_all_sending_stops_at_one_switch_and_resumes_by_undo(client):
    client.post("/settings/sending/pause/", {"sending_paused": "1"})
    assert Brokerage.objects.get().sending_paused

    client.post(f"/undo/{next(iter(client.session['undo']))}/")
    assert not Brokerage.objects.get().sending_paused


@pytest.mark.parametrize(
    "url", ["/settings/brokerage/", "/settings/sending/pause/", "/settings/team/", "/settings/team/invite/"]
)
def test_agents_see_and_change_none_of_it(luis, url):
    browser = Client()
    browser.force_login(luis.user)

    assert browser.post(url, OURS).status_code in (403, 405)
    assert browser.get(url).status_code in (403, 405)
    assert not Brokerage.objects.get().sending_paused


ANA = {"name": "Ana", "email": "Ana@Homestretch.example", "role": "agent"}


@pytest.mark.usefixtures("worked_off")
class TestInvitation:
    """Settings, People here."""

    def test_an_invited_agent_chooses_a_password_and_is_in(self, client, settings, django_capture_on_commit_callbacks):
        settings.MAIL_IS_CAUGHT = False
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post("/settings/team/invite/", ANA).url == "/settings/team/"
        link = re.search(r"/password/\S+?/\S+?/", mail.outbox[0].body)[0]
        assert link in mail.outbox[0].alternatives[0].content
        browser = Client()
        form = browser.get(link, follow=True).request["PATH_INFO"]
        words = "her two dogs like yards"

        assert browser.post(form, {"new_password1": words, "new_password2": words}).url == "/"

        assert browser.get("/people/").status_code == 200
        assert Agent.objects.get(name="Ana").role == Role.AGENT

    def test_on_a_machine_that_sends_no_mail_the_link_is_shown_once(self, client, settings):
        settings.MAIL_IS_CAUGHT = True
        link = client.post("/settings/team/invite/", ANA).context["link"]
        assert Client().get(link, follow=True).context["validlink"]
        assert link not in client.get("/settings/team/").content.decode()

    def test_who_is_not_in_yet_gets_another_link_and_who_is_in_does_not(
        self, client, luis, settings, django_capture_on_commit_callbacks
    ):
        settings.MAIL_IS_CAUGHT = False
        luis.user.set_unusable_password()
        luis.user.save()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/settings/team/{luis.pk}/again/")
        assert [message.to for message in mail.outbox] == [[luis.user.email]]
        luis.user.set_password("her two dogs like yards")
        luis.user.save()
        assert client.post(f"/settings/team/{luis.pk}/again/").status_code == 422
        assert "Invite again" not in client.get("/settings/team/").content.decode()

    def test_a_manager_gets_no_link_of_an_owner(self, me, settings):
        settings.MAIL_IS_CAUGHT = True
        owner, browser = AgentFactory(owner=True, user__password=None), Client()
        browser.force_login(AgentFactory(manager=True).user)
        assert browser.post(f"/settings/team/{owner.pk}/again/").status_code == 403

    def test_a_team_of_any_size_costs_the_same_number_of_queries(self, client, luis, django_assert_num_queries):
        with CaptureQueriesContext(connection) as small:
            client.get("/settings/team/")
        AgentFactory.create_batch(3)
        with django_assert_num_queries(len(small)):
            client.get("/settings/team/")


def test_a_known_address_is_not_invited_twice(client, luis):
    response = client.post("/settings/team/invite/", {"name": "L", "email": luis.user.email, "role": "agent"})

    assert response.status_code == 422
    assert mail.outbox == []


def test_a_manager_makes_no_owner(luis, me):
    manager = AgentFactory(name="Mia", manager=True)
    browser = Client()
    browser.force_login(manager.user)

    assert browser.post(f"/settings/team/{luis.pk}/", {"role": "owner"}).status_code == 403
    assert browser.post(f"/settings/team/{me.pk}/close/").status_code == 403
    luis.refresh_from_db()
    assert luis.role == Role.AGENT


def test_the_last_owner_stays(client, me, luis):
    assert client.post(f"/settings/team/{me.pk}/", {"role": "agent"}).status_code == 422
    assert client.post(f"/settings/team/{me.pk}/close/").status_code == 403
    me.refresh_from_db()
    assert me.role == Role.OWNER


def test_a_role_and_a_new_team_are_given(client, luis):
    client.post(f"/settings/team/{luis.pk}/", {"role": "manager", "new_team": "North"})

    luis.refresh_from_db()
    assert (luis.role, luis.team) == (Role.MANAGER, Team.objects.get(name="North"))


def test_a_closed_log_in_is_out_at_once_with_its_keys(client, luis):
    LeadFactory(assigned_to=luis)
    _, key = api_keys.create(luis, name="sync")
    browser = Client()
    browser.force_login(luis.user)

    client.post(f"/settings/team/{luis.pk}/close/")

    assert browser.get("/people/").status_code == 302
    assert api_keys.find(key) is None
    client.post(f"/undo/{next(iter(client.session['undo']))}/")
    luis.user.refresh_from_db()
    assert luis.user.is_active


def test_a_key_is_shown_once_and_opens_nothing_when_closed(client):
    key = client.post("/settings/keys/", {"name": "Zapier"}).context["key"]
    row = ApiKey.objects.get()

    assert api_keys.find(key).pk == row.pk
    assert key not in client.get("/settings/keys/").content.decode()
    client.post(f"/settings/keys/{row.pk}/revoke/")
    assert api_keys.find(key) is None


def test_the_switch_in_the_frame_takes_an_agent_off_new_leads(client, me):
    client.post("/available/", {}, HTTP_HX_REQUEST="true")
    me.refresh_from_db()
    assert not me.is_available

    client.post("/available/", {"available": "1"}, HTTP_HX_REQUEST="true")
    me.refresh_from_db()
    assert me.is_available

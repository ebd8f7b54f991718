"""Sequences as a browser sees them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nurturing.models import Enrollment, Sequence, Touchpoint
from nurturing.services import enrollment, sequences
from nurturing.states import EnrollmentStatus, TouchpointStatus
from outreach.models import Message
from outreach.services import templates
from realestate.lib import clock
from tests.factories.crm import AgentFactory, LeadFactory
from tests.factories.nurturing import make_sequence, step
from tests.factories.outreach import willing_lead
from tests.signing_in import browser_of

HTMX = {"HTTP_HX_REQUEST": "true"}


def text_of(response):
    return " ".join(response.content.decode().split())


def statements(client, url):
    client.get(url)  # fills the caches of the session
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_list_says_when_each_starts_and_how_it_fares(client, brokerage, lead):
    sequences.load(brokerage)
    enrollment.enroll(lead, Sequence.objects.get(key="first_time_buyer"), because="by hand")
    page = text_of(client.get("/sequences/"))
    assert "A first-time buyer scores above 70" in page
    assert "A new lead gave consent" in page
    assert "of 1" in page


def test_list_costs_the_same_for_one_and_three(client):
    make_sequence(key="one")
    one = statements(client, "/sequences/")
    make_sequence(key="two")
    make_sequence(key="three")
    assert statements(client, "/sequences/") == one


def test_empty_list_says_the_next_step(client):
    assert "No sequences yet" in text_of(client.get("/sequences/"))


def test_late_steps_are_flagged_on_the_page(client, lead):
    """T41."""
    enrollment.enroll(lead, make_sequence(), because="by hand")
    assert "Steps are late" not in text_of(client.get("/sequences/"))
    Touchpoint.objects.update(due_at=clock.real_now() - timedelta(hours=1))
    assert "1 steps should have been done" in text_of(client.get("/sequences/"))


def test_figures_count_replies_and_blocks(client, brokerage):
    sequence = make_sequence()
    for because in ("They replied", "Taken out by hand"):
        run = enrollment.enroll(willing_lead(brokerage), sequence, because="by hand")
        enrollment.exit_one(run, because=because)
    Touchpoint.objects.filter(enrollment__ended_because="They replied").update(status=TouchpointStatus.BLOCKED)
    row = client.get("/sequences/").context["rows"][0]
    assert (row.figures.replied, row.figures.ever, row.figures.replied_rate) == (1, 2, 0.5)
    assert (row.figures.blocked, row.figures.touched, row.figures.blocked_rate) == (1, 2, 0.5)


def test_detail_shows_steps_conditions_and_fixed_exits(client):
    asked = [
        {"field": "score", "test": "above", "value": 60},
        {"field": "budget_confirmed", "test": "is", "value": True},
    ]
    sequence = make_sequence(step(conditions=asked), step(wait="3 days", send="email", subject="Three that fit"))
    page = text_of(client.get(f"/sequences/{sequence.pk}/"))
    assert "1 hour after the start" in page
    assert "3 days later" in page
    assert "Only if score above 60 and budget confirmed" in page
    assert "Always leaves on:" in page


def test_detail_costs_the_same_for_one_and_three_people(client, brokerage):
    sequence = make_sequence()
    enrollment.enroll(willing_lead(brokerage), sequence, because="by hand")
    url = f"/sequences/{sequence.pk}/"
    one = statements(client, url)
    for _ in range(2):
        enrollment.enroll(willing_lead(brokerage), sequence, because="by hand")
    assert statements(client, url) == one


def test_people_go_on_behind_the_last_row(client, brokerage, monkeypatch):
    monkeypatch.setattr("nurturing.selectors.sequences.PAGE", 2)
    sequence = make_sequence()
    runs = [enrollment.enroll(willing_lead(brokerage), sequence, because="by hand") for _ in range(3)]
    first = client.get(f"/sequences/{sequence.pk}/").context["people"]
    rest = client.get(f"/sequences/{sequence.pk}/?before={first.next}", **HTMX)
    assert [line.run for line in first.lines] == [runs[2], runs[1]]
    assert f"enrollment-{runs[0].pk}" in text_of(rest)
    assert "<html" not in text_of(rest)


def test_agents_see_only_their_own_people_in_it(junior, lead):
    sequence = make_sequence()
    enrollment.enroll(lead, sequence, because="by hand")
    assert lead.contact.name not in text_of(junior.get(f"/sequences/{sequence.pk}/?lead={lead.pk}"))


def test_dry_run_tells_local_time_words_and_the_gate_and_writes_nothing(client, lead):
    sequence = make_sequence(step(wait="1 hour"), step(wait="10 hours"), step(wait="1 hour", conditions=[
        {"field": "score", "test": "above", "value": 60}]))  # fmt: skip
    response = client.get(f"/sequences/{sequence.pk}/?lead={lead.pk}")  # at noon
    day, night, skipped = response.context["tried"]
    assert lead.contact.first_name in day.body
    assert "Shall I look again?" in text_of(client.get(f"/sequences/{sequence.pk}/?lead={lead.pk}", **HTMX))
    assert (day.segments, day.verdict, night.verdict) == (1, "allow", "held")
    assert skipped.sentence == "Skipped as things stand. Score above 60: not known yet."
    assert not Message.objects.exists()
    assert not Enrollment.objects.exists()


@pytest.mark.parametrize("hour", range(0, 24, 6))
def test_dry_run_never_promises_an_hour_of_the_night(client, lead, hour):
    """T25: the time shown is the time run, on their clock."""
    sequence = make_sequence(step(wait=f"{hour + 1} hours"))
    response = client.get(f"/sequences/{sequence.pk}/?lead={lead.pk}")
    local = response.context["tried"][0].at.astimezone(ZoneInfo(response.context["zone"]))
    assert response.context["zone"] == "America/New_York"
    assert 8 <= local.hour < 20


def test_dry_run_finds_people_by_name(client, lead):
    sequence = make_sequence()
    found = client.get(f"/sequences/{sequence.pk}/?q={lead.contact.first_name}").context["found"]
    assert found == [lead]
    assert "Nobody of that name" in text_of(client.get(f"/sequences/{sequence.pk}/?q=zzz", **HTMX))


def test_starting_by_hand_from_the_dry_run(client, lead, me):
    sequence = make_sequence()
    client.post(f"/sequences/{sequence.pk}/start/", {"lead": lead.pk})
    client.post(f"/sequences/{sequence.pk}/start/", {"lead": lead.pk})
    run = Enrollment.objects.get()
    assert (run.lead, run.agent, run.started_because) == (lead, me, "Started by Dana Whitlock")


def test_starting_for_nobody_says_so(client):
    sequence = make_sequence()
    page = client.post(f"/sequences/{sequence.pk}/start/", {"lead": ""}, follow=True)
    assert "Choose a person first" in text_of(page)


def test_kill_switch_goes_off_and_on_with_its_way_back(client):
    sequence = make_sequence()
    page = client.post(f"/sequences/{sequence.pk}/off/", follow=True)
    sequence.refresh_from_db()
    assert sequence.is_paused
    assert f"/sequences/{sequence.pk}/on/" in text_of(page)
    client.post(f"/sequences/{sequence.pk}/on/")
    sequence.refresh_from_db()
    assert not sequence.is_paused


def test_only_owners_and_managers_switch(junior):
    sequence = make_sequence()
    assert junior.post(f"/sequences/{sequence.pk}/off/").status_code == 403
    sequence.refresh_from_db()
    assert not sequence.is_paused
    assert "Switch off" not in text_of(junior.get(f"/sequences/{sequence.pk}/"))


def test_run_is_paused_resumed_and_left_from_the_page(client, lead):
    run = enrollment.enroll(lead, make_sequence(), because="by hand")
    for verb, status in (
        ("pause", EnrollmentStatus.PAUSED),
        ("resume", EnrollmentStatus.ACTIVE),
        ("leave", EnrollmentStatus.EXITED),
    ):
        client.post(f"/enrollments/{run.pk}/{verb}/")
        run.refresh_from_db()
        assert run.status == status
    assert run.ended_because == "Taken out by Dana Whitlock"


def test_leaving_twice_is_refused_in_words(client, lead):
    run = enrollment.enroll(lead, make_sequence(), because="by hand")
    client.post(f"/enrollments/{run.pk}/leave/")
    assert client.post(f"/enrollments/{run.pk}/leave/").status_code == 422


@pytest.mark.parametrize("verb", ["pause", "resume", "leave"])
def test_runs_of_others_are_not_found(junior, lead, verb):
    run = enrollment.enroll(lead, make_sequence(), because="by hand")
    assert junior.post(f"/enrollments/{run.pk}/{verb}/").status_code == 404


def test_lead_without_a_home_state_is_told_the_brokerages_time(client, brokerage):
    lead = LeadFactory()
    lead.contact.state = ""
    lead.contact.save()
    sequence = make_sequence()
    response = client.get(f"/sequences/{sequence.pk}/?lead={lead.pk}")
    assert response.context["zone"] == brokerage.timezone


class TestEditing:
    """The steps of a sequence, changed as their file."""

    def plan_of(self, client, sequence):
        return client.get(f"/sequences/{sequence.pk}/edit/").context["form"].initial["plan"]

    def test_an_unchanged_plan_makes_no_version_whatever_it_holds(self, client, brokerage):
        letter = templates.create(name="A letter", channel="letter", text="Dear {owner_name}, {agent} of {brokerage}.")
        sequence = make_sequence(
            step(wait="0 minutes", tone="calm", conditions=[{"field": "score", "test": "above", "value": 60}]),
            step(send="email", body="Hello {first_name},\n\nIn {locations}.", personalise_on=["locations"]),
            {"name": "Letter", "wait": "3 days", "send": "letter", "template": letter.template.key},
            {"name": "Over", "wait": "90 minutes", "send": "workflow", "workflow": "wf_1", "expires_after": "1 week"},
        )
        client.post(f"/sequences/{sequence.pk}/edit/", {"plan": self.plan_of(client, sequence)})
        assert sequence.versions.count() == 1

    def test_a_changed_plan_is_the_next_version_with_who_and_why(self, client, me):
        sequence = make_sequence(step())
        plan = self.plan_of(client, sequence).replace("Shall I look again?", "May I look again?")
        page = client.post(f"/sequences/{sequence.pk}/edit/", {"plan": plan, "note": "Softer"}, follow=True)
        current = sequence.versions.get(is_current=True)
        assert (current.number, current.agent, current.note) == (2, me, "Softer")
        assert "Version 2 is for everybody who begins now." in text_of(page)

    def test_what_is_wrong_is_said_and_nothing_is_lost(self, client):
        sequence = make_sequence(step())
        plan = self.plan_of(client, sequence).replace("send: sms", "send: letter\n  template: nothing")
        page = client.post(f"/sequences/{sequence.pk}/edit/", {"plan": plan})
        assert page.status_code == 422
        assert "brings its own words" in page.context["form"].errors["plan"][0]
        assert "template: nothing" in text_of(page)
        assert sequence.versions.count() == 1

    def test_a_plan_cannot_become_another_sequence(self, client):
        sequence = make_sequence(step())
        plan = self.plan_of(client, sequence).replace("key: trial", "key: other")
        page = client.post(f"/sequences/{sequence.pk}/edit/", {"plan": plan})
        assert "key stays “trial”" in page.context["form"].errors["plan"][0]

    def test_an_agent_changes_no_sequence(self, brokerage):
        sequence = make_sequence(step())
        browser = browser_of(AgentFactory())
        assert "Change the steps" not in text_of(browser.get(f"/sequences/{sequence.pk}/"))
        answer = browser.post(f"/sequences/{sequence.pk}/edit/", {"plan": "x"}, HTTP_REFERER="")
        assert answer.status_code != 200
        assert sequence.versions.count() == 1

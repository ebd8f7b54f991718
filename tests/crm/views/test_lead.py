"""The page of one lead."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import Appointment, ContactPoint, Interaction, Lead, Task
from crm.services import interactions, leads
from crm.states import LeadStatus, TaskState
from realestate.lib import clock
from tests.factories.crm import (
    AgentFactory,
    AppointmentFactory,
    BrokerageFactory,
    ContactPointFactory,
    LeadFactory,
    TaskFactory,
)

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def lead(brokerage):
    return LeadFactory()


def test_the_page_names_the_person_and_the_number_to_call(client, lead):
    page = client.get(f"/people/{lead.pk}/").content.decode()

    assert f"<h1>{lead.contact.name}</h1>" in page
    assert "tel:+1" in page


@pytest.mark.parametrize("change", [{"is_wrong": True}, {"is_litigator": True}, {"status": "invalid"}])
def test_a_number_that_must_not_be_called_has_no_button(client, lead, change):
    ContactPoint.objects.filter(contact=lead.contact).update(**change)

    assert "tel:" not in client.get(f"/people/{lead.pk}/").content.decode()


def test_who_opted_out_has_no_button_to_call(client, lead):
    Lead.objects.update(status=LeadStatus.OPTED_OUT)

    assert "tel:" not in client.get(f"/people/{lead.pk}/").content.decode()


@pytest.mark.parametrize("part", ["top", "facts", "next"])
def test_a_part_is_drawn_anew_by_itself(client, lead, part):
    answer = client.get(f"/people/{lead.pk}/part/{part}/", **HTMX)

    assert answer.status_code == 200
    assert b"<html" not in answer.content


def test_there_is_no_part_by_another_name(client, lead):
    assert client.get(f"/people/{lead.pk}/part/secrets/", **HTMX).status_code == 404


def test_a_change_leaves_the_page_where_it_is_and_tells_its_parts(client, lead):
    answer = client.post(f"/people/{lead.pk}/tags/", {"tag": "two dogs"}, **HTMX)

    assert (answer.status_code, answer["HX-Trigger"]) == (200, "said")
    assert "HX-Refresh" not in answer


def test_a_kept_note_leaves_an_empty_form_and_the_open_tab(client, lead):
    answer = client.post(f"/people/{lead.pk}/write/note/", {"summary": "Two dogs."}, **HTMX)

    assert answer["HX-Trigger"] == "said"
    assert "Two dogs." not in answer.content.decode()
    assert re.search(r'aria-current="page"[^>]*>Note<', answer.content.decode())


def test_one_filled_button_stands_in_the_box_whatever_one_writes(client, lead):
    for what in ("note", "call", "task", "appointment"):
        form = client.get(f"/people/{lead.pk}/write/{what}/", **HTMX).content.decode()
        assert form.count("btn-primary") == 1
    assert "btn-primary" not in client.get(f"/people/{lead.pk}/").content.decode()


def test_T66_a_lead_of_another_brokerage_is_not_there(client):
    other = LeadFactory(brokerage=BrokerageFactory())

    assert client.get(f"/people/{other.pk}/").status_code == 404


def test_a_colleagues_lead_is_not_there_for_an_agent(client, lead):
    leads.assign(lead, AgentFactory(name="Luis"))
    client.force_login(AgentFactory(name="Ana").user)

    assert client.get(f"/people/{lead.pk}/").status_code == 404


def test_one_event_and_three_cost_the_same_number_of_statements(client, lead):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/people/{lead.pk}/")
        return len(seen)

    def happens(times):
        for n in range(times):
            interactions.record(lead.contact, "call", lead=lead, summary=f"Call {n}")
            TaskFactory(lead=lead)
            ContactPointFactory(contact=lead.contact, is_primary=False)

    happens(1)
    client.get(f"/people/{lead.pk}/")
    one = statements()
    happens(2)

    assert statements() == one


def test_the_timeline_tells_the_newest_first_by_day_of_the_agent(client, me, lead):
    for days, words in ((2, "Older"), (0, "Newer")):
        moment = clock.now() - timedelta(days=days)
        interactions.record(lead.contact, "note", lead=lead, agent=me, summary=words, occurred_at=moment)

    response = client.get(f"/people/{lead.pk}/")

    texts = [[e.context["interaction"].summary for e in day.entries] for day in response.context["history"].days]
    assert texts == [["Newer"], ["Older"]]


def test_the_timeline_narrows_to_calls(client, lead):
    for kind in ("note", "call", "view"):
        interactions.record(lead.contact, kind, lead=lead, summary=kind)

    shown = client.get(f"/people/{lead.pk}/timeline/?show=calls", **HTMX).context["history"].days

    assert [e.context["interaction"].kind for day in shown for e in day.entries] == ["call"]


def test_older_events_come_page_by_page(client, lead, monkeypatch):
    monkeypatch.setattr("crm.selectors.timeline.PAGE", 2)
    for n in range(5):
        interactions.record(
            lead.contact, "note", lead=lead, summary=f"n{n}", occurred_at=clock.now() - timedelta(hours=n)
        )

    seen, after = [], ""
    for _ in range(3):
        history = client.get(f"/people/{lead.pk}/timeline/", {"after": after}, **HTMX).context["history"]
        seen += [e.context["interaction"].summary for day in history.days for e in day.entries]
        after = history.next

    assert seen == ["n0", "n1", "n2", "n3", "n4"]
    assert after == ""


def test_an_erased_row_leaves_no_hole_in_the_page(client, lead):
    interactions.record(lead.contact, "note", lead=lead, summary="gone")
    Interaction.objects.all().delete()

    assert client.get(f"/people/{lead.pk}/").status_code == 200


def test_a_logged_call_counts_as_our_last_word(client, lead):
    client.post(f"/people/{lead.pk}/write/call/", {"disposition": "talked", "minutes": 4, "summary": "Wants a yard."})

    call = Interaction.objects.get()
    assert (call.kind, call.seconds, call.disposition) == ("call", 240, "talked")
    assert Lead.objects.get().last_outbound_at is not None


def test_an_empty_note_is_refused_with_its_form(client, lead):
    response = client.post(f"/people/{lead.pk}/write/note/", {"summary": ""}, **HTMX)

    assert response.status_code == 422
    assert b"<html" not in response.content


def test_times_are_read_on_the_agents_clock(client, me, lead):
    client.post(
        f"/people/{lead.pk}/write/appointment/",
        {"title": "Showing", "starts_at": "2026-12-01T15:00", "minutes": 30, "place": "100 Palm Street"},
    )

    row = Appointment.objects.get()
    assert row.starts_at.isoformat() == "2026-12-01T20:00:00+00:00"
    assert row.ends_at - row.starts_at == timedelta(minutes=30)


def test_a_task_is_ticked_and_opened_again(client, lead):
    client.post(f"/people/{lead.pk}/write/task/", {"title": "Send the flood map"})
    task = Task.objects.get()

    client.post(f"/tasks/{task.pk}/toggle/")
    assert Task.objects.get().status == TaskState.DONE
    client.post(f"/tasks/{task.pk}/toggle/")
    assert Task.objects.get().status == TaskState.OPEN


def test_an_appointments_outcome_is_taken_back_from_its_toast(client, lead):
    row = AppointmentFactory(lead=lead)

    client.post(f"/appointments/{row.pk}/resolve/", {"outcome": "no_show"}, **HTMX)
    assert Appointment.objects.get().status == "no_show"
    client.post(f"/undo/{next(iter(client.session['undo']))}/")

    assert Appointment.objects.get().status == "set"


def test_a_stage_is_moved_and_taken_back(client, lead):
    leads.change_status(lead, LeadStatus.INTERESTED, reason="test")

    client.post(f"/people/{lead.pk}/stage/", {"to": "negotiating"})
    assert Lead.objects.get().status == LeadStatus.NEGOTIATING

    client.post(f"/undo/{next(iter(client.session['undo']))}/")
    assert Lead.objects.get().status == LeadStatus.INTERESTED


@pytest.mark.parametrize("to", ["opt_out", "deal_closed", "nonsense", ""])
def test_stages_that_come_about_otherwise_are_refused(client, lead, to):
    assert client.post(f"/people/{lead.pk}/stage/", {"to": to}).status_code == 422
    assert Lead.objects.get().status == LeadStatus.NEW


def test_a_snooze_ends_when_the_agents_day_begins(client, me, lead):
    client.post(f"/people/{lead.pk}/snooze/", {"until": "tomorrow"})

    until = Lead.objects.get().snoozed_until
    assert until > clock.now()
    client.post(f"/people/{lead.pk}/snooze/", {"until": ""})
    assert Lead.objects.get().snoozed_until is None


def test_a_wrong_number_is_marked_and_taken_back(client, lead):
    point = ContactPoint.objects.get(contact=lead.contact, kind="phone")

    client.post(f"/people/{lead.pk}/points/{point.pk}/wrong/")
    assert ContactPoint.objects.get(pk=point.pk).is_wrong
    client.post(f"/undo/{next(iter(client.session['undo']))}/")
    assert not ContactPoint.objects.get(pk=point.pk).is_wrong


def test_a_number_of_somebody_else_is_refused_beside_the_field(client, lead):
    taken = ContactPointFactory(value="+18135550111")

    response = client.post(f"/people/{lead.pk}/points/", {"kind": "phone", "value": taken.value})

    assert response.status_code == 422
    assert "somebody else" in str(response.context["form"].errors["value"])


def test_what_they_look_for_is_edited_in_its_place(client, lead):
    form = client.get(f"/people/{lead.pk}/wishes/", **HTMX).content.decode()
    assert "<html" not in form

    client.post(f"/people/{lead.pk}/wishes/", {"locations": "Hyde Park, Ybor", "price_max_cents": "480k"})

    row = Lead.objects.get()
    assert (row.locations, row.price_max_cents, row.budget_confirmed) == (["Hyde Park", "Ybor"], 48_000_000, True)


def test_prices_the_wrong_way_round_are_refused(client, lead):
    response = client.post(f"/people/{lead.pk}/wishes/", {"price_min_cents": "500k", "price_max_cents": "400k"})

    assert response.status_code == 422
    assert "above the highest" in str(response.context["form"].errors["price_min_cents"])


def test_a_zone_that_the_person_told_keeps_its_source(client, me, lead):
    client.post(f"/people/{lead.pk}/person/", {"name": lead.contact.name, "explicit_zone": "America/Denver"})

    lead.contact.refresh_from_db()
    assert (lead.contact.explicit_zone, lead.contact.zone_source) == ("America/Denver", "Told Dana Whitlock")


def test_tags_are_put_on_and_taken_off(client, lead):
    client.post(f"/people/{lead.pk}/tags/", {"tag": "two dogs"})
    link = lead.contact.tag_links.get()

    client.post(f"/people/{lead.pk}/tags/{link.tag_id}/remove/")

    assert not lead.contact.tag_links.exists()

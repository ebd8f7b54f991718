"""What operators see of outreach: logs that open, of their own brokerage, and that nobody writes to."""

import pytest
from django.contrib import admin
from django.test import Client

from outreach.models import Attachment, Call
from outreach.services import rulebook
from tests.factories.crm import AgentFactory, BrokerageFactory
from tests.factories.outreach import caught, decided, said

OURS = sorted(model._meta.model_name for model in admin.site._registry if model._meta.app_label == "outreach")


@pytest.fixture
def operator(brokerage):
    """A browser of an operator who may do everything."""
    agent = AgentFactory(user__is_staff=True, user__is_superuser=True)
    browser = Client()
    browser.force_login(agent.user)
    return browser


def test_every_table_of_ours_has_its_page():
    assert {"conversation", "dnclist", "gatedecision", "lawrule", "message", "privacyrequest", "suppression"} <= set(
        OURS
    )


@pytest.mark.parametrize("model", OURS)
def test_each_log_opens_and_takes_no_new_row(operator, lead, model):
    said(lead)
    decided(lead)
    caught(lead)

    assert operator.get(f"/admin/outreach/{model}/").status_code == 200
    may_add = {"lawrule", "sendingpace"}  # the law changes by a new row; a pace is set where none was
    assert operator.get(f"/admin/outreach/{model}/add/").status_code == (200 if model in may_add else 403)


def test_a_rule_is_added_as_it_is_written_and_a_bad_one_is_refused_in_words(operator):
    rule = {"kind": "hours", "subject": "GA", "source": "O.C.G.A. 46-5-27", "confidence": "B", "source_url": ""}
    rule |= {"effective_on": "", "ends_on": ""}
    bad = {**rule, "written": "Mon-Fri 21:00-08:00, Sat closed, Sun closed, holidays open"}
    refused = operator.post("/admin/outreach/lawrule/add/", bad)
    assert "does not open before it closes" in refused.content.decode()

    good = {**rule, "written": "Mon-Fri 09:00-20:00, Sat 09:00-20:00, Sun closed, holidays open"}
    assert operator.post("/admin/outreach/lawrule/add/", good).status_code == 302
    assert str(rulebook.in_force().hours_of("GA").weekdays) == "09:00-20:00"


def test_a_message_is_read_and_never_removed(operator, lead):
    message = said(lead)

    assert "Is it still for sale?" in operator.get(f"/admin/outreach/message/{message.pk}/change/").content.decode()
    assert operator.post(f"/admin/outreach/message/{message.pk}/delete/").status_code == 403


def test_files_and_calls_are_looked_at_and_their_places_on_disk_are_not_told(operator, lead):
    file = Attachment.objects.create(message=said(lead), status="kept", path="messages/1/x.jpg", name="porch.jpg")
    call = Call.objects.create(message=said(lead), seconds=95, recording_id="RE1", announced=True)

    shown = operator.get(f"/admin/outreach/attachment/{file.pk}/change/").content.decode()
    assert "porch.jpg" in shown
    assert "messages/1/x.jpg" not in shown
    shown = operator.get(f"/admin/outreach/call/{call.pk}/change/").content.decode()
    assert "95" in shown
    assert "RE1" not in shown


def test_T66_an_operator_next_door_finds_nothing(lead):
    message = said(lead)
    neighbour = Client()
    stranger = AgentFactory(brokerage=BrokerageFactory(), user__is_staff=True, user__is_superuser=True)
    neighbour.force_login(stranger.user)

    assert neighbour.get(f"/admin/outreach/message/{message.pk}/change/").status_code == 302
    assert lead.contact.name not in neighbour.get("/admin/outreach/message/").content.decode()


def test_caught_mail_is_for_superusers_since_it_may_hold_log_in_links(lead):
    letter = caught(lead, subject="New password")
    browser = Client()
    browser.force_login(AgentFactory(user__is_staff=True).user)

    assert "New password" not in browser.get("/admin/outreach/caughtmail/").content.decode()
    assert letter.pk

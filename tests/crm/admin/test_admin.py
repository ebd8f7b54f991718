"""The admin, as an operator of one brokerage sees it."""

import pytest
from django.contrib import admin
from django.db import transaction

from crm.events import LeadChanged
from crm.models import DeadLetter, Event, InboundHook
from crm.services.events import publish
from realestate.lib import scopes
from tests.factories.crm import (
    AgentFactory,
    AppointmentFactory,
    BrokerageFactory,
    ContactFactory,
    DealFactory,
    InteractionFactory,
    LeadFactory,
    PropertyFactory,
    TaskFactory,
)
from tests.signing_in import browser_of

OURS = sorted((model for model in admin.site._registry if model._meta.app_label == "crm"), key=lambda m: m.__name__)
SUPERUSERS = {"Brokerage", "Instance", "LanguagePrice", "User"}
TENANT = [model for model in OURS if model.__name__ not in SUPERUSERS]


@pytest.fixture
def operator(brokerage):
    return browser_of(AgentFactory(owner=True, user__is_staff=True))


def listed(model):
    return f"/admin/crm/{model._meta.model_name}/"


@pytest.mark.parametrize("model", TENANT, ids=lambda model: model.__name__)
def test_every_list_opens_for_an_operator(operator, model):
    for make in (DealFactory, AppointmentFactory, InteractionFactory, TaskFactory, PropertyFactory):
        make()

    assert operator.get(listed(model)).status_code == 200


@pytest.mark.parametrize("name", sorted(SUPERUSERS))
def test_the_installation_is_not_an_operators(operator, name):
    assert operator.get(f"/admin/crm/{name.lower()}/").status_code == 403


def test_T66_an_operator_sees_their_own_brokerage_only(operator):
    LeadFactory(contact=ContactFactory(name="Ours"))
    other = BrokerageFactory()
    with scopes.in_brokerage(other):
        lead = LeadFactory(contact=ContactFactory(name="Theirs"))
        hook = InboundHook.objects.create(brokerage=other, provider="ghl", external_id="1", body={})

    page = operator.get("/admin/crm/lead/").content.decode()
    assert "Ours" in page
    assert "Theirs" not in page
    assert operator.get(f"/admin/crm/lead/{lead.pk}/change/").status_code == 302
    assert operator.get(f"/admin/crm/inboundhook/{hook.pk}/change/").status_code == 302


def test_an_agent_who_is_no_operator_is_not_let_in(brokerage):
    browser = browser_of(AgentFactory())

    assert browser.get("/admin/").status_code == 302


def test_logs_are_not_written_by_hand(operator, brokerage):
    with transaction.atomic():
        event = publish(LeadChanged(brokerage_id=brokerage.pk, lead_id=1, fields=["score"]))

    assert operator.get("/admin/crm/event/add/").status_code == 403
    assert operator.post(f"/admin/crm/event/{event.pk}/delete/").status_code == 403
    assert Event.objects.filter(pk=event.pk).exists()


def test_a_dead_letter_is_tried_again(operator, brokerage):
    with transaction.atomic():
        event = publish(LeadChanged(brokerage_id=brokerage.pk, lead_id=1, fields=["score"]))
    letter = DeadLetter.objects.create(
        event_id=event.pk, recorded_at=event.recorded_at, subscriber="nobody", kind=event.kind, error="boom"
    )

    operator.post("/admin/crm/deadletter/", {"action": "try_again", "_selected_action": [letter.pk]})

    letter.refresh_from_db()
    assert letter.resolved_at is not None

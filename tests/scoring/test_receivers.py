"""What scoring hears, and that hearing it twice changes nothing."""

from datetime import timedelta

import pytest
from django.db import transaction

from crm import events as crm_facts
from crm.models import Event
from crm.services import interactions
from crm.services.events import publish
from outreach.events import MessageSent, ReplyReceived, ReplyUnderstood
from realestate.lib import clock
from scoring.models import Alert, Evaluation
from scoring.states import AlertKind
from tests.factories.crm import LeadFactory
from tests.factories.scoring import AlertFactory


def recorded(fact, **more):
    with transaction.atomic():
        return publish(fact, **more)


def ids(lead):
    return {"brokerage_id": lead.brokerage_id, "contact_id": lead.contact_id, "lead_id": lead.pk}


def message(lead):
    return {**ids(lead), "message_id": 5, "channel": "sms", "key": "reply:5"}


FACTS = {
    "created": lambda lead: crm_facts.LeadCreated(**ids(lead), door="form"),
    "status": lambda lead: crm_facts.LeadStatusChanged(**ids(lead), old="new", new="replied", reason="Wrote."),
    "changed": lambda lead: crm_facts.LeadChanged(**ids(lead), fields=["timeline"]),
    "interaction": lambda lead: crm_facts.InteractionRecorded(**ids(lead), interaction_id=1, interaction="view"),
    "set": lambda lead: crm_facts.AppointmentSet(**ids(lead), appointment_id=1),
    "resolved": lambda lead: crm_facts.AppointmentResolved(**ids(lead), appointment_id=1, outcome="held"),
    "opened": lambda lead: crm_facts.DealOpened(**ids(lead), deal_id=1),
    "moved": lambda lead: crm_facts.DealMoved(**ids(lead), deal_id=1, old="qualified", new="offer"),
    "reply": lambda lead: ReplyReceived(**message(lead)),
    "understood": lambda lead: ReplyUnderstood(**message(lead), intent="question", sentiment=0.1, action="auto_reply"),
}


@pytest.mark.parametrize("name", FACTS)
def test_each_fact_scores_its_lead_once(lead, hear, name):
    fact = FACTS[name](lead)
    event = recorded(fact)
    hear(fact, event)
    hear(fact, event)
    assert Evaluation.objects.get().event_id == event.pk


@pytest.mark.parametrize("fields", [["snoozed_until"], ["score"], ["assigned_to", "segment"]])
def test_columns_that_no_feature_reads_are_no_reason_to_score(lead, hear, fields):
    fact = crm_facts.LeadChanged(**ids(lead), fields=fields)
    hear(fact, recorded(fact))
    assert not Evaluation.objects.exists()


def test_an_interaction_without_a_lead_scores_every_open_lead_of_the_contact(lead, hear):
    LeadFactory(contact=lead.contact, kind="seller")
    LeadFactory(contact=lead.contact, kind="owner", churned_at=clock.now())
    fact = crm_facts.InteractionRecorded(
        brokerage_id=lead.brokerage_id, contact_id=lead.contact_id, interaction_id=1, interaction="view"
    )
    hear(fact, recorded(fact))
    assert Evaluation.objects.count() == 2


def test_a_lead_that_is_gone_is_passed_over(lead, hear):
    fact = FACTS["created"](lead)
    event = recorded(fact)
    lead.delete()
    hear(fact, event)
    assert not Evaluation.objects.exists()


def test_a_request_to_meet_alerts_with_a_deadline(lead, hear):
    fact = ReplyUnderstood(**message(lead), intent="appointment_request", sentiment=0.4, action="hand_off")
    event = recorded(fact)
    hear(fact, event)
    hear(fact, event)
    alert = Alert.objects.get()
    assert (alert.kind, alert.deadline_at) == ("appointment", event.occurred_at + timedelta(minutes=15))
    assert Evaluation.objects.get().features["asked_to_meet_14d"] is True


def test_our_message_answers_a_new_lead_and_is_no_reason_to_score(lead, hear):
    alert = AlertFactory(lead=lead, kind=AlertKind.UNANSWERED)
    fact = MessageSent(**message(lead))
    hear(fact, recorded(fact))
    alert.refresh_from_db()
    assert alert.status == "done"
    assert not Evaluation.objects.exists()


def test_a_reply_ends_the_silence(lead, hear):
    alert = AlertFactory(lead=lead, kind=AlertKind.SILENT)
    fact = ReplyReceived(**message(lead))
    hear(fact, recorded(fact))
    alert.refresh_from_db()
    assert alert.status == "done"


def test_a_call_settles_what_waited_for_one(lead, agent, hear):
    waiting = AlertFactory(lead=lead, kind=AlertKind.APPOINTMENT)
    hot = AlertFactory(lead=lead, kind=AlertKind.HOT)
    interactions.record(lead.contact, "call", lead=lead, agent=agent, seconds=120)
    event = Event.objects.get(kind="interaction.recorded")
    hear(crm_facts.InteractionRecorded(**ids(lead), interaction_id=1, interaction="call", agent_id=agent.pk), event)
    waiting.refresh_from_db()
    hot.refresh_from_db()
    assert (waiting.status, hot.status) == ("done", "open")

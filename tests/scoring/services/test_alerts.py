"""Alerts: raised once for one cause, in words, with a deadline and an opener; settled when somebody acts."""

from datetime import timedelta

import pytest
from django.db import transaction

from crm.events import LeadCreated
from crm.models import Event
from crm.services import leads
from crm.services.events import publish
from crm.states import LeadStatus
from realestate.lib import clock
from realestate.lib.errors import IllegalTransition
from scoring.models import Alert
from scoring.services import alerts, evaluation, weights
from scoring.states import AlertKind, AlertState
from tests.factories.crm import LeadFactory
from tests.factories.scoring import AlertFactory


def told() -> list[dict]:
    return list(Event.objects.filter(kind="alert.raised").order_by("id").values_list("payload", flat=True))


def raise_one(lead, key="test:1", **more):
    return alerts.raise_alert(lead, kind=AlertKind.HOT, reason="Because", key=key, deadline_at=clock.now(), **more)


def came(lead, door="form"):
    """Announce that a lead came by a door."""
    with transaction.atomic():
        publish(LeadCreated(brokerage_id=lead.brokerage_id, contact_id=lead.contact_id, lead_id=lead.pk, door=door))
    return lead


def test_raise_alert_goes_to_the_leads_agent_and_is_announced(lead, agent):
    alert = raise_one(lead)
    assert (alert.agent, alert.status, alert.reason) == (agent, AlertState.OPEN, "Because")
    assert told() == [{"alert_id": alert.pk, "lead_id": lead.pk, "agent_id": agent.pk}]


def test_the_same_cause_alerts_once(lead):
    first, again = raise_one(lead), raise_one(lead)
    assert first == again
    assert len(told()) == 1


def test_a_dismissed_alert_does_not_come_back_by_itself(lead):
    alerts.dismiss(raise_one(lead))
    assert raise_one(lead).status == AlertState.DISMISSED


def test_long_words_are_cut_to_the_column(lead):
    alert = alerts.raise_alert(
        lead, kind=AlertKind.HOT, reason="r" * 300, key="long", deadline_at=clock.now(), opener="o" * 500
    )
    assert (len(alert.reason), len(alert.opener)) == (240, 400)


@pytest.mark.parametrize(("act", "status"), [(alerts.resolve, "done"), (alerts.dismiss, "dismissed")])
def test_what_was_done_can_be_undone(lead, agent, act, status):
    alert = raise_one(lead)
    assert act(alert, by=agent).status == status
    assert alerts.reopen(alert, by=agent).status == AlertState.OPEN


def test_an_alert_is_resolved_once(lead):
    alert = raise_one(lead)
    stale = Alert.objects.get(pk=alert.pk)
    alerts.resolve(alert)
    with pytest.raises(IllegalTransition):
        alerts.resolve(stale)


def test_settle_closes_open_ones_of_its_kinds(lead):
    hot = AlertFactory(lead=lead, kind=AlertKind.HOT)
    silent = AlertFactory(lead=lead, kind=AlertKind.SILENT)
    AlertFactory(kind=AlertKind.SILENT)
    assert alerts.settle(lead, AlertKind.SILENT, AlertKind.UNANSWERED) == 1
    assert {row.pk: row.status for row in Alert.objects.filter(lead=lead)} == {hot.pk: "open", silent.pk: "done"}


def test_a_lead_that_crosses_70_alerts_once_a_day(lead):
    weights.save({"start_buyer": 58})
    evaluation.evaluate(lead)  # 62
    leads.change(lead, budget_confirmed=True)
    evaluation.evaluate(lead)  # 72
    leads.change(lead, budget_confirmed=False)
    evaluation.evaluate(lead)
    leads.change(lead, budget_confirmed=True)
    evaluation.evaluate(lead)
    alert = Alert.objects.get()
    assert (alert.kind, alert.score, alert.reason) == ("hot", 72, "Rose from 62 to 72: budget confirmed")
    assert alert.opener.startswith(f"Hi {lead.contact.first_name}, this is Ana from {lead.brokerage.name}.")
    with clock.shifted(timedelta(days=1)):
        leads.change(lead, budget_confirmed=False)
        evaluation.evaluate(lead)
        leads.change(lead, budget_confirmed=True)
        evaluation.evaluate(lead)
    assert Alert.objects.count() == 2


def test_an_opener_never_says_the_score(lead):
    weights.save({"start_buyer": 60, "preapproved": 30})
    leads.change(lead, preapproved=True)
    evaluation.evaluate(lead)
    assert "ready to buy" in Alert.objects.get().opener
    assert "9" not in Alert.objects.get().opener.replace(lead.contact.first_name, "").replace(lead.brokerage.name, "")


def test_a_new_lead_without_an_answer_alerts_after_five_minutes(agent):
    lead = came(LeadFactory(assigned_to=agent))
    assert alerts.check_silence() == []
    with clock.shifted(timedelta(minutes=6)):
        (alert,) = alerts.check_silence()
        assert (alert.kind, alert.lead, alert.reason) == ("unanswered", lead, "New lead, 6 minutes without an answer")
        assert alerts.check_silence() == []


@pytest.mark.parametrize("door", ["csv", "sequence"])
def test_rows_of_an_upload_are_not_waiting(agent, door):
    came(LeadFactory(assigned_to=agent), door=door)
    with clock.shifted(timedelta(minutes=6)):
        assert alerts.check_silence() == []


def test_an_answered_or_worked_lead_is_not_waiting(agent):
    answered, worked, snoozed, gone = (came(LeadFactory(assigned_to=agent)) for _ in range(4))
    leads.touched(answered, outbound_at=clock.now())
    leads.change_status(worked, LeadStatus.CONTACTED, reason="Called.")
    leads.snooze(snoozed, clock.now() + timedelta(days=1), by=agent)
    leads.change_status(gone, LeadStatus.OPTED_OUT, reason="Stop.")
    with clock.shifted(timedelta(minutes=6)):
        assert alerts.check_silence() == []


def test_a_hot_lead_silent_for_three_days_alerts_once_per_silence(agent):
    lead = LeadFactory(assigned_to=agent, last_inbound_at=clock.now())
    leads.record_score(lead, 81, at=clock.now())
    LeadFactory(score=50, last_inbound_at=clock.now())
    with clock.shifted(timedelta(days=2)):
        assert alerts.check_silence() == []
    with clock.shifted(timedelta(days=3, hours=1)):
        (alert,) = alerts.check_silence()
        assert (alert.kind, alert.reason) == ("silent", "Score 81, silent for 3 days")
    with clock.shifted(timedelta(days=5)):
        assert alerts.check_silence() == []
        leads.touched(lead, inbound_at=clock.now())
    with clock.shifted(timedelta(days=9)):
        assert len(alerts.check_silence()) == 1

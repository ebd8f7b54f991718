"""The one call that scores a lead: once per event, in order, with everything it rests on."""

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from crm.events import LeadCreated
from crm.models import Event, Lead
from crm.services import interactions, leads
from crm.services.events import publish
from crm.states import InteractionKind, LeadStatus
from realestate.lib import clock
from realestate.live import groups, payloads
from scoring.models import Evaluation
from scoring.predictors import rules
from scoring.services import evaluation, weights
from tests.factories.crm import InteractionFactory, LeadFactory


def told(kind: str) -> list[dict]:
    return list(Event.objects.filter(kind=kind).order_by("id").values_list("payload", flat=True))


def shown(redis_db, brokerage) -> list[dict]:
    """Return what open pages were sent, oldest first."""
    stored = redis_db.lrange(groups.backlog(brokerage.pk), 0, -1)
    return [json.loads(payloads.unpack(line).frame(0)) for line in stored]


def test_evaluate_keeps_what_the_score_rests_on(lead):
    leads.change(lead, budget_confirmed=True)
    row = evaluation.evaluate(lead, event_id=7)
    assert (row.score, row.before, row.model, row.rests_on, row.event_id) == (30, None, "rules-1.0", "rules", 7)
    assert sum(line["points"] for line in row.reasons) == row.score
    assert row.features["budget_confirmed"] is True
    assert rules.score(row.features).inputs_hash == row.inputs_hash


def test_evaluate_writes_the_score_to_the_lead_and_announces_it(lead):
    first = evaluation.evaluate(lead, event_id=1)
    leads.change(lead, preapproved=True)
    second = evaluation.evaluate(lead, event_id=2)
    lead.refresh_from_db()
    assert (lead.score, lead.score_before, lead.scored_at) == (second.score, first.score, second.evaluated_at)
    assert told("lead.scored") == [
        {"lead_id": lead.pk, "evaluation_id": first.pk, "score": first.score, "before": None},
        {"lead_id": lead.pk, "evaluation_id": second.pk, "score": second.score, "before": first.score},
    ]


def test_the_same_event_scores_a_lead_once(lead):
    first = evaluation.evaluate(lead, event_id=1)
    leads.change(lead, preapproved=True)
    assert evaluation.evaluate(lead, event_id=1) == first
    assert Evaluation.objects.count() == 1
    assert len(told("lead.scored")) == 1


def test_one_event_may_score_two_leads(agent):
    for lead in (LeadFactory(), LeadFactory()):
        evaluation.evaluate(lead, event_id=1)
    assert Evaluation.objects.count() == 2


def test_an_unchanged_score_is_kept_but_not_announced(lead):
    evaluation.evaluate(lead, event_id=1)
    evaluation.evaluate(lead, event_id=2)
    assert Evaluation.objects.count() == 2
    assert len(told("lead.scored")) == 1


def test_without_an_event_nothing_is_written_where_no_reason_changed(lead):
    first = evaluation.evaluate(lead)
    assert evaluation.evaluate(lead) == first
    assert Evaluation.objects.count() == 1


def test_t68_a_stale_row_does_not_make_a_stale_score(lead):
    stale = Lead.objects.get(pk=lead.pk)
    leads.change(lead, budget_confirmed=True)
    assert evaluation.evaluate(stale).features["budget_confirmed"] is True
    assert stale.score == 30


@pytest.mark.parametrize("status", [LeadStatus.COLD, LeadStatus.REPLIED, LeadStatus.INTERESTED])
def test_t68_a_score_never_changes_a_state(lead, status):
    leads.change_status(lead, status, reason="Test.")
    leads.change(lead, budget_confirmed=True, preapproved=True, timeline="now")
    evaluation.evaluate(lead)
    lead.refresh_from_db()
    assert (lead.status, lead.converted_at, lead.churned_at) == (status, None, None)


def test_the_weights_in_force_count(lead):
    weights.save({"start_buyer": 40})
    row = evaluation.evaluate(lead)
    assert (row.score, row.model) == (44, "rules-1.1")


def test_open_pages_hear_the_move_without_a_name(lead, brokerage, redis_db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        evaluation.evaluate(lead, event_id=1)
        leads.change(lead, budget_confirmed=True)
        evaluation.evaluate(lead, event_id=2)
    updates = [message["data"] for message in shown(redis_db, brokerage) if message["type"] == "score_update"]
    assert updates[-1] == {
        "lead_id": lead.pk,
        "score": 30,
        "before": 20,
        "band": "cool",
        "reason": "Budget confirmed",
        "points": 10,
    }
    assert len(updates) == 2
    assert lead.contact.first_name not in json.dumps(updates)


def test_nothing_is_shown_of_what_was_rolled_back(lead, brokerage, redis_db, django_capture_on_commit_callbacks):
    @transaction.atomic
    def score_and_fail():
        evaluation.evaluate(lead, event_id=1)
        raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        score_and_fail()
    assert shown(redis_db, brokerage) == []
    assert not Evaluation.objects.exists()


def test_features_of_a_long_history_cost_four_queries(lead):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            evaluation.gather(lead, now=clock.now())
        return len(caught)

    assert queries() == 4
    for _ in range(30):
        InteractionFactory(lead=lead, kind=InteractionKind.VIEW)
    assert queries() == 4


def test_interactions_of_the_contacts_other_lead_do_not_count(lead):
    other = LeadFactory(contact=lead.contact, kind="seller")
    interactions.record(lead.contact, InteractionKind.VIEW, lead=other)
    interactions.record(lead.contact, InteractionKind.VIEW)
    assert evaluation.evaluate(lead).features["views_7d"] == 1


def test_refresh_all_scores_what_time_changed(brokerage, lead):
    leads.touched(lead, inbound_at=clock.now())
    evaluation.evaluate(lead)
    LeadFactory()  # never scored: its own event will come
    assert evaluation.refresh_all() == 0
    with clock.shifted(timedelta(days=20)):
        assert evaluation.refresh_all() == 1
    lead.refresh_from_db()
    assert lead.score < lead.score_before


def test_refresh_all_writes_only_where_a_rule_changed(brokerage, lead):
    leads.touched(lead, inbound_at=clock.now())
    evaluation.evaluate(lead)
    with clock.shifted(timedelta(hours=20)):
        assert evaluation.refresh_all() == 0
    with clock.shifted(timedelta(days=2)):
        assert evaluation.refresh_all() == 1
    with clock.shifted(timedelta(days=3)):
        assert evaluation.refresh_all() == 0
    assert Evaluation.objects.count() == 2


def test_two_events_at_once_score_in_order(lead):
    with transaction.atomic():
        event = publish(
            LeadCreated(brokerage_id=lead.brokerage_id, contact_id=lead.contact_id, lead_id=lead.pk, door="form")
        )
    rows = [evaluation.evaluate(lead, event_id=event.pk + number) for number in range(3)]
    assert [row.before for row in rows] == [None, rows[0].score, rows[1].score]

"""A lead's score as a ledger, and over time."""

from datetime import timedelta

from crm.services import leads
from realestate.lib import clock
from scoring.selectors import history
from scoring.services import evaluation, weights
from tests.factories.crm import LeadFactory
from tests.factories.scoring import EvaluationFactory


def test_ledger_sums_says_what_would_raise_it_and_what_changed(lead):
    with clock.shifted(timedelta(days=-2)):
        evaluation.evaluate(lead)
    leads.change(lead, preapproved=True)
    evaluation.evaluate(lead)
    ledger = history.ledger(lead, weights.active())
    assert ledger.reasons == [
        {"label": "Buyers start at", "points": 16},
        {"label": "Came to you and asked", "points": 4},
        {"label": "Pre-approved for a loan", "points": 9},
    ]
    assert ledger.evaluation.score == 29
    assert (ledger.change, ledger.since.score) == (9, 20)
    assert [(gain.points, gain.words) for gain in ledger.what_if] == [
        (10, "if the budget is confirmed"),
        (9, "if the move is within 30 days"),
        (8, "if an appointment is set"),
    ]


def test_a_lead_never_scored_has_no_ledger(lead):
    assert history.ledger(lead, weights.active()) is None


def test_history_keeps_the_moments_that_changed_the_score(lead):
    with clock.shifted(timedelta(days=-2)):
        evaluation.evaluate(lead, event_id=1)
    evaluation.evaluate(lead, event_id=2)
    leads.change(lead, preapproved=True)
    evaluation.evaluate(lead, event_id=3)
    newest, first = history.history(lead)
    assert (newest.score, newest.before, newest.moved.words) == (29, 20, "Pre-approved for a loan")
    assert (first.score, first.before) == (20, None)


def test_history_is_cut_to_the_newest(lead):
    for number, score in enumerate((20, 30, 30, 40)):
        EvaluationFactory(lead=lead, score=score, evaluated_at=clock.now() + timedelta(minutes=number))
    assert [point.score for point in history.history(lead, most=4)] == [40, 30, 20]
    assert [point.score for point in history.history(lead, most=2)] == [40]


def test_history_is_the_leads_own(lead):
    EvaluationFactory(lead=LeadFactory())
    assert history.history(lead) == []

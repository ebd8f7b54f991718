"""The scoreboard: best first, today's gain, the reason that moved it, and nobody else's leads."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.services import leads
from realestate.lib import clock
from scoring.predictors.rules import Reason
from scoring.selectors import scoreboard
from scoring.services import evaluation
from tests.factories.crm import AgentFactory, LeadFactory


@pytest.fixture
def midnight(brokerage):
    return clock.now() - timedelta(hours=6)


def scored(**fields):
    lead = LeadFactory(**fields)
    evaluation.evaluate(lead)
    return lead


def test_rows_are_best_first_with_todays_gain_and_reason(agent, midnight):
    with clock.shifted(timedelta(hours=-20)):
        riser, steady = scored(), scored(preapproved=True)
    leads.change(riser, budget_confirmed=True)
    evaluation.evaluate(riser)
    first, second = scoreboard.top(agent, since=midnight, most=20)
    assert (first.rank, first.lead, first.score, first.gain, first.before, first.is_new) == (
        1,
        riser,
        30,
        10,
        20,
        False,
    )
    assert first.moved == Reason(rule="budget_confirmed", words="Budget confirmed", points=10)
    assert (second.rank, second.lead, second.score, second.gain) == (2, steady, 29, 0)
    assert second.moved == Reason(rule="preapproved", words="Pre-approved for a loan", points=9)


def test_a_lead_of_today_gained_all_of_it(agent, midnight):
    scored()
    (row,) = scoreboard.top(agent, since=midnight, most=20)
    assert (row.is_new, row.gain, row.before) == (True, 20, None)


def test_t66_an_agent_sees_no_lead_of_another(midnight, agent):
    mine, other = AgentFactory(), AgentFactory()
    scored(assigned_to=other)
    own = scored(assigned_to=mine)
    assert [row.lead for row in scoreboard.top(mine, since=midnight, most=20)] == [own]
    assert [move.lead for move in scoreboard.latest_moves(mine)] == [own]


def test_the_last_move_is_found_behind_evaluations_that_moved_nothing(agent, midnight):
    lead = scored()
    leads.change(lead, preapproved=True)
    for event_id in range(3):
        evaluation.evaluate(lead, event_id=event_id)
    (row,) = scoreboard.top(agent, since=midnight, most=20)
    assert row.moved == Reason(rule="preapproved", words="Pre-approved for a loan", points=9)


def test_latest_moves_are_one_of_each_lead_newest_first(agent):
    first, second = scored(), scored()
    leads.change(first, preapproved=True)
    evaluation.evaluate(first, event_id=1)
    evaluation.evaluate(second, event_id=2)  # nothing moved
    moves = scoreboard.latest_moves(agent)
    assert [(move.lead, move.before, move.score) for move in moves] == [(first, 20, 29), (second, None, 20)]
    assert moves[0].moved.words == "Pre-approved for a loan"


def test_closed_and_unscored_leads_are_not_listed(agent, midnight):
    LeadFactory()
    scored(converted_at=clock.now())
    assert scoreboard.top(agent, since=midnight, most=20) == []


def test_one_and_three_rows_cost_the_same(agent, midnight):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            for row in scoreboard.top(agent, since=midnight, most=20):
                str(row.lead.contact), str(row.lead.assigned_to)
        return len(caught)

    scored(assigned_to=agent)
    first = queries()
    scored(assigned_to=agent), scored()
    assert (first, queries()) == (3, 3)

"""The scoreboard's shape: places, bars, who waits, from when gains count."""

from datetime import timedelta

import pytest

from analytics.selectors import scoreboard
from crm.services import leads
from realestate.lib import clock
from scoring.services import evaluation
from tests.factories.crm import LeadFactory


def scored(**fields):
    lead = LeadFactory(**fields)
    evaluation.evaluate(lead)
    return lead


def raised(lead, **told):
    leads.change(lead, **told)
    evaluation.evaluate(lead)


def test_places_are_counted_among_the_rows_shown(agent):
    with clock.shifted(timedelta(days=-2)):
        climber, first, second = scored(), scored(preapproved=True), scored(timeline="soon")
    raised(climber, preapproved=True, budget_confirmed=True)
    newcomer = scored(timeline="now")
    lines = {line.row.lead.pk: line for line in scoreboard.board(agent, "today").lines}
    assert [lines[lead.pk].places for lead in (climber, first, second, newcomer)] == [2, -1, -1, None]


def test_bars_stand_where_the_score_was(agent):
    with clock.shifted(timedelta(days=-2)):
        up, down = scored(), scored(preapproved=True, budget_confirmed=True)
    raised(up, preapproved=True)
    raised(down, budget_confirmed=False)
    lines = {line.row.lead.pk: line for line in scoreboard.board(agent, "today").lines}
    assert (lines[up.pk].was, lines[up.pk].row.gain) == (20, 9)
    assert (lines[down.pk].was, lines[down.pk].row.gain) == (29, -10)


@pytest.mark.parametrize(("window", "before"), [("hour", 29), ("week", 20)])
def test_gains_count_from_the_window(agent, window, before):
    with clock.shifted(timedelta(days=-9)):
        lead = scored(created_at=clock.now())
    with clock.shifted(timedelta(days=-3)):
        raised(lead, preapproved=True)
    raised(lead, timeline="now")
    (line,) = scoreboard.board(agent, window).lines
    assert (line.row.before, line.row.score) == (before, 35)  # nine silent days cost 3


def test_a_new_lead_without_an_agent_waits(agent):
    waiting, taken = scored(), scored(assigned_to=agent)
    lines = {line.row.lead.pk: line for line in scoreboard.board(agent, "today").lines}
    assert (lines[waiting.pk].waits, lines[taken.pk].waits) == (True, False)


def test_an_empty_board_listens_for_every_score(agent):
    board = scoreboard.board(agent, "today")
    assert (board.lines, board.floor, board.last_move_at) == ([], 1, None)


def test_a_full_board_listens_only_for_scores_that_would_come_on(agent):
    for _ in range(2):
        scored()
    assert scoreboard.board(agent, "today", most=2).floor == 20
    assert scoreboard.board(agent, "today", most=3).floor == 1

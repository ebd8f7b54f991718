"""The rubric: it agrees with people on the graded set, and each of its rules finds something there."""

import pytest

from outreach.writing import grade, plan

SHIPPED = plan.shipped()
LINES = grade.GRADED.read_text(encoding="utf-8").splitlines()
VERDICTS = grade.read_graded(LINES, SHIPPED)
RULES = {"lawful", "personal", "one_question", "right_length", "plain", "about_them"}


@pytest.mark.parametrize("verdict", VERDICTS, ids=[one.id for one in VERDICTS])
def test_the_rubric_finds_what_people_found(verdict):
    assert verdict.given == verdict.expected


def test_every_rule_is_tried_both_ways():
    missed = {rule for verdict in VERDICTS for rule in verdict.expected}

    assert missed == RULES
    assert sum(not verdict.expected for verdict in VERDICTS) >= 15


@pytest.mark.parametrize("one", SHIPPED, ids=[one.key for one in SHIPPED])
def test_every_shipped_template_is_good(one):
    assert grade.grade_plan(one).missed == []


def test_unlawful_is_never_good():
    found = grade.grade("sms", "Act now, Maria. May I call?", brand="Gulf", about=("Maria",))

    assert (found.missed, found.is_good) == (["lawful"], False)
    assert found.score == pytest.approx(5 / 6)

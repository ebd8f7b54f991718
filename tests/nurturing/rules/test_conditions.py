"""Conditions of a step, in words and as a test."""

import pytest

from nurturing.errors import InvalidCondition
from nurturing.rules.conditions import FIELDS, TESTS, Check, Condition, evaluate, read

SCORE = {"field": "score", "test": "above", "value": 60}
BUDGET = {"field": "budget_confirmed", "test": "is", "value": True}


@pytest.mark.parametrize(
    ("line", "found", "holds", "text"),
    [
        (SCORE, 61, True, "Score above 60: it is 61."),
        (SCORE, 60, False, "Score above 60: it is 60."),
        (SCORE, None, False, "Score above 60: not known yet."),
        (BUDGET, True, True, "Budget confirmed: yes."),
        (BUDGET, False, False, "Budget confirmed: not yet."),
        ({"field": "preapproved", "test": "is", "value": False}, False, True, "Not preapproved: yes."),
        ({"field": "matches", "test": "at_least", "value": 3}, 3, True, "Homes that match at least 3: it is 3."),
        ({"field": "engagement", "test": "below", "value": 10}, 10, False, "Engagement below 10: it is 10."),
        ({"field": "timeline", "test": "is", "value": "now"}, "soon", False, "Timeline now: it is soon."),
        ({"field": "timeline", "test": "is_not", "value": "now"}, "soon", True, "Timeline not now: it is soon."),
        ({"field": "source", "test": "is", "value": "form"}, None, False, "Source form: not known yet."),
    ],
)
def test_check_says_what_was_found(line, found, holds, text):
    check = evaluate([read(line)], {line["field"]: found})[0]
    assert check == Check(line["field"], line["test"], line["value"], found, holds, text)


def test_every_condition_is_checked_even_after_one_that_fails():
    checks = evaluate([read(SCORE), read(BUDGET)], {"score": 10, "budget_confirmed": True})
    assert [check.holds for check in checks] == [False, True]


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        ({"field": "religion", "test": "is", "value": "x"}, "conditions.field", "“religion” is not known"),
        ({"field": "score", "test": "is", "value": 3}, "conditions.test", "“is” does not fit score"),
        ({"field": "score", "test": "above", "value": True}, "conditions.value", "The value of score is a number"),
        ({"field": "score", "test": "above", "value": "60"}, "conditions.value", "The value of score is a number"),
        ({"field": "budget_confirmed", "test": "is", "value": 1}, "conditions.value", "is a yes or no"),
        ({"field": "source", "test": "is", "value": 4}, "conditions.value", "is a word"),
        ({"field": "score", "test": "above"}, "conditions", "exactly a field, a test and a value"),
    ],
)
def test_condition_that_means_nothing_is_refused_with_its_part(line, field, says):
    with pytest.raises(InvalidCondition) as refusal:
        read(line)
    assert refusal.value.field == field
    assert says in refusal.value.message


def test_every_field_has_tests_and_words():
    assert all(TESTS[field.kind] and field.words for field in FIELDS.values())


def test_words_of_a_condition_are_those_of_its_check():
    assert Condition("score", "above", 60).words == "score above 60"
    assert Condition("budget_confirmed", "is", True).words == "budget confirmed"

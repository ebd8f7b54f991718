"""Conditions as forms have them: what was kept is what was chosen."""

from decimal import Decimal

import pytest

from nurturing.rules import asking, conditions


@pytest.mark.parametrize("key", list(asking.asks()))
def test_everything_that_may_be_asked_is_a_condition_and_reads_back_as_chosen(key):
    ask = asking.asks()[key]
    value = {"number": Decimal("12"), "word": "soon", "yes or no": ""}[ask.kind]
    made = asking.join(key, value)
    assert conditions.read(made).field == ask.field
    assert asking.split(made) == {"what": key, "value": str(value)}


def test_every_test_of_every_field_may_be_asked():
    asked = {(ask.field, ask.test) for ask in asking.asks().values()}
    assert asked == {
        (field.name, test) for field in conditions.FIELDS.values() for test in conditions.TESTS[field.kind]
    }


@pytest.mark.parametrize(("typed", "kept"), [("60", 60), ("60.0", 60.0), ("12.5", 12.5)])
def test_a_number_stays_the_number_it_was_so_that_keeping_it_makes_no_version(typed, kept):
    value = asking.join("score:above", Decimal(typed))["value"]
    assert (value, type(value)) == (kept, type(kept))


def test_what_may_not_be_asked_is_no_condition():
    with pytest.raises(KeyError):
        asking.join("church:is", "x")

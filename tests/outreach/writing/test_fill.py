"""Filling a template: no holes, no braces, nothing made up, and no value that is read as a template."""

import pytest

from outreach.errors import InvalidTemplate, MissingFact
from outreach.writing import fill
from outreach.writing.variables import VARIABLES, WhenEmpty


def test_what_is_known_is_put_in():
    filled = fill.fill(
        "Hi {first_name}, about {situs_address}.", {"first_name": "Maria", "situs_address": "14 Lake St"}
    )

    assert filled == fill.Filled("Hi Maria, about 14 Lake St.", ("first_name", "situs_address"), (), ())


def test_an_unknown_first_name_is_a_greeting_and_no_hole():
    filled = fill.fill("Hi {first_name}.", {"first_name": "  "})

    assert (filled.text, filled.instead) == ("Hi there.", ("first_name",))


def test_a_sentence_about_something_unknown_is_left_out_whole():
    text = "Hello. The public record shows {distress_reason}. Would you like to talk?"

    filled = fill.fill(text, {})

    assert (filled.text, filled.left_out) == ("Hello. Would you like to talk?", ("distress_reason",))


def test_a_line_with_nothing_left_takes_no_room():
    assert fill.fill("Dana\n{office_phone}\n\n{market_context}\n\nBye.", {}).text == "Dana\n\nBye."


def test_without_what_a_template_is_about_nothing_is_written():
    with pytest.raises(MissingFact, match="street and number of the home they own"):
        fill.fill("About {situs_address}.", {"first_name": "Maria"})


def test_a_value_that_looks_like_a_variable_stays_what_was_typed():
    assert fill.fill("Hi {first_name}.", {"first_name": "{agent}"}).text == "Hi {agent}."


def test_a_value_is_one_line():
    assert fill.fill("Hi {first_name}.", {"first_name": "Maria\n\nLuz"}).text == "Hi Maria Luz."


@pytest.mark.parametrize("template", ["Hi {frist_name}", "Hi {first_name", "Hi }", "Hi {First Name}", "{{first_name}}"])
def test_what_could_not_be_filled_is_refused_with_its_box(template):
    with pytest.raises(InvalidTemplate) as refusal:
        fill.check(template, field="text")

    assert refusal.value.field == "text"


@pytest.mark.parametrize("variable", VARIABLES.values(), ids=list(VARIABLES))
def test_every_variable_says_what_happens_without_it(variable):
    assert bool(variable.instead) == (variable.when_empty is WhenEmpty.INSTEAD)
    assert variable.says_when_empty
    assert variable.example

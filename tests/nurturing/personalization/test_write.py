"""Texts filled with what is known, and with a wording of their own where nothing is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.models import Lead
from nurturing.errors import InvalidTemplate
from nurturing.personalization import context, write
from nurturing.services.sequences import SHIPPED, read_file

TEMPLATES = [text for path in SHIPPED.glob("*.yaml") for s in read_file(path).steps for text in (s.subject, s.body)]


def test_known_fields_are_filled():
    filled = write.fill("Hi {first_name}, {locations}?", {"first_name": "Dana", "locations": "Winter Park"})
    assert filled == write.Written("Hi Dana, Winter Park?", ())


def test_what_is_missing_gets_its_wording_and_is_named():
    assert write.fill("Hi {first_name}.", {}) == write.Written("Hi there.", ("first_name",))
    assert write.fill("Hi {first_name}.", {"first_name": "  \n"}).text == "Hi there."


def test_what_a_person_typed_is_not_a_merge_field():
    assert write.fill("Hi {first_name}", {"first_name": "{brokerage}", "brokerage": "Palm"}).text == "Hi {brokerage}"


def test_what_a_person_typed_cannot_break_the_line_or_fill_the_text():
    filled = write.fill("Hi {first_name}!", {"first_name": "Dana\nFREE   MONEY" + "x" * 500}).text
    assert "\n" not in filled
    assert len(filled) <= write.LONGEST + 4


@pytest.mark.parametrize("template", ["{nobody}", "{first_name", "first_name}", "{first_name!r}", "{0}", "{}"])
def test_template_that_cannot_be_filled_is_refused(template):
    with pytest.raises(InvalidTemplate):
        write.fill(template, {})


def test_every_known_field_has_a_wording_for_when_it_is_missing():
    assert set(write.INSTEAD) == set(write.KNOWN)


@given(st.fixed_dictionaries({}, optional={name: st.text(max_size=20) for name in write.KNOWN}))
def test_shipped_texts_never_show_a_hole_or_a_none(values):
    named = {name: value.replace("{", "").replace("}", "") for name, value in values.items()}
    for template in TEMPLATES:
        filled = write.fill(template, named).text
        assert "{" not in filled
        assert filled.count("None") == sum(named.get(name, "").count("None") for name in write.variables(template))


@pytest.mark.parametrize(("count", "words"), [(None, ""), (0, ""), (1, "1 home"), (4, "4 homes")])
def test_homes_that_match_in_words(count, words):
    assert context.homes(count) == words


def test_merge_fields_cover_what_texts_may_use(lead: Lead):
    assert set(context.merge_fields(lead, agent=lead.assigned_to, matches=2)) == set(write.KNOWN)


def test_without_an_agent_the_brokerage_speaks(lead: Lead):
    fields = context.merge_fields(lead, agent=None, matches=None)
    assert fields["agent_name"] == f"the team at {lead.brokerage.name}"

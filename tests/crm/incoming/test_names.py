"""A name is taken apart the same way however it was written, and a list finds it without accents or case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.incoming.names import LONGEST_NAME, LONGEST_PART, fold, sort_key, split_name

WORDS = st.text(st.characters(categories=["L"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Dana Reyes", "reyes dana"),
        ("Reyes, Dana", "reyes dana"),
        ("José  Núñez", "nunez jose"),
        ("Cher", "cher"),
        ("Mary Ann O'Neil", "o'neil mary ann"),
        ("", ""),
    ],
)
def test_sort_key_folds_the_last_name_first(name, key):
    assert sort_key(name=name) == key


def test_sort_key_takes_the_parts_where_they_are_known():
    assert sort_key(name="Ana de la Cruz", first_name="Ana", last_name="de la Cruz") == "de la cruz ana"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Reyes,", ("Reyes", "")),
        (", Dana", ("Dana", "")),
        ("  Mary   Ann  Lee ", ("Mary Ann", "Lee")),
        ("de la Cruz,  Ana  María", ("Ana María", "de la Cruz")),
    ],
)
def test_split_name_loses_no_word_to_commas_and_spaces(name, parts):
    assert split_name(name) == parts


@given(WORDS, WORDS)
def test_both_ways_to_write_a_name_are_one_person(first, last):
    assert split_name(f"{first} {last}") == split_name(f"{last}, {first}") == (first, last)


@given(st.text(max_size=400))
def test_no_name_outgrows_its_column(name):
    first, last = split_name(name)

    assert max(len(first), len(last)) <= LONGEST_PART
    assert len(sort_key(name=name)) <= LONGEST_NAME


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)

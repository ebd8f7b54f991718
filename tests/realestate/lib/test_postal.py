"""Two spellings of one house are one house; two houses are two."""

import pytest

from realestate.lib.postal import PostalAddress


def at(street, *, city="Ocala", state="FL", postal_code="34471"):
    return PostalAddress(street=street, city=city, state=state, postal_code=postal_code)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Pine Street", "12 pine st."),
        ("12 North Pine Avenue", "12 N. Pine Av"),
        ("12 Pine St, Apt 4", "12 Pine St #4"),
        ("12 Pine St Apt # 4", "12 Pine Street Unit 4"),
        ("P.O. Box 44", "PO Box 44"),
        ("12 Peña Ln", "12 PENA LANE"),
    ],
)
def test_the_same_house_is_known_in_other_words(one, other):
    assert at(one).key == at(other, city="Silver Springs", postal_code="34471-0012").key


@pytest.mark.parametrize(
    "other", [at("14 Pine St"), at("12 Pine Ave"), at("12 Pine St Apt 5"), at("12 Pine St", postal_code="34470")]
)
def test_another_house_is_not_taken_for_it(other):
    assert at("12 Pine St").key != other.key


@pytest.mark.parametrize(
    "lacking",
    [at(""), at("12 Pine St", city=" "), at("12 Pine St", state="Florida"), at("12 Pine St", postal_code="3447")],
)
def test_an_address_that_lacks_a_part_is_not_complete(lacking):
    assert at("12 Pine St").is_complete
    assert not lacking.is_complete


def test_an_address_stands_in_one_line_or_in_two():
    assert at("12 Pine St", state="fl").last_line == "Ocala, FL 34471"
    assert at("12 Pine St").line == "12 Pine St, Ocala, FL 34471"

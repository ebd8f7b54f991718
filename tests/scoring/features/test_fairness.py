"""FHA-1: nothing that stands for a protected class can become an input of a score."""

import pytest

from scoring.errors import FeatureProtected
from scoring.features import base
from scoring.features.fairness import ground_of, refuse_protected
from scoring.features.registry import every, require


@pytest.mark.parametrize(
    ("name", "ground"),
    [
        ("race", "race or colour"),
        ("skinColor", "race or colour"),
        ("church_visits_30d", "religion"),
        ("gender", "sex"),
        ("has_children", "family"),
        ("marital_status", "family"),
        ("surname_origin", "national origin"),
        ("language", "national origin"),
        ("first_name", "national origin"),
        ("wheelchair_access", "disability"),
        ("age", "age"),
        ("birth_year", "age"),
        ("section_8", "public assistance"),
        ("zip_income", "where people live"),
        ("census_share", "where people live"),
        ("school_rating", "where people live"),
        ("replies_7d", None),
        ("days_known", None),
        ("came_by", None),
        ("message_count", None),
    ],
)
def test_ground_of_names_the_protected_class(name, ground):
    assert ground_of(name) == ground


def test_registering_a_protected_feature_is_refused():
    with pytest.raises(FeatureProtected) as refusal:

        @base.feature(definition="Guessed from the name.", unit="word", source="crm.Contact.last_name")
        def surname_group(facts):
            return "x"

    assert (refusal.value.code, refusal.value.field) == ("FEATURE_PROTECTED", "surname_group")
    assert "surname_group" not in {feature.name for feature in every()}


def test_a_predictor_may_not_read_what_nobody_registered():
    with pytest.raises(FeatureProtected) as refusal:
        require(["replies_7d", "credit_guess"])
    assert refusal.value.field == "credit_guess"


def test_no_registered_feature_is_protected():
    for feature in every():
        refuse_protected(feature.name)

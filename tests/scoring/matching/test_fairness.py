"""FHA-1 and FHA-2: nothing that fair housing protects can enter a match, and no place or school is ever rated."""

from dataclasses import fields, replace

import numpy as np
import pytest

from scoring.errors import FeatureProtected
from scoring.features.fairness import ground_of
from scoring.matching.columns import of_homes, of_wishes
from scoring.matching.enhanced import match, shares
from scoring.matching.factors import FACTORS
from scoring.matching.sides import NAMED_BY_THE_CLIENT, Home, Wish
from scoring.matching.simulation import PAIRED, simulate
from scoring.matching.tastes import ATTRIBUTES, learn
from scoring.matching.trial import by_baseline, by_wish_and_taste, case_of, equal_pairs

HOME = Home(price_cents=40_000_000, kind="house", places=("Tampa",), schools=("Plant High",), beds=3)
WISH = Wish(price_max_cents=45_000_000, places=("Tampa",))


@pytest.mark.parametrize("side", [Home, Wish])
def test_no_field_of_either_side_stands_for_a_protected_class(side):
    names = {field.name for field in fields(side)}

    assert {name for name in names if ground_of(name)} <= NAMED_BY_THE_CLIENT


@pytest.mark.parametrize(
    "name",
    ["race", "ethnicity", "religion", "sex", "gender", "family_size", "children", "national_origin", "language",
     "disability", "age", "last_name", "first_name", "zip_demographics", "census_tract", "crime_rate", "safety",
     "school_rating", "section_8", "marital_status"],
)  # fmt: skip
@pytest.mark.parametrize(("side", "least"), [(Home, {"price_cents": 1}), (Wish, {})])
def test_protected_classes_and_their_proxies_are_refused_by_name(side, least, name):
    with pytest.raises(FeatureProtected):
        side.of({**least, name: 1})


def test_paired_testers_get_equal_lists():
    told = simulate(buyers=5, homes=200, seed=3)
    case = case_of(told)

    assert [buyer["about"] for buyer in told["buyers"][:2]] == [dict(about) for about in PAIRED]
    assert equal_pairs(case, by_wish_and_taste) == (5, 5)
    assert equal_pairs(case, by_baseline) == (5, 5)


def test_a_pair_that_is_treated_differently_is_found():
    case = case_of(simulate(buyers=2, homes=200, seed=3))
    given = iter(range(100))

    assert equal_pairs(case, lambda buyer, homes: np.array([float(next(given))])) == (0, 2)


def test_where_a_home_lies_says_nothing_unless_the_client_named_places():
    no_place, elsewhere = replace(WISH, places=()), replace(HOME, places=("Ybor City",))

    assert match(no_place, [HOME])[0] == match(no_place, [elsewhere])[0]


def test_a_school_says_nothing_unless_the_client_named_one():
    other = replace(HOME, schools=("Robinson High",))
    named = replace(WISH, schools=("Plant High",))

    assert match(WISH, [HOME])[0] == match(WISH, [other])[0] == match(WISH, [replace(HOME, schools=())])[0]
    assert match(named, [HOME])[0] > match(named, [other])[0]


def test_saves_teach_no_taste_for_places_or_schools():
    read = {attribute.column for attribute in ATTRIBUTES}
    here, there = [HOME] * 5, [replace(HOME, places=("Ybor City",), schools=("Robinson High",), at=(28.0, -82.0))] * 5

    assert not {name for name in read if ground_of(name)}
    assert not read & {"places", "schools", "latitude", "longitude"}
    taste = learn(here, there)[None, :]
    wishes = of_wishes([replace(WISH, places=())])
    np.testing.assert_array_equal(*(shares(wishes, of_homes([home]), tastes=taste) for home in (here[0], there[0])))


def test_every_factor_is_one_of_the_fifteen_that_were_reviewed():
    assert [factor.name for factor in FACTORS] == [
        "price", "payment", "beds", "baths", "size", "kind", "place", "commute", "schools_named", "walkability",
        "amenities", "lot", "upkeep", "freshness", "worth",
    ]  # fmt: skip

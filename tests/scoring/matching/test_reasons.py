"""Why a home matches, in words that a person would say; no word that steers."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.features.fairness import ground_of
from scoring.matching.factors import FACTORS
from scoring.matching.reasons import FALLS_SHORT, FITS, NOT_KNOWN, TASTE, UNKNOWN, WORDS, reasons
from scoring.matching.sides import Home, Wish
from scoring.matching.tastes import learn

HOME = Home(
    price_cents=42_000_000, kind="house", places=("Tampa", "33606"), beds=3, baths=2.5, living_sqft=1650,
    lot_sqft=7200, year_built=1998, condition=4, walk_score=62, amenities=("pool",), schools=("Plant High",),
    at=(27.95, -82.46), days_on_market=1, monthly_extras_cents=60_000, estimate_cents=43_000_000,
)  # fmt: skip
WISH = Wish(
    price_min_cents=30_000_000, price_max_cents=45_000_000, payment_max_cents=300_000, rate=0.06,
    down_payment_cents=8_000_000, kinds=("house",), places=("Tampa",), beds_min=3, baths_min=2, sqft_min=1500,
    lot_sqft_min=5000, year_built_min=1990, condition_min=3, walk_score_min=50, amenities=("pool",),
    schools=("Plant High",), commute_to=(28.0, -82.46), commute_km_max=20,
)  # fmt: skip


def words(wish, home, **more):
    return {reason.factor: reason.words for reason in reasons(wish, home, **more)}


def test_what_fits_is_said_in_terms_of_what_was_asked():
    assert words(WISH, HOME) == {
        "price": "$420,000 is within their $450K",
        "payment": "About $2,638 a month, within the $3,000 they named",
        "beds": "3 bedrooms, as they asked",
        "baths": "2.5 baths, as they asked",
        "size": "1,650 square feet, as they asked",
        "kind": "A house, as they asked",
        "place": "In Tampa, which they named",
        "commute": "3 miles from where they travel to, as the crow flies, as they asked",
        "schools_named": "Assigned to Plant High, which they named",
        "walkability": "62 of 100 for walking, as they asked",
        "amenities": "Has pool, as they asked",
        "lot": "7,200 square feet of land, as they asked",
        "upkeep": "Built in 1998, condition 4 of 5",
        "freshness": "On the market for 1 day",
        "worth": "Priced 2 % below our automated estimate, not an appraisal",
    }
    assert {reason.tone for reason in reasons(WISH, HOME)} <= {FITS, FALLS_SHORT}


def test_what_falls_short_says_by_how_much():
    other = replace(
        HOME, price_cents=47_500_000, kind="condo", places=("Brandon",), beds=1, living_sqft=1200, year_built=1960,
        condition=2, amenities=(), schools=("Robinson High",), at=(28.5, -82.46), days_on_market=60,
        estimate_cents=42_000_000,
    )  # fmt: skip

    found = words(WISH, other)

    assert found["price"] == "$475,000 is $25K above their most"
    assert found["kind"] == "A condo; they asked for house"
    assert found["place"] == "In Brandon; they named Tampa"
    assert found["beds"] == "1 bedroom, they asked for 3"
    assert found["size"] == "1,200 square feet, they asked for 1,500"
    assert found["upkeep"] == "Built in 1960 (they asked for 1990 or newer), condition 2 of 5 (they asked for 3)"
    assert found["amenities"] == "Has no pool"
    assert found["schools_named"] == "Not assigned to Plant High, which they named"
    assert found["commute"].endswith("they asked for 12")
    assert found["worth"] == "Priced 13 % above our automated estimate, not an appraisal"


def test_below_their_range_and_part_of_what_they_want_is_said_so():
    cheap = replace(HOME, price_cents=25_000_000, estimate_cents=25_000_000)
    found = words(replace(WISH, amenities=("pool", "dock")), cheap)

    assert found["price"] == "$250,000 is below the $300K they start at"
    assert found["amenities"] == "Has pool, but no dock"
    assert found["worth"] == "Priced as our automated estimate, not an appraisal"
    assert words(Wish(price_min_cents=30_000_000), HOME)["price"] == "$420,000 is in their range"


def test_what_the_listing_does_not_tell_is_said_and_never_guessed():
    found = reasons(WISH, Home(price_cents=42_000_000))

    unknown = {reason.factor: reason for reason in found if reason.tone == NOT_KNOWN}
    assert set(unknown) == {factor.name for factor in FACTORS} - {"price"}
    assert {reason.effect for reason in unknown.values()} == {0.0}


def test_what_nobody_asked_for_has_no_line():
    assert set(words(Wish(price_max_cents=45_000_000), HOME)) == {"price", "freshness", "worth"}


def test_the_weightiest_reason_comes_first():
    found = reasons(WISH, replace(HOME, places=("Brandon",)))

    effects = [abs(reason.effect) for reason in found]
    assert effects == sorted(effects, reverse=True)


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        (replace(HOME, year_built=2020), "Like the homes they saved: newer"),
        (replace(HOME, year_built=1930), "They tend to save homes that are newer"),
    ],
)
def test_a_taste_is_told_by_what_they_saved(home, expected):
    usual = Home(price_cents=40_000_000)
    taste = learn([replace(usual, year_built=2020)] * 4, [replace(usual, year_built=1930)] * 4)

    assert words(WISH, home, taste=taste)[TASTE].startswith(expected)


def test_a_taste_too_weak_to_tell_is_not_told():
    assert TASTE not in words(WISH, HOME, taste=np.zeros(8))


def test_every_factor_has_its_words():
    names = {factor.name for factor in FACTORS}

    assert set(WORDS) == set(UNKNOWN) == names


def test_no_sentence_speaks_of_people():
    said = [*words(WISH, HOME).values(), *words(WISH, replace(HOME, places=("Brandon",), amenities=())).values()]

    grounds = {ground_of(word.strip(",.;")) for sentence in said for word in sentence.split()}
    assert grounds <= {None}

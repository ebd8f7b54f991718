"""The wholesaler's score: what counts, what is capped, and what an unknown fact may never be read as."""

from dataclasses import replace
from datetime import date, timedelta
from math import ceil

import pytest

from scoring.rubric.parcels import Parcel, Signal
from scoring.rubric.score import assess

TODAY = date(2025, 11, 20)
HOUSE = Parcel(
    owner_type="individual", occupancy="owner_occupied", homestead=False, dor_uc="001", situs_address="1 SAMPLE ST",
    year_built=1985, living_area=1400, just_value=240_000, last_sale_date=date(2010, 5, 1), last_sale_price=120_000,
)  # fmt: skip
AWAY = replace(HOUSE, occupancy="absentee_out_of_state")
AUCTION = Signal(kind="tax_deed_sale", day=date(2025, 12, 30), opening_bid=18_000)
CASE = Signal(kind="code_case", day=date(2024, 1, 1))


def judged(parcel=HOUSE, *signals):
    return assess(parcel, signals, today=TODAY)


def test_the_points_of_the_groups_sum_to_the_score():
    found = judged(AWAY, AUCTION, CASE)

    assert sum(found.groups.values()) == found.score


@pytest.mark.parametrize(("days", "points"), [(0, 28), (90, 28), (91, 24), (-1, 0)])
def test_a_tax_deed_sale_presses_until_its_day_and_most_within_ninety(days, points):
    signal = replace(AUCTION, day=TODAY + timedelta(days=days))

    assert judged(HOUSE, signal).groups["forced_sale"] == points


@pytest.mark.parametrize(
    ("signal", "points"),
    [
        (Signal(kind="tax_deed_sale"), 24),
        (Signal(kind="lis_pendens"), 12),
        (Signal(kind="lis_pendens", day=TODAY - timedelta(days=365)), 22),
        (Signal(kind="lis_pendens", day=TODAY - timedelta(days=366)), 12),
        (Signal(kind="foreclosure_sale"), 28),
        (Signal(kind="foreclosure_sale", by_association=True), 16),
        (Signal(kind="tax_deed_application"), 20),
        (Signal(kind="tax_delinquent", years=7), 20),
        (Signal(kind="lands_available"), 12),
        (Signal(kind="lis_pendens", open=False, day=TODAY), 0),
    ],
)
def test_each_signal_of_a_forced_sale_has_its_points(signal, points):
    assert judged(HOUSE, signal).groups["forced_sale"] == points


@pytest.mark.parametrize(
    ("signals", "points"),
    [
        ([Signal(kind="lis_pendens", day=TODAY), Signal(kind="tax_delinquent", years=1)], 25),  # 22 + 2.5, half up
        ([AUCTION, Signal(kind="foreclosure_sale"), Signal(kind="lis_pendens", day=TODAY)], 32),  # capped
    ],
)
def test_the_highest_counts_in_full_and_each_further_by_a_quarter(signals, points):
    assert judged(HOUSE, *signals).groups["forced_sale"] == points


@pytest.mark.parametrize(
    ("cases", "points"),
    [
        ([CASE], 7),
        ([CASE, CASE], 10),
        ([CASE] * 5, 13),
        ([replace(CASE, open=False)], 0),
        ([replace(CASE, unsafe=True, lien=True, day=TODAY)] * 3, 18),
    ],
)
def test_open_code_cases_count_up_to_the_cap(cases, points):
    assert judged(HOUSE, *cases).groups["condition"] == points


def test_vacancy_counts_only_beside_another_signal():
    vacant = Signal(kind="vacant")

    assert judged(HOUSE, vacant).groups["owner_situation"] == 0
    assert judged(HOUSE, vacant, replace(AUCTION, day=TODAY - timedelta(days=1))).groups["owner_situation"] == 0
    assert judged(HOUSE, vacant, CASE).groups["owner_situation"] == 5


def test_an_owner_with_a_homestead_is_not_away():
    assert judged(replace(AWAY, homestead=True)).groups["owner_situation"] == 0
    assert judged(replace(AWAY, homestead=None)).groups["owner_situation"] == 8


def test_a_probate_case_and_an_estate_in_the_name_are_one_thing():
    estate = replace(HOUSE, owner_type="estate")

    assert judged(estate).groups["owner_situation"] == 8
    assert judged(estate, Signal(kind="probate")).groups["owner_situation"] == 10


@pytest.mark.parametrize(("years", "points"), [(20, 8), (19.9, 6), (15, 6), (10, 4), (5, 2), (2, 0), (1.9, -4)])
def test_tenure_has_its_steps(years, points):
    sold = TODAY - timedelta(days=ceil(years * 365.25))
    without_gain_or_band = replace(HOUSE, last_sale_date=sold, last_sale_price=600_000, just_value=500_000)

    assert judged(without_gain_or_band).groups["equity_tenure"] == points


def test_a_nominal_price_tells_no_gain_and_is_no_unknown_either():
    nominal = judged(replace(HOUSE, last_sale_price=100))
    unknown = judged(replace(HOUSE, last_sale_price=None))

    assert not any(reason.startswith("gain") for reason in (*nominal.reasons, *unknown.reasons))
    assert nominal.score_if_unknowns_best == nominal.score
    assert unknown.score_if_unknowns_best == unknown.score + 6


def test_what_no_source_tells_costs_nothing_that_could_not_come_back():
    """A county that publishes less must not look like one with less distress."""
    told = Parcel(owner_type="individual", dor_uc="001", situs_address="1 SAMPLE ST")
    found = judged(told, AUCTION)

    assert (found.score, found.score_if_unknowns_best, found.needs_enrichment, found.tier) == (31, 61, True, "B")


@pytest.mark.parametrize(
    ("parcel", "signals", "guardrail"),
    [
        (
            replace(AWAY, occupancy="absentee_foreign", last_sale_date=date(1990, 1, 1), last_sale_price=10_000),
            [],
            None,
        ),
        (AWAY, [replace(AUCTION, opening_bid=139_801)], "debt_above_mao"),
        (replace(AWAY, living_area=9_000), [AUCTION], "mao_not_positive"),
        (replace(AWAY, living_area=None), [AUCTION], "mao_unknown"),
    ],
)
def test_a_high_score_without_a_deal_in_it_is_at_most_b(parcel, signals, guardrail):
    found = judged(parcel, *signals)

    assert found.tier not in ("A", "B+")
    assert found.guardrails == ((guardrail,) if guardrail else ())


def test_debt_that_an_offer_can_just_pay_caps_nothing():
    assert judged(AWAY, replace(AUCTION, opening_bid=139_800)).tier == "A"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"owner_type": "government", "dor_uc": "089"}, "owner_government"),
        ({"owner_type": "confidential"}, "owner_confidential"),
        ({"dor_uc": "011"}, "use_011"),
        ({"dor_uc": ""}, "use_unknown"),
        ({"situs_address": None}, "no_situs_address"),
        ({"situs_address": None, "dor_uc": "000"}, None),
    ],
)
def test_some_parcels_are_worked_by_nobody(change, why):
    found = judged(replace(HOUSE, **change), AUCTION)

    assert found.excluded == why
    assert (found.tier == "X") == (why is not None)
    assert not (why and found.needs_enrichment)

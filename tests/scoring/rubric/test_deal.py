"""The money of a house: after-repair value, repairs, and the highest offer, with lines that add up."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scoring.rubric.deal import Sale, reckon
from scoring.rubric.edition import V1
from scoring.rubric.parcels import Parcel, Signal

TODAY = date(2025, 11, 20)
HOUSE = Parcel(owner_type="individual", dor_uc="001", living_area=1400, year_built=1985, just_value=240_000)
CASE = Signal(kind="code_case", day=TODAY)
NEAR = Sale(dor_uc="001", area="N1", living_area=1400, price=280_000, sold_on=TODAY - timedelta(days=30), code="01")


def money(house=HOUSE, *signals, sales=()):
    return reckon(house, signals, V1, today=TODAY, sales=sales, area="N1")


def test_without_sales_the_value_rests_on_the_county_and_says_so():
    deal = money()

    assert (deal.arv, deal.arv_is_measured, deal.repairs, deal.mao) == (264_000, False, 35_000, 139_800)


def test_the_median_price_per_square_foot_of_like_sales_makes_the_value():
    sales = [replace(NEAR, price=price) for price in (252_000, 280_000, 420_000)]

    deal = money(sales=sales)

    assert (deal.arv, deal.arv_is_measured) == (280_000, True)


@pytest.mark.parametrize(
    "unlike",
    [
        {"code": "11"},
        {"dor_uc": "004"},
        {"area": "N2"},
        {"living_area": 1681},
        {"living_area": 1119},
        {"sold_on": TODAY - timedelta(days=366)},
        {"sold_on": TODAY + timedelta(days=1)},
    ],
)
def test_a_sale_that_is_not_like_the_house_does_not_count(unlike):
    assert not money(sales=[NEAR, NEAR, replace(NEAR, **unlike)]).arv_is_measured
    assert money(sales=[NEAR, NEAR, NEAR]).arv_is_measured


@pytest.mark.parametrize(
    ("house", "signals", "repairs"),
    [
        (HOUSE, [CASE], 42_000),
        (replace(HOUSE, year_built=1979), [CASE], 56_000),
        (HOUSE, [CASE] * 5, 56_000),
        (HOUSE, [replace(CASE, unsafe=True)], 56_000),
        (HOUSE, [replace(CASE, open=False)], 35_000),
        (replace(HOUSE, living_area=400), [], 15_000),
        (replace(HOUSE, living_area=None), [], None),
    ],
)
def test_repairs_follow_size_age_and_open_cases(house, signals, repairs):
    assert money(house, *signals).repairs == repairs


@pytest.mark.parametrize(("arv", "repairs", "mao"), [(250_000, 40_000, 125_000), (350_000, 55_000, 180_000)])
def test_seventy_percent_less_repairs_less_the_fee(arv, repairs, mao):
    """The sums that the field's own guides print."""
    rubric = replace(V1, repairs_per_sqft=repairs // 1000)
    house = replace(HOUSE, living_area=1000)
    sales = [replace(NEAR, living_area=1000, price=arv)] * 3

    assert reckon(house, (), rubric, today=TODAY, sales=sales, area="N1").mao == mao


@pytest.mark.parametrize("value", [240_000, 136_346, 439_055, 61_000])
def test_the_lines_of_the_working_sum_to_the_offer(value):
    deal = money(replace(HOUSE, just_value=value))

    assert sum(line.dollars for line in deal.working) == deal.mao


def test_what_cannot_be_reckoned_stays_unknown():
    deal = money(replace(HOUSE, just_value=None))

    assert (deal.arv, deal.repairs, deal.mao, deal.mao_to_just_value) == (None, 35_000, None, None)


def test_debt_is_the_highest_of_taxes_and_of_judgments_together():
    """An opening bid contains the taxes due, and a sale and its lis pendens tell of one judgment."""
    told = [
        Signal(kind="tax_delinquent", years=2, taxes_due=6_000),
        Signal(kind="tax_deed_sale", day=TODAY, opening_bid=9_000),
        Signal(kind="lis_pendens", judgment=50_000),
        Signal(kind="foreclosure_sale", day=TODAY, judgment=52_000),
    ]

    assert money(HOUSE, *told).known_debt == 61_000
    assert money(HOUSE, replace(told[1], day=TODAY - timedelta(days=1))).known_debt is None

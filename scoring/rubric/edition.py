"""The numbers of the wholesaler's score. They are judgement, not measurement: tune them on a brokerage's own replies.

A change of any number is a new version, so that a stored score says what it was made with.
"""

from dataclasses import dataclass
from decimal import Decimal

Steps = tuple[tuple[float, int], ...]  # (at least this much, points), the highest first


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """Every number of one version: points, caps, cut-offs and what the money is reckoned with."""

    version: str

    # Caps of the groups; together 100.
    forced_sale_most: int = 32
    condition_most: int = 18
    owner_most: int = 24
    equity_most: int = 16
    deal_most: int = 10

    # Forced-sale clock. The highest counts in full, each further one by this share.
    further_share: Decimal = Decimal("0.25")
    tax_deed_soon: int = 28
    tax_deed_later: int = 24
    tax_deed_soon_days: int = 90
    foreclosure: int = 28
    foreclosure_by_association: int = 16
    lis_pendens_fresh: int = 22
    lis_pendens_old: int = 12
    lis_pendens_fresh_days: int = 365
    tax_deed_application: int = 20
    lands_available: int = 12
    delinquent: Steps = ((3, 20), (2, 18), (1, 10))

    # Condition, from open code cases alone.
    code_case: int = 7
    further_code_case: int = 3
    further_code_cases: int = 2
    unsafe: int = 6
    lien: int = 4
    opened_lately: int = 1
    opened_lately_days: int = 180

    # Owner's situation.
    absentee_local: int = 3
    absentee_in_state: int = 5
    absentee_out_of_state: int = 8
    absentee_foreign: int = 9
    probate: int = 10
    estate: int = 8
    life_estate: int = 3
    vacant: int = 5

    # Equity and tenure.
    tenure_years: Steps = ((20, 8), (15, 6), (10, 4), (5, 2), (2, 0), (float("-inf"), -4))
    gain: Steps = ((0.60, 6), (0.40, 5), (0.20, 2), (float("-inf"), 0))
    price_band: tuple[int, int] = (80_000, 450_000)
    price_band_points: int = 2

    # Deal room: the offer as a share of the just value.
    room: Steps = ((0.55, 10), (0.45, 7), (0.35, 5))
    room_positive: int = 2
    room_unknown: int = 3

    # Cut-offs of the tiers; below the last is D.
    tier_floors: tuple[tuple[int, str], ...] = ((43, "A"), (38, "B+"), (30, "B"), (18, "C"))

    # Money, in whole dollars.
    nominal_price: int = 1_000
    arv_over_just_value: Decimal = Decimal("1.10")
    repairs_least: int = 15_000
    repairs_per_sqft: int = 25
    repairs_with_case: int = 5
    repairs_unsafe: int = 15
    repairs_unsafe_cases: int = 5
    repairs_old: int = 10
    repairs_old_before: int = 1980
    investor_share: Decimal = Decimal("0.70")
    assignment_fee: int = 10_000


V1 = Rubric(version="v1")


def points_at(steps: Steps, amount: float) -> int:
    """Return the points of the highest step that an amount reaches; 0 where it reaches none."""
    return next((points for least, points in steps if amount >= least), 0)

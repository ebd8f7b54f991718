"""The five groups of the wholesaler's score: each returns its points, its reasons, and what it could still be.

``best`` is what the group comes to if every fact that no source tells turns out well.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scoring.rubric.deal import Deal
from scoring.rubric.edition import Rubric, points_at
from scoring.rubric.parcels import (
    CODE_CASE,
    FORECLOSURE_SALE,
    LANDS_AVAILABLE,
    LIS_PENDENS,
    PROBATE,
    TAX_DEED_APPLICATION,
    TAX_DEED_SALE,
    TAX_DELINQUENT,
    VACANT,
    Parcel,
    Signal,
)

DAYS_A_YEAR = 365.25
FORCED = (TAX_DEED_SALE, FORECLOSURE_SALE, LIS_PENDENS, TAX_DEED_APPLICATION, TAX_DELINQUENT, LANDS_AVAILABLE)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Points of one group, what they could still be, and why, in the order of reading."""

    points: int
    best: int
    reasons: tuple[str, ...] = ()


def forced_sale(live: Sequence[Signal], rubric: Rubric, today: date) -> Group:
    """Score the clock that forces a sale: the highest in full, each further one by a quarter, half points up."""
    told = sorted(
        ((_forced_points(signal, rubric, today), _forced_words(signal)) for signal in live if signal.kind in FORCED),
        key=lambda line: (-line[0], line[1]),
    )
    if not told:
        return Group(points=0, best=0)
    total = told[0][0] + float(rubric.further_share) * sum(points for points, _ in told[1:])
    points = min(math.floor(total + 0.5), rubric.forced_sale_most)
    return Group(points=points, best=points, reasons=tuple(words for _, words in told))


def condition(live: Sequence[Signal], rubric: Rubric, today: date) -> Group:
    """Score what the code inspectors found and is still open."""
    cases = [signal for signal in live if signal.kind == CODE_CASE]
    if not cases:
        return Group(points=0, best=0)
    points = rubric.code_case + rubric.further_code_case * min(len(cases) - 1, rubric.further_code_cases)
    reasons = [f"{len(cases)}_open_code_cases"]
    lately = any(case.day and (today - case.day).days <= rubric.opened_lately_days for case in cases)
    extras = (
        (any(case.unsafe for case in cases), rubric.unsafe, "unsafe_structure"),
        (any(case.lien for case in cases), rubric.lien, "code_lien"),
        (lately, rubric.opened_lately, f"opened_<={rubric.opened_lately_days}d"),
    )
    for holds, extra, words in extras:
        if holds:
            points += extra
            reasons.append(words)
    points = min(points, rubric.condition_most)
    return Group(points=points, best=points, reasons=tuple(reasons))


def owner_situation(parcel: Parcel, live: Sequence[Signal], rubric: Rubric) -> Group:
    """Score the owner's distance and what befell them. Vacancy alone tells nothing: it counts beside another signal."""
    points, reasons = _absentee(parcel, rubric)
    kinds = {signal.kind for signal in live}
    if PROBATE in kinds:
        points += rubric.probate
        reasons.append("probate_case")
    elif parcel.owner_type == "estate":
        points += rubric.estate
        reasons.append("estate_or_heirs_name")
    elif parcel.owner_type == "life_estate":
        points += rubric.life_estate
        reasons.append("life_estate")
    if VACANT in kinds and kinds != {VACANT}:
        points += rubric.vacant
        reasons.append("vacant_stacked")
    unknown = parcel.occupancy == "unknown" and parcel.homestead is not True
    best = points + (rubric.absentee_foreign if unknown else 0)
    most = rubric.owner_most
    return Group(points=min(points, most), best=min(best, most), reasons=tuple(reasons))


def equity_and_tenure(parcel: Parcel, rubric: Rubric, today: date) -> Group:
    """Score how long the owner has held, what they gained, and whether the price is one that investors buy at."""
    points = best = 0
    reasons = []
    if parcel.last_sale_date is None:
        best += rubric.tenure_years[0][1]
    else:
        years = (today - parcel.last_sale_date).days / DAYS_A_YEAR
        points += (tenure := points_at(rubric.tenure_years, years))
        reasons.append(f"tenure_{years:.1f}y:{tenure:+d}")
    gain = _gain(parcel, rubric)
    if gain is not None:
        points += (gained := points_at(rubric.gain, gain))
        reasons.append(f"gain_proxy_{gain:.0%}:{gained:+d}")
    elif parcel.last_sale_price is None or not parcel.just_value:
        best += rubric.gain[0][1]
    low, high = rubric.price_band
    if parcel.just_value and low <= parcel.just_value <= high:
        points += rubric.price_band_points
        reasons.append(f"price_band:{rubric.price_band_points:+d}")
    most = rubric.equity_most
    return Group(points=min(points, most), best=min(points + best, most), reasons=tuple(reasons))


def deal_room(deal: Deal, rubric: Rubric) -> Group:
    """Score what an offer leaves: nothing where known debt is above it, little where it cannot be reckoned."""
    if deal.mao is not None and (deal.mao <= 0 or (deal.known_debt or 0) > deal.mao):
        return Group(points=0, best=0)
    if deal.mao_to_just_value is None:
        return Group(points=rubric.room_unknown, best=rubric.deal_most)
    points = points_at(rubric.room, deal.mao_to_just_value) or rubric.room_positive
    return Group(points=points, best=points)


def is_hard(parcel: Parcel, live: Sequence[Signal]) -> bool:
    """Whether something presses that a person did not choose: a forced sale, an open code case, a death."""
    return parcel.owner_type == "estate" or any(signal.kind != VACANT for signal in live)


def _forced_points(signal: Signal, rubric: Rubric, today: date) -> int:
    """A day that is not known is read as the less pressing one."""
    if signal.kind == TAX_DEED_SALE:
        soon = signal.day is not None and (signal.day - today).days <= rubric.tax_deed_soon_days
        return rubric.tax_deed_soon if soon else rubric.tax_deed_later
    if signal.kind == LIS_PENDENS:
        fresh = signal.day is not None and (today - signal.day).days <= rubric.lis_pendens_fresh_days
        return rubric.lis_pendens_fresh if fresh else rubric.lis_pendens_old
    if signal.kind == FORECLOSURE_SALE:
        return rubric.foreclosure_by_association if signal.by_association else rubric.foreclosure
    if signal.kind == TAX_DELINQUENT:
        return points_at(rubric.delinquent, signal.years)
    return rubric.lands_available if signal.kind == LANDS_AVAILABLE else rubric.tax_deed_application


def _forced_words(signal: Signal) -> str:
    return f"{signal.kind}_{signal.years}y" if signal.kind == TAX_DELINQUENT else signal.kind


def _absentee(parcel: Parcel, rubric: Rubric) -> tuple[int, list[str]]:
    away = {
        "absentee_local": rubric.absentee_local,
        "absentee_in_state": rubric.absentee_in_state,
        "absentee_out_of_state": rubric.absentee_out_of_state,
        "absentee_foreign": rubric.absentee_foreign,
    }
    if parcel.homestead is True or parcel.occupancy not in away:
        return 0, []
    return away[parcel.occupancy], [parcel.occupancy]


def _gain(parcel: Parcel, rubric: Rubric) -> float | None:
    """Return the share of today's value above the last price; None after a nominal sale, which tells no price."""
    price, value = parcel.last_sale_price, parcel.just_value
    if price is None or not value or parcel.sale_is_nominal or price <= rubric.nominal_price:
        return None
    return (value - price) / value

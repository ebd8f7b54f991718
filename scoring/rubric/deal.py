"""What a house is worth repaired, what the repair takes, and the highest offer that still pays. Whole dollars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from scoring.rubric.edition import Rubric
from scoring.rubric.parcels import CODE_CASE, Parcel, Signal

QUALIFIED = frozenset({"01", "02"})  # sales at arm's length, as Florida's Department of Revenue codes them
LEAST_SALES, SALES_DAYS, SIZE_WITHIN = 3, 365, 0.20


@dataclass(frozen=True, kw_only=True)
class Sale:
    """A sale near by that may tell what a house is worth once repaired."""

    dor_uc: str
    area: str  # neighbourhood code, or ZIP where the county has none
    living_area: int
    price: int
    sold_on: date
    code: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the working: what it is, and the dollars it adds or takes."""

    words: str
    dollars: int


@dataclass(frozen=True, kw_only=True)
class Deal:
    """The money of one house. None: a fact it needs is not known. ``mao`` is the wholesaler's, the fee taken off.

    The lines of ``working`` sum to ``mao`` where there is one. ``known_debt`` is told only beside an offer.
    """

    arv: int | None
    arv_is_measured: bool  # made from sales; otherwise from the county's value, with low confidence
    repairs: int | None
    mao: int | None
    mao_to_just_value: float | None
    known_debt: int | None
    working: tuple[Line, ...]

    def figures(self) -> dict[str, int | float | None]:
        """Return the figures by name, without where they come from."""
        return {
            "arv": self.arv,
            "repairs": self.repairs,
            "mao": self.mao,
            "mao_to_just_value": self.mao_to_just_value,
            "known_debt": self.known_debt,
        }


def reckon(
    parcel: Parcel,
    signals: Sequence[Signal],
    rubric: Rubric,
    *,
    today: date,
    sales: Sequence[Sale] = (),
    area: str = "",
) -> Deal:
    """Return the money of a house, from sales in its ``area`` where there are enough of them."""
    measured = arv_from_sales(parcel, sales, area=area, today=today)
    arv = measured or _arv_from_just_value(parcel, rubric)
    live = [signal for signal in signals if signal.is_live(today)]
    repairs = repair_cost(parcel, live, rubric)
    mao = None
    if arv and repairs:
        mao = whole(arv * rubric.investor_share) - repairs.dollars - rubric.assignment_fee
    return Deal(
        arv=arv,
        arv_is_measured=measured is not None,
        repairs=repairs.dollars if repairs else None,
        mao=mao,
        mao_to_just_value=round(mao / parcel.just_value, 3) if mao is not None and parcel.just_value else None,
        known_debt=known_debt(live) if mao is not None else None,
        working=_working(arv, repairs, mao, rubric, measured=measured is not None),
    )


def arv_from_sales(parcel: Parcel, sales: Sequence[Sale], *, area: str, today: date) -> int | None:
    """Return the median price per square foot of like sales times the living area; None with fewer than three.

    Like is: qualified, the same use of land, the same area, living area within a fifth, within twelve months.
    """
    size = parcel.living_area
    if not size:
        return None
    since = today - timedelta(days=SALES_DAYS)
    per_sqft = [
        sale.price / sale.living_area
        for sale in sales
        if sale.code in QUALIFIED
        and (sale.dor_uc, sale.area) == (parcel.dor_uc, area)
        and abs(sale.living_area - size) <= SIZE_WITHIN * size
        and since <= sale.sold_on <= today
    ]
    return whole(Decimal(median(per_sqft)) * size) if len(per_sqft) >= LEAST_SALES else None


def repair_cost(parcel: Parcel, live: Sequence[Signal], rubric: Rubric) -> Line | None:
    """Return what a repair takes and how it is reckoned; None where the size is not known."""
    if not parcel.living_area:
        return None
    cases = [signal for signal in live if signal.kind == CODE_CASE]
    per_sqft = rubric.repairs_per_sqft
    if any(case.unsafe for case in cases) or len(cases) >= rubric.repairs_unsafe_cases:
        per_sqft += rubric.repairs_unsafe
    elif cases:
        per_sqft += rubric.repairs_with_case
    if parcel.year_built and parcel.year_built < rubric.repairs_old_before:
        per_sqft += rubric.repairs_old
    cost = parcel.living_area * per_sqft
    if cost < rubric.repairs_least:
        return Line(words="Repairs, the least that is reckoned", dollars=rubric.repairs_least)
    return Line(words=f"Repairs, {parcel.living_area:,} sq ft at ${per_sqft}", dollars=cost)


def known_debt(live: Sequence[Signal]) -> int | None:
    """Return the debt that the live signals tell of; None where none does.

    The opening bid of a tax-deed sale contains the taxes due, and a sale and its lis pendens tell of one judgment:
    of taxes and of judgments the highest counts, and the two are added.
    """
    taxes = [amount for signal in live for amount in (signal.taxes_due, signal.opening_bid) if amount is not None]
    judgments = [signal.judgment for signal in live if signal.judgment is not None]
    return max(taxes, default=0) + max(judgments, default=0) if taxes or judgments else None


def whole(amount: Decimal) -> int:
    """Return whole dollars, half a dollar up."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _arv_from_just_value(parcel: Parcel, rubric: Rubric) -> int | None:
    return whole(parcel.just_value * rubric.arv_over_just_value) if parcel.just_value else None


def _working(
    arv: int | None, repairs: Line | None, mao: int | None, rubric: Rubric, *, measured: bool
) -> tuple[Line, ...]:
    lines = []
    if arv:
        source = "from sales near by" if measured else f"the county's value × {rubric.arv_over_just_value}"
        lines.append(Line(words=f"Value once repaired, {source}", dollars=arv))
    if repairs:
        lines.append(Line(words=repairs.words, dollars=-repairs.dollars))
    if arv and mao is not None:
        kept = arv - whole(arv * rubric.investor_share)
        lines.append(Line(words=f"Costs and profit, {1 - rubric.investor_share:.0%}", dollars=-kept))
        lines.append(Line(words="Assignment fee", dollars=-rubric.assignment_fee))
    return tuple(lines)

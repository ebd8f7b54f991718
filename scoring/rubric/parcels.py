"""What the wholesaler's score reads: a parcel as the county tells of it, and the signals of distress found for it.

None means that no source says so. It is never read as "no": an unknown homestead is not the absence of one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

# Owners whom nobody may or need write to.
EXCLUDED_OWNERS = frozenset({"government", "bank", "association", "confidential"})
# Uses of land, as Florida's Department of Revenue numbers them, whose owners a wholesaler buys from.
VACANT_LAND = "000"
RESIDENTIAL_USES = frozenset({VACANT_LAND, "001", "002", "004", "008"})

TAX_DEED_SALE, TAX_DEED_APPLICATION = "tax_deed_sale", "tax_deed_application"
TAX_DELINQUENT, LANDS_AVAILABLE = "tax_delinquent", "lands_available"
FORECLOSURE_SALE, LIS_PENDENS = "foreclosure_sale", "lis_pendens"
CODE_CASE, PROBATE, VACANT = "code_case", "probate", "vacant"
KINDS = frozenset({
    TAX_DEED_SALE, TAX_DEED_APPLICATION, TAX_DELINQUENT, LANDS_AVAILABLE, FORECLOSURE_SALE, LIS_PENDENS, CODE_CASE,
    PROBATE, VACANT,
})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One parcel. Money in whole dollars, areas in square feet."""

    owner_type: str
    occupancy: str = "unknown"
    homestead: bool | None = None
    dor_uc: str = ""
    situs_address: str | None = None
    year_built: int | None = None
    living_area: int | None = None
    just_value: int | None = None
    last_sale_date: date | None = None
    last_sale_price: int | None = None
    sale_is_nominal: bool | None = None

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the parcel of a unified record, which may say more than is read here.

        Raises:
            KeyError, TypeError, ValueError: the record is not one.
        """
        sold = record.get("last_sale_date")
        return cls(
            owner_type=record["owner_type"],
            occupancy=record.get("occupancy") or "unknown",
            homestead=record.get("homestead"),
            dor_uc=record.get("dor_uc") or "",
            situs_address=record.get("situs_address"),
            year_built=record.get("year_built"),
            living_area=record.get("living_area"),
            just_value=record.get("just_value"),
            last_sale_date=date.fromisoformat(sold) if sold else None,
            last_sale_price=record.get("last_sale_price"),
            sale_is_nominal=record.get("sale_is_nominal"),
        )


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One sign of distress. ``day`` is the day of the sale, or of filing or opening; money in whole dollars."""

    kind: str
    day: date | None = None
    years: int = 0
    open: bool = True
    unsafe: bool = False
    lien: bool = False
    by_association: bool = False
    taxes_due: int | None = None
    opening_bid: int | None = None
    judgment: int | None = None

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the signal of a record as the sources are read.

        Raises:
            KeyError, TypeError, ValueError: the record is no signal, or of a kind that nobody knows.
        """
        if record["kind"] not in KINDS:
            raise ValueError(f"“{record['kind']}” is no kind of signal.")
        day = record.get("date")
        return cls(
            kind=record["kind"],
            day=date.fromisoformat(day) if day else None,
            years=record.get("years") or 0,
            open=record.get("open", True),
            unsafe=record.get("severity") == "unsafe",
            lien=bool(record.get("lien")),
            by_association=bool(record.get("by_association")),
            taxes_due=record.get("taxes_due"),
            opening_bid=record.get("opening_bid"),
            judgment=record.get("judgment"),
        )

    def is_live(self, today: date) -> bool:
        """Whether it still presses: a sale that is past and a case that is closed do not."""
        if self.kind in (TAX_DEED_SALE, FORECLOSURE_SALE):
            return self.day is None or self.day >= today
        return self.open


def one_per_parcel(records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return one record of each parcel, in the order given: counties list parts and stale copies.

    Of several, the one whose sale is not nominal stays, then the one that tells more.
    """
    kept: dict[Any, Mapping[str, Any]] = {}
    for number, record in enumerate(records):
        parcel = (record.get("county"), record.get("parcel_id") or number)
        if parcel not in kept or _tells(record) > _tells(kept[parcel]):
            kept[parcel] = record
    return list(kept.values())


def _tells(record: Mapping[str, Any]) -> tuple[bool, int]:
    return not record.get("sale_is_nominal"), sum(value is not None for value in record.values())

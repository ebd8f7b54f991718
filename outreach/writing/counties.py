"""What may be said about a county: a true sentence about its places, and what our own records count there. Pure."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from realestate.lib import money

FILE = Path(__file__).resolve().parent / "sets" / "counties.yaml"
FEWEST_SALES = 5  # below, a middle price says more about chance than about the county


@dataclass(frozen=True, slots=True)
class Sales:
    """What our own records count of a county: sales within so many months, and the middle price, in cents."""

    count: int
    months: int
    middle_cents: int


@cache
def about() -> dict[str, str]:
    """Return the sentence about each county that has one, by its name in lower case, ``orange, fl``."""
    rows: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {f"{row['county']}, {row['state']}".casefold(): " ".join(row["about"].split()) for row in rows}


def market_context(county: str, state: str, sales: Sales | None) -> str:
    """Return what may be said of the market in a county; empty where nothing is known."""
    said = [about().get(f"{county}, {state}".casefold(), ""), say_sales(county, sales)]
    return " ".join(words for words in said if words)


def say_sales(county: str, sales: Sales | None) -> str:
    """Return what our own records count in a county; empty where it is too little to say anything."""
    if sales is None or sales.count < FEWEST_SALES:
        return ""
    return (
        f"Our own records count {sales.count} homes sold in {county} County in the last {sales.months} months, "
        f"at a middle price of {money.dollars(sales.middle_cents)}."
    )

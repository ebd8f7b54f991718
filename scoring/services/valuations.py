"""Valuing homes from the brokerage's own sales. No figure where there are no sales to rest one on."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import transaction

from crm.models import Lead, Ownership, Property
from crm.states import LeadKind, LeadStatus
from realestate.lib import clock
from realestate.lib.errors import DomainError
from realestate.live import send
from scoring.models import Valuation
from scoring.selectors import sales
from scoring.valuation import working
from scoring.valuation.interval import COVERAGE
from scoring.valuation.listed import SoldHome, as_homes, as_sales
from scoring.valuation.valuing import Estimates, learn_from
from scoring.valuation.working import Comparable

FEWEST = 8  # sales below which an estimate would be one neighbour's price
SHOWN = 5
GOOD_FOR = timedelta(days=30)
ENDED = (LeadStatus.OPTED_OUT, LeadStatus.DEAL_CLOSED)
MOST_TOLD = 50  # pages; after a night of many, the next visit shows it


class NotEnoughSales(DomainError):
    """Too few sales are known to value any home."""

    code = "not_enough_sales"


class HomeNotDescribed(DomainError):
    """The home's living area is not known, and without it no price follows."""

    code = "home_not_described"


def value_home(home: Property) -> Valuation:
    """Value one home now, and have the pages that show it fetch it.

    Raises:
        HomeNotDescribed: its living area is not known.
        NotEnoughSales: fewer than ``FEWEST`` sales are known.
    """
    require_described(home)
    sold = sales.sold()
    if len(sold) < FEWEST:
        raise NotEnoughSales(f"{len(sold)} sales are known; an estimate takes {FEWEST} or more.")
    (row,) = _value([home], sold)
    return row


def require_described(home: Property) -> None:
    """Refuse a home that cannot be valued, whatever sales there are.

    Raises:
        HomeNotDescribed: its living area is not known.
    """
    if not home.living_sqft:
        raise HomeNotDescribed("Its living area is not known, and without it no price follows.")


def value_open() -> int:
    """Value the homes of owners and sellers who are being worked, where something changed; return how many.

    A home is valued again once a new sale is known, and after a month, since time passes for prices too.
    """
    sold = sales.sold()
    if len(sold) < FEWEST:
        return 0
    worked = Lead.objects.exclude(kind=LeadKind.BUYER).exclude(status__in=ENDED)
    current = Valuation.objects.filter(
        sales=len(sold), newest_sale_on=sold[-1].sold_on, valued_at__gt=clock.now() - GOOD_FOR
    )
    homes = Property.objects.filter(ownerships__contact__leads__in=worked, living_sqft__gt=0)
    stale = list(homes.exclude(pk__in=current.values("property")).distinct().order_by("pk"))
    return len(_value(stale, sold)) if stale else 0


@transaction.atomic
def _value(homes: Sequence[Property], sold: list[SoldHome]) -> list[Valuation]:
    valuer = learn_from(as_sales(sold))
    now = clock.now()
    day = float(now.date().toordinal())
    described = [sales.home_of(home) for home in homes]
    found = valuer.value(as_homes(described), np.full(len(homes), day))
    rows = []
    for number, home in enumerate(homes):
        shown = working.show(described[number], day, sold, found.chosen, valuer.worth, number)
        low, high = _range(found, number)
        rows.append(
            Valuation(
                property=home,
                estimate_cents=_cents(found.price[number]),
                low_cents=low,
                high_cents=high,
                coverage=COVERAGE,
                errors=valuer.interval.errors if valuer.interval else 0,
                sales=len(sold),
                newest_sale_on=sold[-1].sold_on,
                comparables=[_kept(one) for one in shown[:SHOWN]],
                valued_at=now,
            )
        )
    made: list[Valuation] = Valuation.objects.bulk_create(rows)
    _tell_pages(homes)
    return made


def _range(found: Estimates, number: int) -> tuple[int | None, int | None]:
    """Return the ends in cents. Errors that all lay on one side could put the estimate outside: it is taken in."""
    if found.low is None or found.high is None:
        return None, None
    estimate = found.price[number]
    return _cents(min(found.low[number], estimate)), _cents(max(found.high[number], estimate))


def _cents(dollars: float) -> int:
    """Return cents of a figure rounded to hundreds of dollars: more digits would claim what nobody knows."""
    return round(float(dollars) / 100) * 10_000


def _kept(one: Comparable) -> dict[str, Any]:
    return {
        "property": one.sale.home.pk,
        "street": one.sale.home.street,
        "sold_on": one.sale.sold_on.isoformat(),
        "price_cents": round(one.sale.cents / 100) * 100,
        "adjusted_cents": one.adjusted * 100,
        "weight": round(one.weight, 3),
        "lines": [{"words": line.words, "cents": line.dollars * 100} for line in one.adjustments],
    }


def _tell_pages(homes: Iterable[Property]) -> None:
    """Have open pages of the owners fetch the value. No name goes out, only the number."""
    owners = Ownership.objects.filter(property__in=list(homes)).values_list("brokerage_id", "contact_id").distinct()
    for brokerage_id, contact_id in owners[:MOST_TOLD]:
        kind = f"contact-{contact_id}"
        send.to_brokerage(brokerage_id, kind, key=kind)

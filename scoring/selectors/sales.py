"""Sales that a brokerage knows of, as valuation reads them."""

from datetime import timedelta

from crm.models import Listing, Property
from realestate.lib import clock
from scoring.valuation.listed import Home, SoldHome

YEARS = 3
LEAST_CENTS = 1_000_000  # $10,000: below, land changed hands for another reason than its price
MOST = 5_000  # the newest: beyond them an estimate changes no more, and reading them takes a second


def sold() -> list[SoldHome]:
    """Return the newest sales with a price, a day and a living area, oldest first."""
    since = clock.now().date() - timedelta(days=365 * YEARS)
    rows = (
        Listing.objects.filter(
            status="sold", sold_price_cents__gte=LEAST_CENTS, sold_on__gte=since, sold_on__lte=clock.now().date(),
            property__living_sqft__gt=0,
        )
        .select_related("property")
        .order_by("-sold_on", "-id")[:MOST]
    )  # fmt: skip
    return [
        SoldHome(home=home_of(row.property), sold_on=row.sold_on, cents=row.sold_price_cents)
        for row in reversed(rows)
        if row.sold_on and row.sold_price_cents
    ]


def home_of(row: Property) -> Home:
    """Return a home by what its price follows. Its living area must be known."""
    return Home(
        pk=row.pk,
        street=row.situs_street,
        area=row.situs_postal_code[:5] or row.situs_city.lower(),
        kind=row.kind,
        living_sqft=row.living_sqft or 0,
        beds=row.beds,
        baths=None if row.baths is None else float(row.baths),
        year_built=row.year_built,
    )

"""What homes would sell for, as pages show it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.models import Lead, Ownership, Property
from scoring.models import Valuation

MOST_HOMES = 3
# The width of the range, as a share of the estimate, up to which one may speak of this confidence.
CONFIDENCE = ((0.25, "high"), (0.45, "medium"))


@dataclass(frozen=True, kw_only=True)
class Valued:
    """A home with its newest estimate, None where it has none yet."""

    home: Property
    valuation: Valuation | None

    @property
    def confidence(self) -> str:
        """How sure the estimate is, by the width of its measured range: high, medium or low; empty: not measured."""
        row = self.valuation
        if row is None or row.low_cents is None or row.high_cents is None:
            return ""
        width = (row.high_cents - row.low_cents) / row.estimate_cents
        return next((word for widest, word in CONFIDENCE if width <= widest), "low")

    @property
    def comparables(self) -> list[dict[str, Any]]:
        """The sales that count most, each with its working and its day as a date."""
        kept = self.valuation.comparables if self.valuation else []
        return [one | {"sold_on": date.fromisoformat(one["sold_on"])} for one in kept]

    @property
    def out_of_ten(self) -> int:
        """Of ten like sales, how many the range is to hold."""
        return round(self.valuation.coverage * 10) if self.valuation else 0


def of_lead(lead: Lead) -> list[Valued]:
    """Return the homes that a lead owns, each with its newest estimate: two statements."""
    owned = Ownership.objects.filter(contact=lead.contact_id).select_related("property").order_by("id")[:MOST_HOMES]
    return _with_newest([ownership.property for ownership in owned])


def of_home(home: Property) -> Valued:
    """Return a home with its newest estimate."""
    return _with_newest([home])[0]


def _with_newest(homes: list[Property]) -> list[Valued]:
    rows = Valuation.objects.filter(property__in=homes).order_by("property", "-valued_at", "-id").distinct("property")
    newest = {row.property_id: row for row in rows}
    return [Valued(home=home, valuation=newest.get(home.pk)) for home in homes]

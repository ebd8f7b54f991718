"""The two sides of a match: what a buyer asked for, and what a home is. Plain values; None or empty is not known.

This is all that a match may read. A wish holds what the buyer said about homes, and nothing about the buyer (FHA-1);
places and schools come in only because the buyer named them, and are compared by name, never rated (FHA-2).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from scoring.features.fairness import refuse_protected

Point = tuple[float, float]  # latitude and longitude in degrees
# Grounds of steering if they are rated or guessed; what a client named may be compared with.
NAMED_BY_THE_CLIENT = frozenset({"places", "schools"})


class _Plain:
    """Reads itself from a mapping, and refuses what no match may know."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Return the side that a mapping tells.

        Raises:
            FeatureProtected: a key stands for a protected class or a close proxy.
            ValueError: a key is not one of ours, or one that is needed is missing.
        """
        known = {field.name for field in fields(cls)}  # type: ignore[arg-type]  # every heir is a dataclass
        for name in sorted(told.keys() - known):
            refuse_protected(name)
            raise ValueError(f"“{name}” is not known. Known are: {', '.join(sorted(known))}.")
        try:
            return cls(**{name: _frozen(value) for name, value in told.items()})
        except TypeError as error:
            raise ValueError(str(error)) from error


@dataclass(frozen=True, kw_only=True, slots=True)
class Home(_Plain):
    """A home for sale.

    Attributes:
        kind: house, condo, townhouse and so on, as the listing says.
        places: every name of where it lies that a client might use: city, postal code, county.
        condition: 1 (needs everything) to 5 (as new).
        walk_score: 0 to 100.
        amenities: None where nobody listed them.
        schools: those assigned to the address, by name.
        monthly_extras_cents: taxes, insurance and dues.
        estimate_cents: what comparable sales say it is worth.
    """

    price_cents: int
    kind: str = ""
    places: Collection[str] = ()
    beds: float | None = None
    baths: float | None = None
    living_sqft: float | None = None
    lot_sqft: float | None = None
    year_built: int | None = None
    condition: float | None = None
    walk_score: float | None = None
    amenities: Collection[str] | None = None
    schools: Collection[str] = ()
    at: Point | None = None
    days_on_market: int | None = None
    monthly_extras_cents: int | None = None
    estimate_cents: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish(_Plain):
    """What a buyer said they look for.

    Attributes:
        payment_max_cents: the most they want to pay a month; with ``rate`` (a year, 0.065 for 6.5 %) and
            ``down_payment_cents``.
        commute_to: where they travel to; ``commute_km_max`` is counted as the crow flies.
        schools: those they named themselves.
    """

    price_min_cents: int | None = None
    price_max_cents: int | None = None
    payment_max_cents: int | None = None
    down_payment_cents: int | None = None
    rate: float | None = None
    kinds: Collection[str] = ()
    places: Collection[str] = ()
    beds_min: float | None = None
    baths_min: float | None = None
    sqft_min: float | None = None
    lot_sqft_min: float | None = None
    year_built_min: int | None = None
    condition_min: float | None = None
    walk_score_min: float | None = None
    amenities: Collection[str] = ()
    schools: Collection[str] = ()
    commute_to: Point | None = None
    commute_km_max: float | None = None


def _frozen(value: Any) -> Any:
    """Return lists, as JSON gives them, as tuples."""
    return tuple(value) if isinstance(value, list) else value

"""Homes that fit a buyer and buyers that a home fits, out of the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from crm.models import Agent, Interaction, Lead, Listing, Property
from crm.states import InteractionKind, LeadKind
from scoring.matching import tastes
from scoring.matching.columns import Numbers, of_homes, of_wishes
from scoring.matching.enhanced import percent, shares
from scoring.matching.factors import OVER_BUDGET
from scoring.matching.reasons import FALLS_SHORT, FITS, Reason, reasons
from scoring.matching.reverse import GOOD, fitting
from scoring.matching.sides import Home, Wish
from scoring.models import MatchDismissal, Valuation

LIKED = (InteractionKind.SAVE, InteractionKind.SHOWING)
MOST_HOMES = 500  # the newest that could fit at all
MOST_BUYERS = 20_000  # those with the best score
SHOWN = 5
MOST_LIKED = 60  # of the newest saves and dismissals


@dataclass(frozen=True, kw_only=True)
class HomeMatch:
    """A home for sale that fits a buyer: 1 to 99 in a hundred, with its reasons, the weightiest first."""

    listing: Listing
    percent: int
    reasons: list[Reason]

    @property
    def in_short(self) -> list[Reason]:
        """The two weightiest reasons for it, and the two weightiest against it."""
        against = [reason for reason in self.reasons if reason.tone == FALLS_SHORT]
        return [reason for reason in self.reasons if reason.tone == FITS][:2] + against[:2]


@dataclass(frozen=True, kw_only=True)
class HomesForLead:
    """What is proposed to a buyer.

    Attributes:
        is_told: whether they said enough to match anything: a place and an upper price. Less would be a guess.
        fitting: how many homes for sale fit; ``matches`` holds the best of them.
        learnt_from: how many saves, showings and dismissals moved the order.
        dismissed: how many homes were set aside.
    """

    is_told: bool
    matches: list[HomeMatch]
    fitting: int = 0
    learnt_from: int = 0
    dismissed: int = 0


@dataclass(frozen=True, kw_only=True)
class BuyerMatch:
    """A buyer whom a home fits."""

    lead: Lead
    percent: int
    reasons: list[Reason]


def wish_of(lead: Lead) -> Wish | None:
    """Return what a lead said they look for; None without a place and an upper price."""
    if lead.kind != LeadKind.BUYER or not lead.locations or not lead.price_max_cents:
        return None
    return Wish(
        price_min_cents=lead.price_min_cents,
        price_max_cents=lead.price_max_cents,
        places=tuple(lead.locations),
        kinds=(lead.property_type,) if lead.property_type else (),
        beds_min=lead.beds_min,
        baths_min=None if lead.baths_min is None else float(lead.baths_min),
    )


def home_of(
    home: Property,
    *,
    price_cents: int,
    listed_on: date | None = None,
    today: date | None = None,
    estimate_cents: int | None = None,
) -> Home:
    """Return a property as a match sees it."""
    return Home(
        price_cents=price_cents,
        kind=home.kind,
        places=tuple(place for place in (home.situs_city, home.situs_postal_code, home.county) if place),
        beds=home.beds,
        baths=None if home.baths is None else float(home.baths),
        living_sqft=home.living_sqft,
        year_built=home.year_built,
        days_on_market=max((today - listed_on).days, 0) if today and listed_on else None,
        estimate_cents=estimate_cents,
    )


def for_sale(lead: Lead) -> QuerySet[Listing]:
    """Return the homes for sale that could fit a lead at all: where they named, not far above their most."""
    named = Q()
    for place in lead.locations:
        named |= Q(property__situs_city__iexact=place) | Q(property__situs_postal_code=place)
        named |= Q(property__county__iexact=place)
    rows: QuerySet[Listing] = Listing.objects.filter(
        named, status="active", price_cents__lte=round((lead.price_max_cents or 0) * (1 + OVER_BUDGET))
    )
    return with_estimates(rows.exclude(property__dismissals__lead=lead)).order_by("-listed_on", "-pk")


def with_estimates(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """Add each home's newest estimate as ``estimate_cents``, None where there is none; homes are read along."""
    newest = Valuation.objects.filter(property=OuterRef("property")).order_by("-valued_at", "-pk")
    return listings.select_related("property").annotate(estimate_cents=Subquery(newest.values("estimate_cents")[:1]))


def homes_for(lead: Lead, *, today: date, most: int = SHOWN) -> HomesForLead:
    """Return the homes for sale that fit a lead, best first: five statements."""
    wish = wish_of(lead)
    if wish is None:
        return HomesForLead(is_told=False, matches=[])
    listings = list(for_sale(lead)[:MOST_HOMES])
    homes = [_listed(row, today) for row in listings]
    taste, learnt_from, dismissed = _taste_of(lead)
    found = _shares(wish, homes, taste)
    best = [number for number in sorted(range(len(homes)), key=lambda n: -found[n]) if found[number] >= GOOD]
    matches = [
        HomeMatch(
            listing=listings[number],
            percent=percent(found[number]),
            reasons=reasons(wish, homes[number], taste=taste),
        )
        for number in best[:most]
    ]
    return HomesForLead(is_told=True, matches=matches, fitting=len(best), learnt_from=learnt_from, dismissed=dismissed)


def buyers_for(listing: Listing, agent: Agent, *, today: date, most: int = SHOWN) -> list[BuyerMatch]:
    """Return the buyers this agent may see whom a listing fits, best first, without those it was set aside for.

    Args:
        listing: read by ``with_estimates``.
    """
    home = _listed(listing, today)
    able = round(listing.price_cents / (1 + OVER_BUDGET))
    leads: Sequence[Lead] = list(
        Lead.objects.open()
        .for_agent(agent)
        .filter(kind=LeadKind.BUYER, price_max_cents__gte=able)
        .exclude(locations=[])
        .exclude(dismissed_homes__property=listing.property_id)
        .select_related("contact")
        .order_by(F("score").desc(nulls_last=True), "-pk")[:MOST_BUYERS]
    )
    wishing = [(lead, wish) for lead in leads if (wish := wish_of(lead)) is not None]
    found = fitting(home, of_wishes([wish for _, wish in wishing]), most=most)
    return [
        BuyerMatch(lead=lead, percent=percent(each.share), reasons=reasons(wish, home))
        for each, (lead, wish) in ((each, wishing[each.row]) for each in found)
    ]


def _listed(row: Any, today: date) -> Home:
    """Return a listing's home; the row carries an estimate that its model does not know of."""
    return home_of(
        row.property,
        price_cents=row.price_cents,
        listed_on=row.listed_on,
        today=today,
        estimate_cents=row.estimate_cents,
    )


def _shares(wish: Wish, homes: Sequence[Home], taste: Numbers) -> list[float]:
    found: list[float] = shares(of_wishes([wish]), of_homes(homes), tastes=taste[None, :])[0].tolist()
    return found


def _taste_of(lead: Lead) -> tuple[Numbers, int, int]:
    """Return a lead's taste, from how many homes it was learnt, and how many they set aside."""
    rows = Interaction.objects.filter(lead=lead, kind__in=LIKED).exclude(property=None)
    liked = set(rows.order_by("-occurred_at").values_list("property_id", flat=True)[:MOST_LIKED])
    refused = MatchDismissal.objects.filter(lead=lead).order_by("-pk").values_list("property_id", flat=True)
    set_aside = list(refused[:MOST_LIKED])
    known = _with_prices(liked | set(set_aside))
    saved, dismissed = ([known[pk] for pk in pks if pk in known] for pks in (sorted(liked), set_aside))
    return tastes.learn(saved, dismissed), len(saved) + len(dismissed), len(set_aside)


def _with_prices(pks: set[int]) -> dict[int, Home]:
    """Return homes that were ever listed, at their newest price."""
    rows = Listing.objects.filter(property__in=pks).select_related("property").order_by("listed_on", "pk")
    return {row.property_id: home_of(row.property, price_cents=row.price_cents) for row in rows}

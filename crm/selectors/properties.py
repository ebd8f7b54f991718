"""Homes: the list in street order, and one home with its owners, listings and visitors."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from crm.models import Agent, Interaction, Lead, Listing, Ownership, Property
from crm.selectors import search
from crm.states import InteractionKind

PAGE = 40
MOST_ROWS = 20
VISITS = [InteractionKind.VIEW, InteractionKind.SAVE, InteractionKind.SHOWING, InteractionKind.OPEN_HOUSE]


@dataclass(frozen=True)
class Page:
    """One page of homes, and where the next starts (empty at the end)."""

    homes: Sequence[Property]
    next: str


@dataclass(frozen=True)
class HomePage:
    """One home with those around it, whom this agent may see."""

    home: Property
    listings: list[Listing]
    owners: list[tuple[Ownership, Lead | None]]
    visits: list[Interaction]


def page(*, text: str = "", status: str = "", after: str = "") -> Page:
    """Return a page of homes by street, each with its newest listing's ``price_cents`` and ``listing_status``."""
    newest = Listing.objects.filter(property=OuterRef("pk")).order_by("-listed_on", "-id")
    homes: QuerySet[Property] = search.homes_found(text) if text else Property.objects.order_by("situs_street", "id")
    if status:
        homes = homes.filter(pk__in=Listing.objects.filter(status=status).values("property"))
    street, _, pk = after.replace("\x00", "").rpartition("~")
    if pk.isdecimal():
        homes = homes.filter(Q(situs_street__gt=street) | Q(id__gt=pk), situs_street__gte=street)
    homes = homes.annotate(
        price_cents=Subquery(newest.values("price_cents")[:1]), listing_status=Subquery(newest.values("status")[:1])
    )
    found = list(homes[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(homes=found[:PAGE], next=f"{last.situs_street}~{last.pk}" if last else "")


def home_page(home: Property, agent: Agent) -> HomePage:
    """Return one home's page: four statements."""
    owners = list(Ownership.objects.filter(property=home).select_related("contact").order_by("id")[:MOST_ROWS])
    seen = Lead.objects.for_agent(agent)
    leads = {lead.contact_id: lead for lead in seen.filter(contact__in=[o.contact_id for o in owners]).order_by("id")}
    visits = Interaction.objects.filter(property=home, kind__in=VISITS, lead__in=seen)
    return HomePage(
        home=home,
        listings=list(Listing.objects.filter(property=home).order_by("-listed_on", "-id")[:MOST_ROWS]),
        owners=[(owner, leads.get(owner.contact_id)) for owner in owners],
        visits=list(visits.select_related("contact", "lead").order_by("-occurred_at", "-id")[:MOST_ROWS]),
    )

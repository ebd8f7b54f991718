"""What is known of a lead and may be said to them, each with where it is known from."""

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg

from crm.models import Agent, Brokerage, Lead, Listing, Ownership, Property
from crm.states import Role
from outreach.writing.counties import Sales, market_context, say_sales
from outreach.writing.facts import Fact, say_reason
from realestate.lib import clock, money, phones
from realestate.lib.text import listed

LOOK_BACK_MONTHS = 6
LOOK_BACK = timedelta(days=183)


def gather(lead: Lead, *, agent: Agent | None = None, more: Mapping[str, str] | None = None) -> dict[str, Fact]:
    """Return every fact about a lead that a text may state, by variable; what is not known is not in it.

    Args:
        agent: who writes; the lead's own agent if None, or else the oldest owner of the brokerage.
        more: what the caller has found out itself, such as ``matches``.
    """
    owned = Ownership.objects.filter(contact_id=lead.contact_id).select_related("property").order_by("pk").first()
    found = [
        *_ours(lead.brokerage, agent or lead.assigned_to or _first_owner()),
        *_theirs(lead),
        *_home(lead, owned.property if owned else None),
        *[Fact(name, value, "What was found for this message") for name, value in (more or {}).items()],
    ]
    return {fact.name: fact for fact in found if fact.value.strip()}


def values(facts: Mapping[str, Fact]) -> dict[str, str]:
    """Return the plain values, as templates take them."""
    return {name: fact.value for name, fact in facts.items()}


def _first_owner() -> Agent | None:
    owner: Agent | None = Agent.objects.active().filter(role=Role.OWNER).order_by("pk").first()
    return owner


def _ours(brokerage: Brokerage, agent: Agent | None) -> list[Fact]:
    name, source = (agent.name if agent else ""), "Settings, Brokerage"
    phone = brokerage.phone or brokerage.from_number
    today = clock.today(ZoneInfo(brokerage.timezone))
    return [
        Fact("agent", name, "Settings, People here"),
        Fact("agent_first_name", name.split(" ")[0], "Settings, People here"),
        Fact("brokerage", brokerage.name, source),
        Fact("office_phone", phones.display(phone) if phone else "", source),
        Fact("brokerage_address", brokerage.postal_address, source),
        Fact("today", f"{today:%B} {today.day}, {today.year}", "The day it is written"),
    ]


def _theirs(lead: Lead) -> list[Fact]:
    contact, wanted = lead.contact, "What they look for"
    post = [contact.street, contact.city, f"{contact.state} {contact.postal_code}".strip()]
    return [
        Fact("first_name", contact.first_name, "Their record"),
        Fact("owner_name", contact.name if lead.contact.first_name else "", "Their record"),
        Fact("mailing_address", ", ".join(post) if contact.street and contact.city else "", "Their record"),
        Fact("locations", listed(lead.locations), wanted),
        Fact("price_range", money.price_range(lead.price_min_cents, lead.price_max_cents), wanted),
        Fact("property_type", lead.property_type.replace("_", " "), wanted),
    ]


def _home(lead: Lead, home: Property | None) -> list[Fact]:
    county = home.county if home and home.county else lead.contact.county
    state = home.situs_state if home and home.county else lead.contact.state
    sales = _sales(county)
    of_county = [
        Fact("county", f"{county} County" if county else "", "County of the property" if home else "Their address"),
        Fact("market_context", market_context(county, state, sales), "Our own listings, and the county file"),
        Fact("county_sales", say_sales(county, sales), "Our own listings"),
    ]
    if home is None:
        return of_county
    source = f"Property record{f' {home.parcel_id}' if home.parcel_id else ''}"
    return [
        Fact("situs_address", home.situs_street, source),
        Fact("situs_city", home.situs_city, source),
        Fact("property_kind", home.kind.replace("_", " "), source),
        Fact("distress_reason", say_reason(home.distress_reason), source),
        *of_county,
    ]


def _sales(county: str) -> Sales | None:
    """Count the county's sales in our own listings; None where no county is known."""
    if not county:
        return None
    sold = Listing.objects.filter(
        property__county=county, sold_price_cents__gt=0, sold_on__gte=clock.now().date() - LOOK_BACK
    )
    prices = sorted(sold.aggregate(every=ArrayAgg("sold_price_cents", default=[]))["every"])
    middle = prices[len(prices) // 2] if prices else 0
    return Sales(count=len(prices), months=LOOK_BACK_MONTHS, middle_cents=middle // 100_000 * 100_000)

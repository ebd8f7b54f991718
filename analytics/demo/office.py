"""The demo's brokerages: their people, the homes around them, and the plans they run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from analytics.demo.places import HERE, PLACES, STREETS
from crm.models import Agent, Brokerage, Listing, Market, Property, Team, User
from crm.services import accounts
from crm.states import Carrier, Role
from nurturing.models import Step
from nurturing.services import sequences
from outreach.models import TemplateVersion
from outreach.services import suppression
from realestate.lib import clock, scopes

PASSWORD = "homestretch-demo"
ASSESSED_SHARE = 0.85  # counties assess below the market
WEEK, SIX_DAYS, LATE_WEEK = [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6]


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody who works at a demo brokerage. ``share`` of a hundred leads is theirs."""

    name: str
    email: str
    role: str
    team: str
    share: int
    hours: tuple[int, int] = (9, 18)
    days: tuple[int, ...] = tuple(WEEK)


@dataclass(frozen=True, kw_only=True)
class Firm:
    """A demo brokerage before it exists."""

    name: str
    slug: str
    address: str
    phone: str
    website: str
    from_email: str
    staff: tuple[Colleague, ...]
    leads_rate: float = 1.0  # of the number asked for
    homes: int = 160


GULF_AND_PINE = Firm(
    name="Gulf & Pine Realty",
    slug="gulf-and-pine",
    address="410 W Platt St, Tampa, FL 33606",
    phone="+18135550100",
    website="https://gulfpine.example",
    from_email="hello@gulfpine.example",
    staff=(
        Colleague(name="Dana Whitfield", email="dana@gulfpine.example", role=Role.OWNER, team="", share=14),
        Colleague(name="Marcus Bell", email="marcus@gulfpine.example", role=Role.MANAGER, team="Bay", share=10),
        Colleague(name="Inez Carrillo", email="inez@gulfpine.example", role=Role.AGENT, team="Bay", share=22,
                  hours=(8, 17)),
        Colleague(name="Theo Lambert", email="theo@gulfpine.example", role=Role.AGENT, team="Bay", share=18,
                  hours=(10, 19), days=tuple(SIX_DAYS)),
        Colleague(name="Priya Raman", email="priya@gulfpine.example", role=Role.AGENT, team="Coast", share=20),
        Colleague(name="Sam Oduya", email="sam@gulfpine.example", role=Role.AGENT, team="Coast", share=16,
                  hours=(11, 20), days=tuple(LATE_WEEK)),
    ),
)  # fmt: skip
SECOND_STREET = Firm(
    name="Second Street Homes",
    slug="second-street",
    address="88 2nd St N, St. Petersburg, FL 33701",
    phone="+17275550100",
    website="https://secondstreet.example",
    from_email="hello@secondstreet.example",
    leads_rate=0.03,
    homes=24,
    staff=(
        Colleague(name="Ruth Solano", email="ruth@secondstreet.example", role=Role.OWNER, team="", share=30),
        Colleague(name="Owen Pike", email="owen@secondstreet.example", role=Role.AGENT, team="", share=35),
        Colleague(name="Lena Marsh", email="lena@secondstreet.example", role=Role.AGENT, team="", share=35),
    ),
)
FIRMS = (GULF_AND_PINE, SECOND_STREET)


def log_ins() -> list[str]:
    """Return who can sign in to the demo and with what, a line each."""
    people = [f"  {c.email:28} {c.name}, {c.role} at {firm.name}" for firm in FIRMS for c in firm.staff]
    return [f"Demo log-ins, all with the password {PASSWORD}:", *people]


def open_firm(firm: Firm) -> Brokerage:
    """Return a new demo brokerage with its people, ready to send to the simulator and to nobody else."""
    brokerage = accounts.create_brokerage(
        firm.name, slug=firm.slug, is_demo=True, carrier=Carrier.SIMULATOR, postal_address=firm.address,
        phone=firm.phone, from_number=firm.phone, website=firm.website, from_email=firm.from_email,
        texting_registered=True, set_up_at=clock.real_now(),
    )  # fmt: skip
    suppression.ensure_key(brokerage)
    with scopes.in_brokerage(brokerage):
        teams = {name: Team.objects.create(name=name) for name in dict.fromkeys(c.team for c in firm.staff if c.team)}
    for colleague in firm.staff:
        accounts.create_agent(
            brokerage, email=colleague.email, name=colleague.name, role=colleague.role, password=None,
            team=teams.get(colleague.team), works_from=time(colleague.hours[0]), works_until=time(colleague.hours[1]),
            works_on=list(colleague.days), channels=["page"],
        )  # fmt: skip
    # One hash for all of them: it is slow on purpose, and the password is printed anyway.
    User.objects.filter(brokerage=brokerage).update(password=make_password(PASSWORD))
    sequences.load(brokerage)  # with the templates they name
    return brokerage


def agents_of(firm: Firm) -> tuple[Agent, ...]:
    """Return the firm's agents in the order of its list. The brokerage is in force."""
    known = {agent.name: agent for agent in Agent.objects.select_related("team")}
    return tuple(known[colleague.name] for colleague in firm.staff)


def plans_of(brokerage: Brokerage) -> dict[str, tuple[Any, Any, list[Step]]]:
    """Return the brokerage's current plans by key: sequence, version and steps."""
    loaded = sequences.load(brokerage)
    return {
        line.version.sequence.key: (line.version.sequence, line.version, list(line.version.steps.order_by("number")))
        for line in loaded
    }


def words_of(plans: dict[str, tuple[Any, Any, list[Step]]]) -> dict[int, TemplateVersion]:
    """Return the words of every step of the plans, by step: those in force of the template it names."""
    in_force = {version.template_id: version for version in TemplateVersion.objects.in_force()}
    return {step.pk: in_force[step.template_id] for _, _, steps in plans.values() for step in steps}


def build_homes(firm: Firm, rng: Random, today: date) -> tuple[Property, ...]:
    """Add markets, homes and what is for sale; return the homes. The brokerage is in force."""
    places = [place for place in PLACES if place.city in HERE]
    markets = {
        county: Market.objects.create(name=f"{county} County", state="FL", county=county)
        for county in dict.fromkeys(place.county for place in places)
    }
    homes = []
    for number in range(firm.homes):
        place = rng.choice(places)
        homes.append(
            Property(
                market=markets[place.county], parcel_id=f"{number + 1:04}-{rng.randint(100, 999)}-000",
                situs_street=f"{rng.randint(12, 98) * 100 + rng.randint(1, 98)} {rng.choice(STREETS)}",
                situs_city=place.city, situs_state="FL", situs_postal_code=place.postal_code, county=place.county,
                kind=rng.choice(("house", "house", "house", "condo", "townhouse")), beds=rng.randint(2, 5),
                baths=rng.choice((1, 2, 2, 2.5, 3)), living_sqft=rng.randint(90, 320) * 10,
                year_built=rng.randint(1924, 2023),
            )
        )  # fmt: skip
        homes[-1].assessed_cents = _asked(homes[-1], luck=(rng.randint(180, 640) - 180) / 460, share=ASSESSED_SHARE)
    Property.objects.bulk_create(homes)
    Listing.objects.bulk_create(_listing(home, number, rng, today) for number, home in enumerate(homes) if number % 4)
    Listing.objects.bulk_create(_former_sales(homes, today))
    return tuple(homes)


def on_the_market() -> tuple[Listing, ...]:
    """Return what is for sale in the brokerage in force, in the order in which it was made."""
    return tuple(Listing.objects.filter(status="active").select_related("property").order_by("pk"))


def _former_sales(homes: list[Property], today: date) -> Iterator[Listing]:
    """Yield a sale of the last two years of every third home that is listed: what estimates of value rest on.

    It draws from its own luck, so that the rest of the demo stays what it is with and without it.
    """
    rng = Random(len(homes))
    for number, home in enumerate(homes):
        if number % 4 and number % 3 == 0:
            sold_on = today - timedelta(days=rng.randint(120, 730))
            price = _asked(home, luck=rng.random())
            yield Listing(
                property=home, mls_id=f"GP{number + 6_100_000}", status="sold", price_cents=price,
                listed_on=sold_on - timedelta(days=rng.randint(9, 70)), sold_on=sold_on,
                sold_price_cents=price - rng.randint(0, 18) * 100_000,
            )  # fmt: skip


def _asked(home: Property, *, luck: float, share: float = 1.0) -> int:
    """Return a price in cents, in whole thousands of dollars: by size, age and place, and 12 % either way by luck."""
    size = (float(home.living_sqft or 0) / 1_800) ** 0.75
    age = 1 + ((home.year_built or 1980) - 1980) * 0.002
    place = 0.88 + int(home.situs_postal_code[-2:]) % 7 * 0.05
    return round(430 * size * age * place * (0.88 + 0.24 * luck) * share) * 100_000


def _listing(home: Property, number: int, rng: Random, today: date) -> Listing:
    price = _asked(home, luck=(rng.randint(255, 890) - 255) / 635)
    status = rng.choices(("active", "pending", "sold", "withdrawn"), weights=(6, 2, 2, 1))[0]
    listed_on = today - timedelta(days=rng.randint(2, 88))
    sold_on = listed_on + (today - listed_on) * rng.uniform(0.5, 1) if status == "sold" else None
    return Listing(
        property=home, mls_id=f"GP{number + 7_100_000}", status=status, price_cents=price, listed_on=listed_on,
        sold_on=sold_on, sold_price_cents=price - rng.randint(0, 18) * 100_000 if sold_on else None,
    )  # fmt: skip

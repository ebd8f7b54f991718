"""Build the demo: the same rows for the same seed and present moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models, transaction

from analytics.demo import cast, desk, names, office, replay
from analytics.demo.agenda import awake
from analytics.demo.gatehouse import Gatehouse
from analytics.demo.office import FIRMS, Firm
from analytics.demo.places import AREAS, CITY_OF, HERE, PLACES, Numbers, Place
from analytics.demo.plot import DAY, FATES, Plot
from analytics.demo.story import Office, Person, Story
from analytics.demo.tables import Book
from crm import models as crm
from crm.incoming.names import fold
from crm.models import Brokerage
from nurturing.models import Enrollment, Touchpoint
from outreach.models import Conversation, GateDecision, Handoff, Message, SimulatedText, Suppression
from realestate.lib import scopes
from realestate.lib.errors import DomainError
from scoring.models import Alert, Evaluation

HISTORY = 90 * DAY
KINDS: tuple[type[models.Model], ...] = (
    crm.Contact, crm.ContactPoint, crm.Lead, crm.StatusChange, crm.Consent, crm.Interaction, crm.Task, crm.Appointment,
    crm.Deal, crm.StageChange, crm.Event, Conversation, Message, GateDecision, SimulatedText, Handoff, Suppression,
    Enrollment, Touchpoint, Evaluation, Alert,
)  # fmt: skip
IDS_PER_LEAD = 150
# Where they come from: source, door, share, and the permission most of them give.
DOORS = (
    ("website", "form", 34, "pewc"), ("zillow", "ghl", 20, "inquiry"), ("facebook ad", "form", 14, "pewc"),
    ("referral", "page", 9, "pewc"), ("open house", "page", 9, "pewc"), ("county list", "csv", 14, ""),
)  # fmt: skip
SEGMENTS = {
    "buyer": ("first_time_buyer", "first_time_buyer", "upsizing", "investment_buyer", "luxury_buyer", ""),
    "seller": ("downsizing", "upsizing", "investment_property", ""),
    "owner": ("",),
}


class AlreadyThere(DomainError):
    """The demo stands already."""

    code = "already_there"


@dataclass(frozen=True, kw_only=True)
class Built:
    """What was made: the brokerage, how many rows of what, and how many leads went through the services."""

    brokerage: Brokerage
    rows: dict[str, int]
    replayed: int


def build(*, seed: int, as_of: datetime, leads: int, replays: int = 25) -> list[Built]:
    """Make both demo brokerages, all or nothing but what goes through the services, which commits step by step.

    Raises:
        AlreadyThere: a demo brokerage exists.
    """
    if Brokerage.objects.filter(slug__in=[firm.slug for firm in FIRMS]).exists():
        raise AlreadyThere("The demo brokerages exist already; clear_demo removes them.")
    as_of = as_of.replace(microsecond=0)
    return [
        _build_firm(firm, seed=seed, as_of=as_of, leads=max(round(leads * firm.leads_rate), 6),
                    replays=round(replays * firm.leads_rate))
        for firm in FIRMS
    ]  # fmt: skip


def _build_firm(firm: Firm, *, seed: int, as_of: datetime, leads: int, replays: int) -> Built:
    with transaction.atomic():
        brokerage = office.open_firm(firm)
        with scopes.in_brokerage(brokerage):
            rng = Random(f"{seed}:{firm.slug}")
            book = Book(brokerage, KINDS, as_of=as_of, room=max(leads, 20) * IDS_PER_LEAD)
            plans = office.plans_of(brokerage)
            shared = Office(
                book=book, agents=office.agents_of(firm), homes=office.build_homes(firm, rng, as_of.date()),
                gate=Gatehouse(), sequences=plans, words=office.words_of(plans), listings=office.on_the_market(),
            )  # fmt: skip
            people = _People(rng)
            for number in range(leads - replays):
                _tell(shared, firm, people, number, seed=seed)
            rows = book.write()
    with scopes.in_brokerage(brokerage):
        replayed = replay.replay_all(shared, people.take, as_of=as_of, many=replays)
        desk.lay_out(shared, as_of=as_of)
    return Built(brokerage=brokerage, rows=rows, replayed=replayed)


class _People:
    """Makes people up; each name, number and address once."""

    def __init__(self, rng: Random) -> None:
        self._rng, self._numbers, self._count = rng, Numbers(), 0
        self._names = [(first, last) for first in names.FIRST for last in names.LAST]
        rng.shuffle(self._names)

    def take(self, *, local: bool = False, door: tuple[Any, ...] | None = None) -> Person:
        """Return a new person. ``local``: from where the brokerage is."""
        rng = self._rng
        first, last = self._names[self._count % len(self._names)]
        self._count += 1
        place = self._place(local=local)
        source, way_in, _, consent = door or rng.choices(DOORS, weights=[each[2] for each in DOORS])[0]
        kind = "owner" if way_in == "csv" else rng.choices(("buyer", "seller"), weights=(72, 28))[0]
        handle = f"{_plain(first)}.{_plain(last)}{self._count}"
        given = consent if consent and rng.random() < 0.9 else ""
        return Person(
            first=first, last=last, place=place, phone=self._numbers.take(place) if rng.random() < 0.96 else None,
            email=f"{handle}@{rng.choice(names.MAIL)}", kind=kind, source=source, door=way_in, consent=given,
            segment=rng.choice(SEGMENTS[kind]), wishes=_wishes(rng, kind),
        )  # fmt: skip

    def _place(self, *, local: bool) -> Place:
        pool = [place for place in PLACES if not local or place.city in HERE]
        return self._rng.choices(pool, weights=[place.weight for place in pool])[0]


def _wishes(rng: Random, kind: str) -> dict[str, Any]:
    if kind == "owner":
        return {"timeline": rng.choice(("", "", "someday", "later"))}
    wishes: dict[str, Any] = {"timeline": rng.choices(("", "now", "soon", "later", "someday"), (3, 1, 3, 3, 1))[0]}
    if kind == "seller":
        return wishes
    if rng.random() < 0.7:
        area, *another = rng.sample(AREAS, k=rng.randint(1, 2))
        # Homes are told by their city; who named only a corner of it would be shown none.
        wishes["locations"] = [area, CITY_OF[area]] if another else [area]
    if rng.random() < 0.65:
        top = rng.randint(26, 82) * 1_000_000
        wishes |= {"price_max_cents": top, "price_min_cents": top - rng.randint(3, 9) * 1_000_000}
    if rng.random() < 0.5:
        wishes |= {"property_type": rng.choice(("house", "condo", "townhouse")), "beds_min": rng.randint(2, 4)}
    return wishes


def _tell(shared: Office, firm: Firm, people: _People, number: int, *, seed: int) -> None:
    """Tell one lead's story: the first ones have their scene today, the others a fate."""
    rng = Random(f"{seed}:{firm.slug}:{number}")
    count, now = len(shared.agents), shared.book.as_of
    if number < count:
        age = cast.NEW_AGES[number]
        person = people.take(local=True, door=("zillow", "ghl", 0, ""))
        story = Story(shared, person, agent=shared.agents[number], at=now - age, rng=rng)
        plot = Plot(story)
        cast.waits_unanswered(plot, now)
        plot.end()
        return
    scene = (number - count) // count
    if scene < len(cast.SCENES):
        act, (low, high) = cast.SCENES[scene]
        person = people.take(local=scene != 1, door=DOORS[0])
        person.consent = "pewc"
        agent = shared.agents[(number - count) % count]
        came_at = awake(now - rng.uniform(low, high) * DAY, _zone_of(person), rng)
        plot = Plot(Story(shared, person, agent=agent, at=came_at, rng=rng))
        plot.begin()
        act(plot, now)
        plot.end()
        return
    person = people.take()
    weights = [colleague.share for colleague in firm.staff]
    agent = rng.choices(shared.agents, weights=weights)[0]
    came_at = awake(now - rng.uniform(0.02, 1) * HISTORY, _zone_of(person), rng)
    came_at = min(came_at, now - timedelta(hours=3))
    plot = Plot(Story(shared, person, agent=agent, at=came_at.replace(microsecond=0), rng=rng))
    plot.begin()
    plot.follow(rng.choices(list(FATES), weights=list(FATES.values()))[0])
    plot.end()


def _zone_of(person: Person) -> ZoneInfo:
    return ZoneInfo(person.place.zone)


def _plain(name: str) -> str:
    return fold(name).replace(" ", "")

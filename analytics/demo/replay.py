"""Leads that go through the services themselves, with the clock held at each moment of their past."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from analytics.demo import words
from analytics.demo.agenda import awake, by_day
from analytics.demo.plot import DAY
from analytics.demo.story import Office, Person
from crm.models import Agent, Lead, Outbox
from crm.services import appointments, intake, interactions
from crm.states import InteractionKind
from outreach.models import Message
from outreach.services import handoff, inbox, sending
from outreach.states import Author, Channel
from realestate.lib import clock
from scoring.services import evaluation


def replay_all(office: Office, take: Callable[..., Person], *, as_of: datetime, many: int) -> int:
    """Replay ``many`` leads in the brokerage in force; return how many."""
    for number in range(many):
        rng = Random(f"replay:{office.book.brokerage.slug}:{number}")
        replay(office, take(local=True, door=("website", "form", 0, "pewc")), rng, as_of=as_of,
               agent=office.agents[number % len(office.agents)])  # fmt: skip
    return many


def replay(office: Office, person: Person, rng: Random, *, as_of: datetime, agent: Agent) -> Lead:
    """Let one lead come in, look around, be written to and answer, each at its moment, and return it.

    What the services announce is taken back from the outbox: it is history, and nobody shall act on it again.
    """
    came_at = awake(as_of - rng.uniform(4, 40) * DAY, _zone(person), rng).replace(microsecond=0)
    with clock.held(came_at):
        taken = intake.take_in(_incoming(office, person, came_at), door=person.door, agent=agent)
    lead = taken.lead
    home = rng.choice(office.homes)
    for hours in (0.5, 20, 21):
        with clock.held(came_at + timedelta(hours=hours)):
            interactions.record(lead.contact, InteractionKind.VIEW, lead=lead, property=home)
    text_at = by_day(came_at + timedelta(hours=26), _zone(person), rng).replace(microsecond=0)
    _text(lead, agent, text_at, key=f"composer:replay-{lead.pk}")
    if person.phone:
        heard_at = text_at + timedelta(minutes=rng.randint(3, 50))
        with clock.held(heard_at):
            inbox.receive_text(
                provider="simulator", external_id=f"replay-{lead.pk}", from_number=person.phone,
                body=rng.choice(words.SAYS["meet"] + words.SAYS["interest"]), received_at=heard_at,
            )  # fmt: skip
        _deliver_waiting(lead, heard_at + timedelta(seconds=30))
        with clock.held(heard_at + timedelta(minutes=20)):
            handoff.take_over(lead.contact.conversation, agent=agent)
            interactions.record(lead.contact, InteractionKind.CALL, lead=lead, agent=agent, disposition="talked",
                                seconds=rng.randint(90, 700), summary=rng.choice(words.TALKED))  # fmt: skip
        meets_at = by_day(as_of + rng.uniform(0.5, 5) * DAY, _zone(person), rng).replace(
            minute=30, second=0, microsecond=0
        )
        with clock.held(heard_at + timedelta(minutes=30)):
            appointments.set_appointment(
                lead, starts_at=meets_at, ends_at=meets_at + timedelta(minutes=45), agent=agent,
                title=f"Showing, {person.first} {person.last}", place=home.situs_street,
                timezone=office.book.brokerage.timezone,
            )  # fmt: skip
    with clock.held(as_of):
        lead.refresh_from_db()
        evaluation.evaluate(lead)
    Outbox.objects.all().delete()
    return lead


def _zone(person: Person) -> ZoneInfo:
    return ZoneInfo(person.place.zone)


def _text(lead: Lead, agent: Agent, at: datetime, *, key: str) -> Message | None:
    if not lead.contact.points.filter(kind="phone").exists():
        return None
    with clock.held(at):
        body = f"Hi {lead.contact.first_name}, {agent.name} at {lead.brokerage.name}. Which area do you like best?"
        message = sending.request(lead, channel=Channel.SMS, body=body, key=key, author=Author.SEQUENCE, agent=agent)
        return sending.deliver(message.pk)


def _deliver_waiting(lead: Lead, at: datetime) -> None:
    with clock.held(at):
        for message_id in Message.objects.waiting().filter(lead=lead).values_list("pk", flat=True):
            sending.deliver(message_id)


def _incoming(office: Office, person: Person, at: datetime) -> intake.IncomingLead:
    wishes = person.wishes
    return intake.IncomingLead(
        first_name=person.first, last_name=person.last, phones=(person.phone,) if person.phone else (),
        emails=(person.email,), kind=person.kind, segment=person.segment, source=person.source,
        city=person.place.city, state=person.place.state, county=person.place.county,
        postal_code=person.place.postal_code, price_min_cents=wishes.get("price_min_cents"),
        price_max_cents=wishes.get("price_max_cents"), timeline=wishes.get("timeline", ""),
        locations=tuple(wishes.get("locations", ())), property_type=wishes.get("property_type", ""),
        beds_min=wishes.get("beds_min"), notes="", occurred_at=at,
        consent=intake.IncomingConsent(
            level="pewc", source="website", wording=words.WORDING.format(brokerage=office.book.brokerage.name),
            wording_version="1", seller_named=office.book.brokerage.name, signed=True, disclosed_automated=True,
            not_condition=True, given_at=at,
        ),
    )  # fmt: skip

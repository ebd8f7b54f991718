"""What lies on the desk of a demo brokerage: letters to owners, texts that wait for a reader, and values of homes.

All of it goes through the services, with the clock held at its moment. A brokerage with few leads gets less of it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from analytics.demo.plot import DAY
from analytics.demo.story import Office
from crm.models import Agent, Lead, Outbox, Ownership, Property
from crm.states import LeadStatus, PointKind
from outreach.models import Letter, LetterBatch, TemplateVersion
from outreach.services import gating, letter_answers, letters, sending, wordings
from outreach.states import Author, Channel
from outreach.writing.letters import STANDARD
from realestate.lib import clock
from scoring.services import evaluation, parcels, valuations

PRINTED_AGO, ANSWERED_AGO, STOPPED_AGO, COLLECTED_AGO = 20 * DAY, 13 * DAY, 12 * DAY, timedelta(hours=3)
PRINTED, COLLECTED = 6, 5  # letters of the two batches
COST_CENTS = 96
# FCL-1: a person reads every text to the owner of such a home before it goes.
RECORDS = {
    "seller_sms_first": "Tax delinquent",
    "seller_sms_second": "Pre-foreclosure",
    "seller_sms_third": "Tax delinquent",
}
COUNTY_SIGNALS: tuple[Callable[[datetime], list[dict[str, Any]]], ...] = (
    lambda now: [{"kind": "tax_delinquent", "years": 2, "taxes_due": 6_400}],
    lambda now: [],
    lambda now: [{"kind": "code_case", "date": (now - 60 * DAY).date().isoformat(), "open": True}],
    lambda now: [{"kind": "lis_pendens", "date": (now - 90 * DAY).date().isoformat()}],
)
FIRST_HOUR, LAST_HOUR, SUNDAY = 11, 16, 7  # when texts may leave, where the brokerage and its people are
UNTOUCHED = (LeadStatus.NEW, LeadStatus.CONTACTED)


def lay_out(office: Office, *, as_of: datetime) -> None:
    """Write the letters and the texts, in the brokerage in force.

    What the services announce is taken back from the outbox, as it is for replayed leads.
    """
    # A home that somebody has for sale is left alone (MLS-1); these owners have one that nobody has.
    homes = iter(Property.objects.filter(listings=None).order_by("pk"))
    local = Lead.objects.filter(status__in=UNTOUCHED, contact__state="FL").select_related("contact", "brokerage")
    owners = local.filter(kind="owner")
    printed = _at_homes(_silent_since(owners, as_of - PRINTED_AGO), homes, PRINTED)
    if printed:
        _mail(printed, signer=office.agents[0], as_of=as_of)
    others = owners.exclude(pk__in=[lead.pk for lead in printed])
    collected = _at_homes(_silent_since(others, as_of - COLLECTED_AGO), homes, COLLECTED)
    if collected:
        with clock.held(as_of - COLLECTED_AGO):
            letters.add(_start("Owners, second round", signer=office.agents[0]), collected)
    sellers = local.filter(kind="seller", contact__points__kind=PointKind.PHONE)
    with clock.held(_office_hour(as_of, ZoneInfo(office.book.brokerage.timezone))):
        _write_texts(_may_be_texted(sellers), homes)
    with clock.held(as_of):
        for lead in printed:
            lead.refresh_from_db()
            evaluation.evaluate(lead)
        valuations.value_open()
        _assess_parcels(as_of)
    Outbox.objects.all().delete()


def _silent_since(owners: "QuerySet[Lead]", moment: datetime) -> "QuerySet[Lead]":
    """Return who was here at a moment, and neither wrote nor was written to after it: the gate trusts no other past."""
    return owners.filter(created_at__lt=moment).exclude(contact__messages__occurred_at__gte=moment)


def _mail(leads: list[Lead], *, signer: Agent, as_of: datetime) -> None:
    """Print and mail letters to these people; the first one agrees to email, the second wants no more letters."""
    with clock.held(as_of - PRINTED_AGO):
        batch = _start("Owners near the bay", signer=signer)
        letters.add(batch, leads)
        letters.release(letters.approve(batch, by=signer))
        batch = letters.make(batch.pk)
        letters.mark_mailed(batch, on=clock.now().date(), cost_cents=COST_CENTS)
    answered = [letter_answers.find(code) for code in batch.letters.order_by("pk").values_list("code", flat=True)]
    reached = [letter for letter in answered if letter is not None]
    for letter in reached[:1]:
        with clock.held(as_of - ANSWERED_AGO):
            _agree(letter)
    for letter in reached[1:2]:
        with clock.held(as_of - STOPPED_AGO):
            letter_answers.stop(letter)


def _agree(letter: Letter) -> None:
    email = letter.contact.points.get(kind=PointKind.EMAIL)
    answer = letter_answers.Answer(
        name=letter.contact.name, phone="", email=email.value, by_phone=False, by_email=True,
        message="Send me what homes like ours sold for, please.", shown=letter_answers.wording(letter).token,
        ip="", browser="",
    )  # fmt: skip
    letter_answers.agree(letter, answer)


def _assess_parcels(as_of: datetime) -> None:
    """Score the owners' homes from what a county would tell of them."""
    owned = Ownership.objects.filter(contact__leads__kind="owner").select_related("property__market").order_by("pk")
    for number, ownership in enumerate(owned):
        home = ownership.property
        record = {
            "owner_type": "estate" if number % 5 == 4 else "individual",
            "occupancy": ("absentee_out_of_state", "absentee_local", "owner_occupied")[number % 3],
            "homestead": None if number % 4 == 3 else False,
            "dor_uc": "004" if home.kind == "condo" else "001",
            "situs_address": home.situs_street,
            "year_built": home.year_built,
            "living_area": home.living_sqft,
            "just_value": (home.assessed_cents or 0) // 100 or None,
            "last_sale_date": (as_of - timedelta(days=900 * (number + 1))).date().isoformat(),
            "last_sale_price": (home.assessed_cents or 0) // 100 * max(70 - 5 * number, 10) // 100,
        }
        signals = COUNTY_SIGNALS[number % len(COUNTY_SIGNALS)](as_of)
        parcels.assess_home(home, record, signals, source="the county list", as_of=as_of.date())


def _start(name: str, *, signer: Agent) -> LetterBatch:
    return letters.start(name, body=STANDARD, agent=signer)


def _write_texts(sellers: Iterator[Lead], homes: Iterator[Property]) -> None:
    """Write a text to the owners of homes with a record; the gate holds each one for a person."""
    for (key, record), lead, home in zip(RECORDS.items(), sellers, homes, strict=False):
        Property.objects.filter(pk=home.pk).update(distress_reason=record)
        Ownership.objects.create(contact=lead.contact, property=home, owner_occupied=True, source="county list")
        version = TemplateVersion.objects.in_force().select_related("template").get(template__key=key)
        message = wordings.request(version, lead, key=f"demo-review:{lead.pk}", author=Author.SEQUENCE)
        sending.deliver(message.pk)


def _may_be_texted(sellers: QuerySet[Lead]) -> Iterator[Lead]:
    for lead in sellers.order_by("pk"):
        if gating.preview(lead, channel=Channel.SMS, author=Author.SEQUENCE, body="Hello").is_allowed:
            yield lead


def _at_homes(people: QuerySet[Lead], homes: Iterator[Property], most: int) -> list[Lead]:
    """Return the first of these people, each of whom now owns a home and lives there."""
    found = list(people.order_by("pk")[:most])
    for lead, home in zip(found, homes, strict=False):
        Ownership.objects.create(contact=lead.contact, property=home, owner_occupied=True, source="county list")
    return found


def _office_hour(as_of: datetime, zone: ZoneInfo) -> datetime:
    """Return the latest moment up to now at which texts may leave: on a weekday or Saturday, by day."""
    local = as_of.astimezone(zone)
    if local.hour < FIRST_HOUR:
        local = local.replace(hour=0) - timedelta(hours=1)
    if local.isoweekday() == SUNDAY:
        local = local.replace(hour=0) - timedelta(hours=1)
    return min(local, local.replace(hour=LAST_HOUR, minute=0)).astimezone(as_of.tzinfo)

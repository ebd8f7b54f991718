"""Rows of the crm app for tests.

A row joins the brokerage that is given, else that of any row given to it, else the one in force, else a new one.
Nothing is announced: where a test is about what follows, call the service instead.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from crm import models
from crm.states import (
    ConsentLevel,
    DealKind,
    InteractionKind,
    LeadKind,
    PointKind,
    Role,
)
from realestate.lib import clock, scopes

AREA_CODES = (407, 305, 813, 904, 561, 850, 352, 386, 772, 941, 212, 312, 303, 602, 206, 415, 713, 404, 617, 503)


def phone_number(n: int) -> str:
    """Return the n-th fictional number, E.164: 555-0100 to 555-0199 in one area code after another."""
    area, line = AREA_CODES[n // 100 % len(AREA_CODES)], n % 100
    return f"+1{area}55501{line:02}"


class BrokerageFactory(DjangoModelFactory):
    """A brokerage with everything that lawful sending asks for."""

    class Meta:
        model = models.Brokerage
        skip_postgeneration_save = True

    class Params:
        demo = factory.Trait(is_demo=True)
        shifted = factory.Trait(is_demo=True, clock_shift=timedelta(hours=3))

    name = factory.Sequence(lambda n: f"Palm Street Realty {n}")
    slug = factory.Sequence(lambda n: f"palm-street-{n}")
    postal_address = "100 Palm Street, Orlando, FL 32801"
    timezone = "America/New_York"
    from_number = "+14075550100"
    from_email = factory.LazyAttribute(lambda o: f"hello@{o.slug}.example")
    set_up_at = factory.LazyFunction(clock.real_now)


class TenantFactory(DjangoModelFactory):
    """What the factories of tenant tables share: how they find their brokerage, also outside a scope."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    brokerage = factory.LazyFunction(lambda: scopes.current() or BrokerageFactory())

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> Any:
        if "brokerage" not in params:
            related = (v for v in params.values() if isinstance(v, models.BrokerageModel))
            first = next(related, None)
            if first is not None:
                params = {**params, "brokerage": first.brokerage}
        return super()._generate(strategy, params)

    @classmethod
    def _get_manager(cls, model_class: type[Any]) -> Any:
        return model_class._base_manager


def _same(factory_class: type[DjangoModelFactory], **fields: Any) -> factory.SubFactory:
    """Return a sub-factory whose row joins the same brokerage."""
    return factory.SubFactory(factory_class, brokerage=factory.SelfAttribute("..brokerage"), **fields)


class UserFactory(DjangoModelFactory):
    """A log-in; the password is ``secret``."""

    class Meta:
        model = models.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"agent{n}@homestretch.example")
    brokerage = factory.SubFactory(BrokerageFactory)
    password = factory.django.Password("secret")


class TeamFactory(TenantFactory):
    """A team."""

    class Meta:
        model = models.Team

    name = factory.Sequence(lambda n: f"Team {n}")


class AgentFactory(TenantFactory):
    """An agent with a log-in. ``owner=True`` or ``manager=True`` for those who see everyone."""

    class Meta:
        model = models.Agent

    class Params:
        owner = factory.Trait(role=Role.OWNER)
        manager = factory.Trait(role=Role.MANAGER)

    user = factory.SubFactory(UserFactory, brokerage=factory.SelfAttribute("..brokerage"))
    name = factory.Sequence(lambda n: f"Agent {n}")


class ContactFactory(TenantFactory):
    """A contact without points; ``reachable=True`` adds a phone and an email."""

    class Meta:
        model = models.Contact

    first_name = factory.Sequence(lambda n: f"Dana{n}")
    last_name = "Reyes"
    name = factory.LazyAttribute(lambda o: f"{o.first_name} {o.last_name}".strip())
    sort_key = factory.LazyAttribute(lambda o: f"{o.last_name} {o.first_name}".strip().lower())
    city = "Orlando"
    state = "FL"
    postal_code = "32801"

    @factory.post_generation
    def reachable(self, create: bool, extracted: bool | None, **_: Any) -> None:
        """Add a primary mobile number and a primary email address."""
        if create and extracted:
            ContactPointFactory(contact=self)
            ContactPointFactory(contact=self, email=True)


class ContactPointFactory(TenantFactory):
    """A primary mobile number; ``email=True`` for an address."""

    class Meta:
        model = models.ContactPoint

    class Params:
        email = factory.Trait(
            kind=PointKind.EMAIL, line_type="unknown", value=factory.Sequence(lambda n: f"dana{n}@mail.example")
        )

    contact = _same(ContactFactory)
    kind = PointKind.PHONE
    value = factory.Sequence(phone_number)
    line_type = "mobile"
    is_primary = True
    verified_at = factory.LazyFunction(clock.now)


class ConsentFactory(TenantFactory):
    """Full written consent (PEWC) for a point, with every element of proof."""

    class Meta:
        model = models.Consent

    point = _same(ContactPointFactory)
    contact = factory.SelfAttribute("point.contact")
    level = ConsentLevel.PEWC
    channels = factory.LazyFunction(lambda: ["sms", "voice", "email"])
    source = "form"
    wording = "I agree to receive automated texts and calls. Consent is not a condition of purchase."
    wording_version = "1"
    seller_named = factory.SelfAttribute("brokerage.name")
    signed = True
    number_matches = True
    disclosed_automated = True
    not_condition = True
    proof = factory.LazyFunction(lambda: {"url": "https://palm-street.example/contact", "ip": "192.0.2.10"})
    given_at = factory.LazyFunction(clock.now)


class MarketFactory(TenantFactory):
    """A county."""

    class Meta:
        model = models.Market

    name = factory.Sequence(lambda n: f"Orange County {n}")
    state = "FL"
    county = "Orange"


class PropertyFactory(TenantFactory):
    """A house in Orlando."""

    class Meta:
        model = models.Property

    parcel_id = factory.Sequence(lambda n: f"29-22-{n:04}")
    situs_street = factory.Sequence(lambda n: f"{100 + n} Palm Street")
    situs_city = "Orlando"
    situs_state = "FL"
    situs_postal_code = "32801"
    county = "Orange"
    kind = "single_family"
    beds = 3
    baths = 2
    living_sqft = 1_600
    year_built = 1998


class ListingFactory(TenantFactory):
    """A home for sale at 425,000 dollars."""

    class Meta:
        model = models.Listing

    property = _same(PropertyFactory)
    mls_id = factory.Sequence(lambda n: f"O{6_000_000 + n}")
    price_cents = 425_000_00
    listed_on = factory.LazyFunction(lambda: clock.now().date() - timedelta(days=10))


class LeadFactory(TenantFactory):
    """A new buyer; the contact is made reachable."""

    class Meta:
        model = models.Lead

    contact = _same(ContactFactory, reachable=True)
    kind = LeadKind.BUYER
    source = "form"


class InteractionFactory(TenantFactory):
    """A note on a lead's contact."""

    class Meta:
        model = models.Interaction

    lead = _same(LeadFactory)
    contact = factory.SelfAttribute("lead.contact")
    kind = InteractionKind.NOTE
    summary = "Called back, likes Winter Park."


class TaskFactory(TenantFactory):
    """An open task of a lead."""

    class Meta:
        model = models.Task

    lead = _same(LeadFactory)
    contact = factory.SelfAttribute("lead.contact")
    title = "Call back"


class DealFactory(TenantFactory):
    """A buyer's deal at its first stage."""

    class Meta:
        model = models.Deal

    lead = _same(LeadFactory)
    kind = DealKind.BUYER
    title = factory.LazyAttribute(lambda o: f"Home for {o.lead.contact.name}")
    stage_since = factory.LazyFunction(clock.now)


class AppointmentFactory(TenantFactory):
    """A showing on 2 March 2026, 15:00 to 16:00 UTC."""

    class Meta:
        model = models.Appointment

    lead = _same(LeadFactory)
    title = "Showing"
    place = "100 Palm Street"
    starts_at = datetime(2026, 3, 2, 15, tzinfo=UTC)
    ends_at = datetime(2026, 3, 2, 16, tzinfo=UTC)
    timezone = "America/New_York"


class ExperimentFactory(TenantFactory):
    """A draft experiment; give it arms with ``ArmFactory``."""

    class Meta:
        model = models.Experiment

    key = factory.Sequence(lambda n: f"opening-line-{n}")
    name = "Opening line"
    metric = "reply"
    salt = factory.Sequence(lambda n: f"{n:032x}")


class ArmFactory(TenantFactory):
    """An arm of equal weight."""

    class Meta:
        model = models.Arm

    experiment = _same(ExperimentFactory)
    key = factory.Sequence(lambda n: f"arm-{n}")
    name = factory.SelfAttribute("key")


class WebFormFactory(TenantFactory):
    """A form for buyers with consent wording."""

    class Meta:
        model = models.WebForm

    name = "Contact page"
    public_id = factory.Sequence(lambda n: f"form{n:06}")
    heading = "Tell us what you are looking for"
    consent_wording = "I agree to receive automated texts and calls. Consent is not a condition of purchase."


class GhlConnectionFactory(TenantFactory):
    """A GoHighLevel location."""

    class Meta:
        model = models.GhlConnection

    location_id = factory.Sequence(lambda n: f"loc{n:08}")
    hook_secret = "not-a-secret-in-tests"


class ImportFactory(TenantFactory):
    """An upload without rows."""

    class Meta:
        model = models.Import

    file = factory.django.FileField(filename="people.csv", data=b"Name,Phone\n")
    filename = "people.csv"
    checksum = factory.Sequence(lambda n: f"{n:064x}")


class FeedbackFactory(TenantFactory):
    """Four stars for how we write."""

    class Meta:
        model = models.Feedback

    lead = _same(LeadFactory)
    subject = "communication"
    stars = 4


class OwnershipFactory(TenantFactory):
    """A contact's own house."""

    class Meta:
        model = models.Ownership

    contact = _same(ContactFactory)
    property = _same(PropertyFactory)
    owner_occupied = True

"""From a template and a person to one message: true facts with their sources, and nothing that must not go out."""

from datetime import timedelta

import pytest

from crm.models import Brokerage
from outreach.errors import InvalidTemplate, MissingFact
from outreach.models import GateDecision, Message, Wording
from outreach.services import composing, lead_facts, sending, templates, wordings
from outreach.states import Author, MessageStatus
from realestate.lib import clock
from tests.factories.crm import AgentFactory, ListingFactory, OwnershipFactory, PropertyFactory

HELLO = "Hi {first_name}, {agent} with {brokerage}. May I call?"


@pytest.fixture
def version(brokerage):
    return templates.create(name="Hello", channel="sms", text=HELLO)


@pytest.fixture
def home(lead):
    home = PropertyFactory(
        situs_street="14 Lake Street", situs_city="Winter Park", situs_state="FL", county="Orange",
        distress_reason="PRE-FORECLOSURE", kind="house", parcel_id="22-1",
    )  # fmt: skip
    OwnershipFactory(contact=lead.contact, property=home)
    return home


def test_every_fact_says_where_it_is_known_from(lead, home):
    facts = lead_facts.gather(lead)

    assert facts["situs_address"].value == "14 Lake Street"
    assert facts["situs_address"].source == "Property record 22-1"
    assert all(fact.source for fact in facts.values())


def test_a_foreclosure_is_told_as_a_matter_of_record(lead, home):
    assert lead_facts.gather(lead)["distress_reason"].value == "a court case about the property"


def test_a_reason_that_we_have_no_words_for_is_not_said(lead, home):
    home.distress_reason = "T4X-77"
    home.save()

    assert "distress_reason" not in lead_facts.gather(lead)


def test_the_market_is_counted_and_never_guessed(lead, home):
    sold_on = clock.now().date() - timedelta(days=30)
    for price in (300_000_00, 410_000_00, 412_345_00, 500_000_00, 900_000_00):
        ListingFactory(property=home, status="sold", sold_on=sold_on, sold_price_cents=price)

    assert "count 5 homes sold in Orange County in the last 6 months, at a middle price of $412,000." in (
        lead_facts.gather(lead)["market_context"].value
    )


def test_who_writes_is_the_leads_agent_or_else_an_owner(lead):
    assert lead_facts.gather(lead)["agent"].value == lead.assigned_to.name
    lead.assigned_to = None
    owner = AgentFactory(name="Dana Whitlock", owner=True)

    assert lead_facts.gather(lead)["agent"].value == owner.name


def test_a_private_number_is_no_fact(lead):
    Brokerage.objects.filter(pk=lead.brokerage_id).update(phone="", from_number="")
    lead.brokerage.refresh_from_db()
    lead.assigned_to.phone = "+14075550142"

    assert "office_phone" not in lead_facts.gather(lead)


def test_the_message_goes_the_way_of_every_message_and_keeps_where_its_words_are_from(lead, version):
    message = wordings.request(version, lead, key="try:1", author=Author.SEQUENCE)
    sending.deliver(message.pk)

    message.refresh_from_db()
    assert GateDecision.objects.get(message=message).verdict == "allow"
    assert message.status in {MessageStatus.SENT, MessageStatus.DELIVERED}
    assert lead.assigned_to.name in message.body
    wording = Wording.objects.get(message=message)
    assert (wording.version, [fact["name"] for fact in wording.facts]) == (
        version,
        ["first_name", "agent", "brokerage"],
    )


def test_asked_for_twice_it_is_one_message(lead, version):
    first = wordings.request(version, lead, key="try:1", author=Author.SEQUENCE)

    assert wordings.request(version, lead, key="try:1", author=Author.SEQUENCE) == first
    assert (Message.objects.count(), Wording.objects.count()) == (1, 1)


def test_what_is_not_known_stops_a_template_that_is_about_it(lead):
    version = templates.create(name="Home", channel="sms", text=f"{HELLO} About {{situs_address}}.")

    with pytest.raises(MissingFact):
        wordings.request(version, lead, key="try:1", author=Author.SEQUENCE)
    assert not Message.objects.exists()


def test_a_name_that_turns_the_text_into_pressure_is_not_sent(lead, version):
    lead.contact.first_name = "act now"

    assert composing.compose(version, lead).refused == "It presses: “act now”."
    with pytest.raises(InvalidTemplate):
        wordings.request(version, lead, key="try:1", author=Author.SEQUENCE)

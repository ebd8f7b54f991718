"""Rows of the outreach app for tests."""

import uuid
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.conf import settings

from crm.models import Brokerage, Consent, ContactPoint, Instance, Lead
from crm.states import PointKind
from outreach.models import (
    CaughtMail,
    Conversation,
    GateDecision,
    Letter,
    LetterBatch,
    Message,
    StateRegistration,
)
from outreach.services import letters, sending
from outreach.states import Author, Channel, Direction, MessageStatus, Purpose, Verdict
from outreach.writing.letters import STANDARD
from realestate.lib import clock
from tests.factories.crm import (
    AgentFactory,
    BrokerageFactory,
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    LeadFactory,
)

NOON = datetime(2026, 7, 15, 16, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Orlando
NIGHT = datetime(2026, 7, 16, 2, 0, tzinfo=UTC)  # 22:00 in Orlando, 21:00 in Pensacola

_lines = count()


def open_brokerage(**fields: Any) -> Brokerage:
    """Return a brokerage that may send from here: its installation is established."""
    Instance.objects.get_or_create(
        pk=1, defaults={"instance_id": uuid.UUID(settings.INSTANCE_ID), "version": settings.VERSION}
    )
    return BrokerageFactory(texting_registered=True, **fields)


def willing_lead(brokerage: Brokerage, **fields: Any) -> Lead:
    """Return a lead who gave full written consent for phone and email, with an agent."""
    contact = ContactFactory(brokerage=brokerage, county="Orange")
    # Orlando's own area code: a number from elsewhere would widen the zones that must be open.
    ContactPointFactory(brokerage=brokerage, contact=contact, value=f"+132155501{next(_lines) % 100:02}")
    ContactPointFactory(brokerage=brokerage, contact=contact, email=True)
    lead = LeadFactory(brokerage=brokerage, contact=contact, assigned_to=AgentFactory(brokerage=brokerage), **fields)
    for point in ContactPoint._base_manager.filter(contact=lead.contact):
        ConsentFactory(brokerage=brokerage, point=point)
    return lead


def phone_of(lead: Lead) -> ContactPoint:
    """Return the lead's phone."""
    return ContactPoint._base_manager.get(contact=lead.contact, kind=PointKind.PHONE, is_primary=True)


def consent_of(lead: Lead) -> Consent:
    """Return the permission for the lead's phone."""
    return Consent._base_manager.get(point=phone_of(lead))


def ask_for_text(lead: Lead, *, key: str = "trial:1", **what: Any) -> Message:
    """Ask for one marketing text, written by a sequence."""
    defaults = {
        "channel": Channel.SMS,
        "purpose": Purpose.MARKETING,
        "author": Author.SEQUENCE,
        "body": "Three homes came up in Winter Park. Shall I send them?",
    }
    return sending.request(lead, key=key, **{**defaults, **what})


def said(lead: Lead, **what: Any) -> Message:
    """Return a text of the lead's person, as it came in."""
    fields = {
        "contact": lead.contact,
        "conversation": Conversation.objects.get_or_create(contact=lead.contact)[0],
        "lead": lead,
        "address": "+13215550199",
        "direction": Direction.IN,
        "channel": Channel.SMS,
        "purpose": Purpose.REPLY,
        "author": Author.CONTACT,
        "status": MessageStatus.RECEIVED,
        "body": "Is it still for sale?",
        "key": f"said:{uuid.uuid4()}",
        "occurred_at": clock.now(),
    }
    return Message.objects.create(**{**fields, **what})


def decided(lead: Lead, **what: Any) -> GateDecision:
    """Return an answer of the gate about a lead: blocked, unless said otherwise."""
    fields = {
        "contact": lead.contact,
        "channel": Channel.SMS,
        "purpose": Purpose.MARKETING,
        "verdict": Verdict.BLOCK,
        "reason": "OPTED_OUT",
        "rules_version": "test",
        "sentence": "Blocked. This person asked us to stop.",
        "decided_at": clock.now(),
    }
    return GateDecision.objects.create(**{**fields, **what})


def caught(lead: Lead, **what: Any) -> CaughtMail:
    """Return a mail to a lead that stayed on this machine."""
    point = ContactPoint._base_manager.filter(contact=lead.contact, kind=PointKind.EMAIL).first()
    to = point.value if point else "nobody@mail.example"
    fields = {
        "brokerage": lead.brokerage,
        "message_id": f"<message-{lead.brokerage_id}-1@testserver>",
        "sender": "agent@homestretch.example",
        "recipient": to,
        "subject": "Three homes in Winter Park",
        "raw": f"From: agent@homestretch.example\nTo: {to}\nSubject: Three homes in Winter Park\n"
        "List-Unsubscribe: <http://testserver/unsubscribe/x/>\n\n"
        "Shall I send them? http://testserver/unsubscribe/x/\n",
        "caught_at": clock.now(),
    }
    return CaughtMail.objects.create(**{**fields, **what})


def register(brokerage: Brokerage, *states: str) -> None:
    """Let a brokerage market by phone in these states, as one must who uses a real carrier (FL-LIC-1)."""
    for state in states or ("FL",):
        StateRegistration._base_manager.create(
            brokerage=brokerage, state=state, basis="licence", reference="test", valid_from="2020-01-01"
        )


def at_home(lead: Lead, street: str = "12 Pine Street", postal_code: str = "32801") -> Lead:
    """Return the lead, whose person now has a whole mailing address."""
    home = {"street": street, "city": "Orlando", "state": "FL", "postal_code": postal_code}
    type(lead.contact)._base_manager.filter(pk=lead.contact_id).update(**home)
    for column, value in home.items():
        setattr(lead.contact, column, value)
    return lead


def letters_to(*leads: Lead) -> LetterBatch:
    """Return a batch with a letter to each lead, being put together. The brokerage has a postal address."""
    brokerage = leads[0].brokerage
    if not brokerage.postal_address:
        brokerage.postal_address = "100 Palm Avenue, Orlando, FL 32801"
        brokerage.save(update_fields=["postal_address"])
    agent = leads[0].assigned_to or AgentFactory(brokerage=brokerage)
    batch = letters.start("Owners on Pine Street", body=STANDARD, agent=agent)
    letters.add(batch, [lead if lead.contact.street else at_home(lead) for lead in leads])
    return batch


def letter_to(lead: Lead) -> Letter:
    """Return the letter to a lead in a batch of its own, being put together."""
    letter: Letter = letters_to(lead).letters.get()
    return letter


def printed(batch: LetterBatch) -> LetterBatch:
    """Return the batch once it was approved and its files were made. Needs a test with real transactions."""
    letters.release(letters.approve(batch, by=batch.agent))
    return letters.make(batch.pk)

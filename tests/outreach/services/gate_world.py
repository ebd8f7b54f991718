"""A lead whom every rule lets be texted, and what a case may change about that, for the tests of the gate's facts."""

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crm.models import Brokerage, Consent, Contact, ContactPoint, Lead
from crm.states import InteractionKind
from outreach.models import GateDecision, NumberLookup
from outreach.services import dnc_import, sending
from outreach.states import Author, Channel, LookupKind, Purpose
from realestate.lib import clock
from tests.factories.crm import InteractionFactory
from tests.factories.outreach import NOON, phone_of, said

TODAY = NOON.date()
BODY = "Three homes came up in Winter Park. Shall I send them?"


@dataclass
class World:
    """A lead whom a sequence may text at noon; a case changes the rows, or what is sent and when."""

    lead: Lead
    at: datetime = NOON
    what: dict[str, Any] = field(
        default_factory=lambda: {
            "channel": Channel.SMS,
            "purpose": Purpose.MARKETING,
            "author": Author.SEQUENCE,
            "body": BODY,
        }
    )

    @property
    def brokerage(self) -> Brokerage:
        return self.lead.brokerage

    @property
    def phone(self) -> ContactPoint:
        return phone_of(self.lead)

    def sends(self, **what: Any) -> None:
        self.what |= what

    def mails(self, **what: Any) -> None:
        self.sends(channel=Channel.EMAIL, subject="Three homes in Winter Park", **what)

    def calls_by_hand(self) -> None:
        """An agent dials, and nothing that the person agreed to stands in for the lists."""
        self.consents().delete()
        self.sends(channel=Channel.CALL, author=Author.AGENT, body="")

    def consents(self) -> Any:
        return Consent.objects.filter(contact=self.lead.contact)

    def brokerage_has(self, **fields: Any) -> None:
        Brokerage.objects.filter(pk=self.brokerage.pk).update(**fields)

    def phone_has(self, **fields: Any) -> None:
        ContactPoint.objects.filter(pk=self.phone.pk).update(**fields)

    def contact_has(self, **fields: Any) -> None:
        Contact.objects.filter(pk=self.lead.contact_id).update(**fields)

    def wrote(self, *, ago: timedelta, **what: Any) -> Any:
        return said(self.lead, address=self.phone.value, point=self.phone, occurred_at=NOON - ago, **what)

    def loads(self, registry: str, numbers: str, *, age: int = 3) -> None:
        area_code = self.phone.value[2:5] if registry == "national" else ""
        dnc_import.load(
            io.BytesIO(numbers.encode()), brokerage=self.brokerage, registry=registry, area_code=area_code,
            list_date=TODAY - timedelta(days=age), filename="list.txt",
        )  # fmt: skip

    def lists(self, *, national: bool = False, state: bool = False, age: int = 3) -> None:
        own, other = self.phone.value[2:], f"{self.phone.value[2:5]}5550100"
        self.loads("national", f"{own if national else other}\n", age=age)
        self.loads("FL", f"{own if state else other}\n", age=age)

    def looked_up(self, result: str, *, age: int = 5) -> None:
        NumberLookup.objects.create(
            point=self.phone, kind=LookupKind.REASSIGNED, result=result, provider="test",
            looked_up_at=NOON - timedelta(days=age),
        )  # fmt: skip

    def earlier(self, hours: float, *, key: str = "earlier:1", **what: Any) -> None:
        """A message that went out so many hours before noon."""
        with clock.held(NOON - timedelta(hours=hours)):
            message = sending.request(self.lead, key=key, **{**self.what, **what})
            sending.deliver(message.pk)
        message.refresh_from_db()
        assert message.claimed_at

    def called(self, hours: float) -> None:
        InteractionFactory(lead=self.lead, kind=InteractionKind.CALL, occurred_at=NOON - timedelta(hours=hours))

    def decision(self) -> GateDecision:
        with clock.held(self.at):
            message = sending.request(self.lead, key="case:1", **self.what)
            sending.deliver(message.pk)
        return GateDecision.objects.get(message=message)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def named(cases):
    """Return cases as parameters, each named after the function that changes the rows."""
    return [pytest.param(*case, id=case[0].__name__) for case in cases]

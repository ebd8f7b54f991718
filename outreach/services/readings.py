"""What the gate's facts are made of, read for several messages at once: each kind of row in one statement.

One message is read like a hundred, so a decision in a batch rests on the same rows as one by itself. Nothing is read
before it is asked for: make the readings once the contacts' locks are held, and all of it is of after the locks.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, Q

from crm.models import Consent, Contact, ContactPoint, Interaction, Ownership
from crm.services import instance
from crm.states import InteractionKind, PointKind
from outreach.compliance.facts import AddressFacts, PlaceFacts
from outreach.compliance.rules import RuleBook
from outreach.models import Handoff, Message, SendingStop, TextingRegistration, Wording
from outreach.services import lookups, rulebook, standing, suppression
from outreach.services.reviewed import Origin
from outreach.states import Channel, Direction, HandoffState
from outreach.writing.finish import NOTICE_EVERY
from realestate.lib import clock

HISTORY = timedelta(days=30)
FURTHEST = max(HISTORY, NOTICE_EVERY)


@dataclass(frozen=True)
class Point:
    """A number or address of a person, as far as others of theirs are judged by it."""

    kind: str
    value: str
    is_litigator: bool


@dataclass(frozen=True)
class Home:
    """A property somebody owns: where it is, whether they live there, and what its record says."""

    property_id: int
    state: str
    county: str
    owner_occupied: bool | None
    distress_reason: str


@dataclass(frozen=True)
class Attempt:
    """One message that was claimed: what the frequency rules count, whatever became of it."""

    at: datetime
    channel: str
    author: str
    purpose: str
    address: str
    says_stop: bool


class Readings:
    """Rows about some messages of the brokerage in force, by the person, number or conversation they are about."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._messages = messages
        points = [message.point for message in messages if message.point]
        self._contacts = {message.contact_id for message in messages} | {point.contact_id for point in points}
        self._points = {point.pk for point in points}
        self._now = clock.now()

    @cached_property
    def points(self) -> dict[int, list[Point]]:
        """Every number and address by person, the primary ones first."""
        rows = ContactPoint.objects.filter(contact__in=self._contacts).order_by("-is_primary", "pk")
        found: dict[int, list[Point]] = defaultdict(list)
        for contact_id, kind, value, sues in rows.values_list("contact_id", "kind", "value", "is_litigator"):
            found[contact_id].append(Point(kind, value, sues))
        return found

    @cached_property
    def homes(self) -> dict[int, list[Home]]:
        """The properties of each person, first those they live in."""
        return homes_of(self._contacts)

    @cached_property
    def heard(self) -> dict[tuple[int, str], datetime]:
        """When each person last wrote or called, by person and number or address."""
        inbound = Message.objects.filter(contact__in=self._contacts, direction=Direction.IN)
        last = inbound.values_list("contact_id", "address").annotate(at=Max("occurred_at"))
        return {(contact_id, address): at for contact_id, address, at in last}

    @cached_property
    def unread(self) -> dict[int, bool]:
        """Who wrote what is not understood yet, and whether that may ask us to stop."""
        waiting = Message.objects.arrived().filter(contact__in=self._contacts)
        found: dict[int, bool] = {}
        for contact_id, may_stop in waiting.values_list("contact_id", "understood__may_stop"):
            found[contact_id] = found.get(contact_id, False) or bool(may_stop)
        return found

    @cached_property
    def consents(self) -> dict[tuple[int, int], list[Consent]]:
        """Every permission, the revoked ones too, by number or address and the person it is of now."""
        found: dict[tuple[int, int], list[Consent]] = defaultdict(list)
        for row in Consent.objects.filter(point__in=self._points):
            found[row.point_id, row.contact_id].append(row)
        return found

    @cached_property
    def stops(self) -> dict[str, list[suppression.Stop]]:
        """The suppressions in force by hash, of all numbers and addresses of the people.

        Raises:
            CannotUnseal: the key of the hashes is lost; then nobody can tell.
        """
        values = {point.value for points in self.points.values() for point in points}
        brokerage = self._messages[0].brokerage
        return suppression.in_force([suppression.identifier_hash(brokerage, value) for value in values])

    @cached_property
    def attempts(self) -> dict[int, list[Attempt]]:
        """What was claimed for each person within ``FURTHEST``."""
        sent = Message.objects.filter(
            contact__in=self._contacts, direction=Direction.OUT, claimed_at__gte=self._now - FURTHEST
        ).annotate(says_stop=ExpressionWrapper(Q(body__contains="STOP"), output_field=BooleanField()))
        found: dict[int, list[Attempt]] = defaultdict(list)
        columns = ("claimed_at", "channel", "author", "purpose", "address", "says_stop")
        for contact_id, *values in sent.values_list("contact_id", *columns):
            found[contact_id].append(Attempt(*values))
        return found

    @cached_property
    def calls(self) -> dict[int, list[datetime]]:
        """When people of ours dialled each person within ``HISTORY``."""
        dialled = Interaction.objects.filter(
            contact__in=self._contacts, kind=InteractionKind.CALL, occurred_at__gte=self._now - HISTORY
        )
        found: dict[int, list[datetime]] = defaultdict(list)
        for contact_id, at in dialled.values_list("contact_id", "occurred_at"):
            found[contact_id].append(at)
        return found

    @cached_property
    def touches(self) -> dict[tuple[int, str], int]:
        """How many messages of a series went out, by person and series; the messages at hand have not."""
        series = {message.series for message in self._messages if message.series}
        if not series:
            return {}
        run = Message.objects.filter(contact__in=self._contacts, series__in=series, claimed_at__isnull=False)
        rows = run.exclude(pk__in=self._ids).values_list("contact_id", "series").annotate(count=Count("pk"))
        return {(contact_id, name): count for contact_id, name, count in rows}

    @cached_property
    def looked_up(self) -> dict[int, tuple[str, datetime]]:
        """The last answer about whether a number was given to somebody else, by number."""
        return lookups.last_answers(self._points)

    @cached_property
    def origins(self) -> dict[int, Origin]:
        """Whose words each message has; a plain one without a template is missing."""
        campaigns = {message.pk: message.campaign for message in self._messages}
        rows = Wording.objects.filter(message__in=self._ids).order_by("-pk")
        found = rows.values_list("message_id", "version_id", "writer")
        return {pk: Origin(version_id, writer, campaigns[pk]) for pk, version_id, writer in found}

    @cached_property
    def handed_over(self) -> set[int]:
        """The conversations that wait for a person of ours."""
        conversations = {message.conversation_id for message in self._messages if message.conversation_id}
        waiting = Handoff.objects.filter(conversation__in=conversations, status=HandoffState.OPEN)
        return set(waiting.values_list("conversation_id", flat=True))

    @cached_property
    def stopped_campaigns(self) -> set[str]:
        """The campaigns whose kill switch is pulled."""
        asked = {message.campaign for message in self._messages if message.campaign}
        pulled = SendingStop.objects.filter(campaign__in=asked, lifted_at=None) if asked else SendingStop.objects.none()
        return set(pulled.values_list("campaign", flat=True))

    @cached_property
    def texting(self) -> TextingRegistration | None:
        """The brokerage's 10DLC registration."""
        row: TextingRegistration | None = TextingRegistration.objects.first()
        return row

    @cached_property
    def enabled_states(self) -> tuple[str, ...] | None:
        """Where marketing by phone is registered; see ``standing.enabled_states``."""
        return standing.enabled_states(self._messages[0].brokerage)

    @cached_property
    def rules(self) -> RuleBook | None:
        """The rule book in force; None if its rows make no book, and then nothing is sent."""
        return rulebook.in_force()

    @cached_property
    def why_closed(self) -> str:
        """Why nothing may be sent from this installation at all; empty if sending is open."""
        return instance.why_closed()

    def was_told_how_to_stop(self, message: Message) -> bool:
        """Return whether a text to this number said so lately enough (CNT-2)."""
        since = self._now - NOTICE_EVERY
        return any(
            attempt.says_stop and attempt.at >= since
            for attempt in self.attempts[message.contact_id]
            if attempt.channel == Channel.SMS and attempt.address == message.address
        )

    def phone_of(self, contact_id: int) -> str | None:
        """Return a person's first number."""
        phones = (point.value for point in self.points[contact_id] if point.kind == PointKind.PHONE)
        return next(phones, None)

    @property
    def _ids(self) -> list[int]:
        return [message.pk for message in self._messages if message.pk]


def homes_of(contacts: set[int]) -> dict[int, list[Home]]:
    """Return the properties of each person, first those they live in. One statement."""
    by_home = F("owner_occupied").desc(nulls_last=True)
    rows = Ownership.objects.filter(contact__in=contacts).order_by(by_home, "pk")
    columns = ("property_id", "property__situs_state", "property__county", "owner_occupied")
    found: dict[int, list[Home]] = defaultdict(list)
    for contact_id, *values in rows.values_list("contact_id", *columns, "property__distress_reason"):
        found[contact_id].append(Home(*values))
    return found


def place_of(contact: Contact, homes: Sequence[Home] | None = None) -> PlaceFacts:
    """Return the evidence of where a person is: of the homes they own, first the one they live in.

    Args:
        homes: theirs, where they are at hand.
    """
    owned = homes_of({contact.pk})[contact.pk] if homes is None else homes
    located = [home for home in owned if home.state]
    addresses = [AddressFacts(state=home.state, county=home.county or None) for home in located]
    mailing = AddressFacts(state=contact.state, county=contact.county or None) if contact.state else None
    return PlaceFacts(
        explicit_tz=contact.explicit_zone or None,
        mailing=mailing,
        situs=addresses[0] if addresses else None,
        owner_occupied=located[0].owner_occupied if located else None,
        further=tuple(dict.fromkeys(addresses[1:])),
    )

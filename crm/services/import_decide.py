"""What the rows of an import become, decided in order and by the same rules as one lead at the door. Writes nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from crm.errors import InvalidLead
from crm.incoming.lead import CleanLead, IncomingConsent, Point, check_consent, clean
from crm.models import Agent, Contact, ContactPoint, Interaction, Lead
from crm.services import bulk, routing
from crm.services.import_files import Record
from crm.services.import_mapping import FIELDS, Read
from crm.services.intake import blanks_filled, wishes_joined
from crm.states import InteractionKind, RowOutcome

LONGEST_REASON = 240


@dataclass(kw_only=True)
class Decision:
    """One row and what becomes of it. New contacts and leads have no key yet."""

    record: Record
    outcome: RowOutcome
    reason: str = ""
    contact: Contact | None = None
    lead: Lead | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    consent: IncomingConsent | None = None
    points: tuple[Point, ...] = ()
    new_points: list[tuple[Point, bool]] = field(default_factory=list)  # with whether it is the primary one
    conflicts: list[Contact] = field(default_factory=list)
    filled: dict[str, dict[str, list[Any]]] = field(default_factory=dict)  # column: value before, value now
    is_new_lead: bool = False


@dataclass(frozen=True)
class ReadLead:
    """A row's lead; ``contact`` and ``lead`` are what it becomes where nobody here is meant."""

    ready: CleanLead
    consent: IncomingConsent | None
    contact: Contact
    lead: Lead


@dataclass(frozen=True)
class ReadRow:
    """A row as a lead, with what of it was left out; or without one, with the reason. Good for one decision."""

    record: Record
    read: ReadLead | None
    reason: str = ""


class Desk:
    """Decides rows, one chunk after the other; what one row brings the next one knows."""

    def __init__(self, read: Callable[[list[str]], Read], *, agent: Agent | None = None, lock: bool = True) -> None:
        """Prepare.

        Args:
            agent: who gets the new leads; by turns among those who take leads, unless given.
            lock: hold the people met until the transaction ends; False for a preview.
        """
        self._read = read
        self._agent = agent
        self._lock = lock
        self._new_contact, self._new_lead = bulk.maker(Contact), bulk.maker(Lead)

    def read(self, records: Iterable[Record]) -> list[ReadRow]:
        """Return the rows as leads, in order. Touches nothing: it may run in another thread."""
        return [self._read_one(record) for record in records]

    def decide(self, rows: list[ReadRow]) -> list[Decision]:
        """Return what becomes of each row, in order."""
        self._know([row.read.ready for row in rows if row.read])
        return [
            self._accept(row, row.read)
            if row.read
            else Decision(record=row.record, outcome=RowOutcome.REJECTED, reason=row.reason[:LONGEST_REASON])
            for row in rows
        ]

    def _read_one(self, record: Record) -> ReadRow:
        if record.problem:
            return ReadRow(record, None, record.problem)
        row = self._read(record.cells)
        try:
            ready = clean(row.lead)
            if row.lead.consent is not None:
                check_consent(row.lead.consent)
        except InvalidLead as error:
            return ReadRow(record, None, f"{FIELDS.get(error.field or '', error.field)}: {error.message}")
        new = self._new_contact(**ready.contact), self._new_lead(kind=ready.kind, **ready.lead)
        return ReadRow(record, ReadLead(ready, row.lead.consent, *new), " ".join([*ready.warnings, *row.left_out]))

    def _know(self, rows: list[CleanLead]) -> None:
        """Read who is known by the points of these rows, and their open leads."""
        values = list({value for row in rows for _, value in row.points})
        is_one = RawSQL('"crm_contactpoint"."value" = ANY(%s)', [values], BooleanField())  # thousands cost as one
        points = list(ContactPoint.objects.filter(is_one).select_related("contact"))
        people = _present({row.contact_id: row.contact for row in points}, lock=self._lock)
        self._owners = {(row.kind, row.value): people[row.contact_id] for row in points}
        self._wrong = {(row.kind, row.value) for row in points if row.is_wrong}
        ids = [contact.pk for contact in {id(c): c for c in people.values()}.values()]
        primary = ContactPoint.objects.filter(contact__in=ids, is_primary=True).values_list("contact_id", "kind")
        self._has_primary = set(primary)
        self._know_leads(ids)
        notes = Interaction.objects.filter(contact__in=ids, kind=InteractionKind.NOTE).exclude(summary="")
        self._notes = set(notes.values_list("contact_id", "summary"))

    def _know_leads(self, contact_ids: list[int]) -> None:
        self._leads: dict[tuple[int, str], Lead] = {}
        self._agents: dict[int, int] = {}
        agents = routing.rota()
        self._turns: Iterator[Agent | None] = cycle(agents or [None])
        active = {agent.pk for agent in agents}
        for lead in Lead.objects.filter(contact__in=contact_ids).order_by("pk"):
            if lead.converted_at is None and lead.churned_at is None:
                self._leads[lead.contact_id, lead.kind] = lead
            if lead.assigned_to_id in active:
                self._agents[lead.contact_id] = lead.assigned_to_id

    def _accept(self, row: ReadRow, read: ReadLead) -> Decision:
        ready = read.ready
        known = [point for point in ready.points if point in self._owners]
        matches = [self._owners[point] for point in sorted(known, key=self._wrong.__contains__)]
        contact = matches[0] if matches else read.contact
        decision = Decision(
            record=row.record,
            outcome=RowOutcome.JOINED if matches else RowOutcome.CREATED,
            reason=row.reason[:LONGEST_REASON],
            contact=contact,
            tags=ready.tags,
            consent=read.consent,
            points=ready.points,
            conflicts=list({id(other): other for other in matches if other is not contact}.values()),
        )
        if matches:
            self._fill(decision, "contact", contact, blanks_filled(contact, ready))
        self._take_points(decision, ready)
        self._take_lead(decision, read)
        if ready.notes and (_key(contact), ready.notes) not in self._notes:
            self._notes.add((_key(contact), ready.notes))
            decision.note = ready.notes
        return decision

    def _take_points(self, decision: Decision, ready: CleanLead) -> None:
        contact = _given(decision.contact)
        for point in ready.points:
            if point in self._owners:
                continue
            self._owners[point] = contact
            key = (_key(contact), point[0])
            decision.new_points.append((point, key not in self._has_primary))
            self._has_primary.add(key)

    def _take_lead(self, decision: Decision, read: ReadLead) -> None:
        contact = _given(decision.contact)
        key = (_key(contact), read.ready.kind)
        lead = self._leads.get(key)
        if lead is not None:
            self._fill(decision, "lead", lead, wishes_joined(lead, read.ready, first_hand=False))
        else:
            lead = read.lead
            lead.assigned_to_id = self._agent_for(contact)
            self._leads[key] = lead
            decision.is_new_lead = True
        decision.lead = lead

    def _agent_for(self, contact: Contact) -> int | None:
        if self._agent is not None:
            return self._agent.pk
        return self._agents.get(_key(contact)) or self._next_turn(contact)

    def _next_turn(self, contact: Contact) -> int | None:
        agent = next(self._turns)
        if agent is None:
            return None
        self._agents[_key(contact)] = agent.pk
        return agent.pk

    def _fill(self, decision: Decision, what: str, row: Contact | Lead, news: dict[str, Any]) -> None:
        if news:
            decision.filled[what] = {column: [getattr(row, column), news[column]] for column in news}
            for column, value in news.items():
                setattr(row, column, value)


def _present(contacts: dict[int, Contact], *, lock: bool) -> dict[int, Contact]:
    """Return each contact, or whom it was merged into, by the id asked for; one object per person."""
    now: dict[int, int] = {}
    for asked, contact in contacts.items():
        while contact.merged_into_id is not None:
            contact = Contact.objects.get(pk=contact.merged_into_id)
        now[asked] = contact.pk
    rows = Contact.objects.filter(pk__in=set(now.values())).order_by("pk")
    people = {row.pk: row for row in (rows.select_for_update() if lock else rows)}
    return {asked: people[pk] for asked, pk in now.items()}


def _key(contact: Contact) -> int:
    """Return a key for a person that may have none in the database yet."""
    return contact.id or -id(contact)


def _given(contact: Contact | None) -> Contact:
    if contact is None:
        raise ValueError("A rejected row has no contact.")
    return contact

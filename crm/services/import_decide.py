"""What the rows of an import become, decided in order and by the same rules as one lead at the door. Writes nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from crm.errors import InvalidLead
from crm.incoming.lead import CleanLead, IncomingConsent, Point, check_consent, clean
from crm.models import Agent, Contact, ContactPoint, Interaction, Lead
from crm.services import routing
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

    def decide(self, records: Iterable[Record]) -> list[Decision]:
        """Return what becomes of each row, in order."""
        read = [(record, *self._clean(record)) for record in records]
        self._know([ready for _, ready, _, _ in read if ready])
        return [
            self._accept(record, ready, reason, consent)
            if ready
            else Decision(record=record, outcome=RowOutcome.REJECTED, reason=reason[:LONGEST_REASON])
            for record, ready, reason, consent in read
        ]

    def _clean(self, record: Record) -> tuple[CleanLead | None, str, IncomingConsent | None]:
        if record.problem:
            return None, record.problem, None
        row = self._read(record.cells)
        try:
            ready = clean(row.lead)
            if row.lead.consent is not None:
                check_consent(row.lead.consent)
        except InvalidLead as error:
            return None, f"{FIELDS.get(error.field or '', error.field)}: {error.message}", None
        return ready, " ".join([*ready.warnings, *row.left_out]), row.lead.consent

    def _know(self, rows: list[CleanLead]) -> None:
        """Read who is known by the points of these rows, and their open leads."""
        values = list({value for row in rows for _, value in row.points})
        points = list(ContactPoint.objects.filter(value__in=values).select_related("contact"))
        people = _present({row.contact_id: row.contact for row in points}, lock=self._lock)
        self._owners = {(row.kind, row.value): people[row.contact_id] for row in points}
        self._wrong = {(row.kind, row.value) for row in points if row.is_wrong}
        ids = [contact.pk for contact in {id(c): c for c in people.values()}.values()]
        primary = ContactPoint.objects.filter(contact__in=ids, is_primary=True).values_list("contact_id", "kind")
        self._has_primary = {(str(contact), kind) for contact, kind in primary}
        self._know_leads(ids)
        notes = Interaction.objects.filter(contact__in=ids, kind=InteractionKind.NOTE).exclude(summary="")
        self._notes = {(str(contact), text) for contact, text in notes.values_list("contact_id", "summary")}

    def _know_leads(self, contact_ids: list[int]) -> None:
        self._leads: dict[tuple[str, str], Lead] = {}
        self._agents: dict[str, int] = {}
        agents = routing.rota()
        self._turns: Iterator[Agent | None] = cycle(agents or [None])
        active = {agent.pk for agent in agents}
        for lead in Lead.objects.filter(contact__in=contact_ids).order_by("pk"):
            if lead.converted_at is None and lead.churned_at is None:
                self._leads[str(lead.contact_id), lead.kind] = lead
            if lead.assigned_to_id in active:
                self._agents[str(lead.contact_id)] = lead.assigned_to_id

    def _accept(self, record: Record, ready: CleanLead, reason: str, consent: IncomingConsent | None) -> Decision:
        known = [point for point in ready.points if point in self._owners]
        matches = [self._owners[point] for point in sorted(known, key=self._wrong.__contains__)]
        contact = matches[0] if matches else Contact(**ready.contact)
        decision = Decision(
            record=record,
            outcome=RowOutcome.JOINED if matches else RowOutcome.CREATED,
            reason=reason[:LONGEST_REASON],
            contact=contact,
            tags=ready.tags,
            consent=consent,
            points=ready.points,
            conflicts=list({id(other): other for other in matches if other is not contact}.values()),
        )
        if matches:
            self._fill(decision, "contact", contact, blanks_filled(contact, ready))
        self._take_points(decision, ready)
        self._take_lead(decision, ready)
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

    def _take_lead(self, decision: Decision, ready: CleanLead) -> None:
        contact = _given(decision.contact)
        key = (_key(contact), ready.kind)
        lead = self._leads.get(key)
        if lead is not None:
            self._fill(decision, "lead", lead, wishes_joined(lead, ready, first_hand=False))
        else:
            lead = Lead(kind=ready.kind, assigned_to_id=self._agent_for(contact), **ready.lead)
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


def _key(contact: Contact) -> str:
    """Return a key for a person that may have none in the database yet."""
    return str(contact.pk) if contact.pk else f"new {id(contact)}"


def _given(contact: Contact | None) -> Contact:
    if contact is None:
        raise ValueError("A rejected row has no contact.")
    return contact

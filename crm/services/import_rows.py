"""A chunk of an import, written whole: people, points, leads, tags, notes, facts, and the rows themselves."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from django.db.models import F

from crm.events import InteractionRecorded, LeadChanged, LeadCreated
from crm.models import Contact, ContactPoint, ContactTag, Import, ImportRow, Interaction, Lead
from crm.services import bulk, contacts, duplicates, events
from crm.services.import_decide import Decision
from crm.services.intake import record_consent
from crm.states import InteractionKind, RowOutcome
from realestate.lib import clock
from realestate.lib.bus import Fact

CONTACT_COLUMNS = (
    "name", "first_name", "last_name", "sort_key", "street", "city", "state", "county", "postal_code", "source",
)  # fmt: skip
LEAD_COLUMNS = (
    "segment", "source", "price_min_cents", "price_max_cents", "timeline", "locations", "property_type", "beds_min",
)  # fmt: skip
POINT_COLUMNS = ("id", "contact_id", "kind", "value", "is_primary", "source")
NOTE_COLUMNS = ("id", "contact_id", "lead_id", "kind", "summary")
ROW_COLUMNS = ("upload_id", "number", "raw", "outcome", "reason", "contact_id", "lead_id", "brought")
_contact_cells, _lead_cells = attrgetter(*CONTACT_COLUMNS), attrgetter(*LEAD_COLUMNS)
DOOR = "csv"

Brought = list[dict[str, Any]]


def write(upload: Import, header: list[str], decisions: list[Decision]) -> None:
    """Write what was decided, in the caller's transaction.

    Raises:
        IntegrityError: somebody else took one of the numbers in the meantime; decide anew.
    """
    brought: Brought = [{} for _ in decisions]
    changed = _changed_people(decisions), _changed_leads(decisions)
    people, points = _people(decisions, brought), _points(decisions, brought)
    leads, notes = _leads(decisions, brought), _notes(decisions, brought)
    tags = _tags(decisions, brought)
    for decision, ids in zip(decisions, brought, strict=True):
        if decision.filled:
            ids["filled"] = decision.filled
    with bulk.Inflow() as inflow:
        inflow.insert(Contact, ["id", *CONTACT_COLUMNS], people)
        inflow.insert(ContactPoint, POINT_COLUMNS, points)
        inflow.insert(Lead, ["id", "contact_id", "kind", "assigned_to_id", *LEAD_COLUMNS], leads)
        inflow.insert(Interaction, NOTE_COLUMNS, notes)
        inflow.insert(ImportRow, ROW_COLUMNS, _rows(upload, header, decisions, brought))
        news = events.prepare(_facts(upload, decisions, brought))
    events.record(news)
    bulk.insert_new(ContactTag, ["contact_id", "tag_id"], tags)
    _update(changed)
    _questions_and_consents(decisions)
    _count(upload, decisions)


def _changed_people(decisions: list[Decision]) -> list[Contact]:
    """Return people who were here before the chunk and learned something. Call before new ones get their keys."""
    people = (d.contact for d in decisions if d.contact and d.contact.id and "contact" in d.filled)
    return list({contact.id: contact for contact in people}.values())


def _changed_leads(decisions: list[Decision]) -> list[Lead]:
    rows = (d.lead for d in decisions if d.lead and d.lead.id and "lead" in d.filled)
    return list({lead.id: lead for lead in rows}.values())


def _people(decisions: list[Decision], brought: Brought) -> Iterator[bulk.Row]:
    """Give new people their keys, and return their rows."""
    new = [
        (d.contact, ids)
        for d, ids in zip(decisions, brought, strict=True)
        if d.contact and d.outcome == RowOutcome.CREATED
    ]
    for (contact, ids), pk in zip(new, bulk.next_ids(Contact, len(new)), strict=True):
        contact.id = ids["contact"] = pk
    return ((contact.id, *_contact_cells(contact)) for contact, _ in new)


def _points(decisions: list[Decision], brought: Brought) -> list[bulk.Row]:
    """Return new numbers and addresses in one order, so that two writers wait instead of locking each other up."""
    new = [
        (kind, value, d.contact.id, is_primary, d.contact.source, ids)
        for d, ids in zip(decisions, brought, strict=True)
        if d.contact
        for (kind, value), is_primary in d.new_points
    ]
    new.sort(key=lambda row: row[:2])
    rows: list[bulk.Row] = []
    for (kind, value, contact_id, is_primary, source, ids), pk in zip(
        new, bulk.next_ids(ContactPoint, len(new)), strict=True
    ):
        ids.setdefault("points", []).append(pk)
        rows.append((pk, contact_id, kind, value, is_primary, source or DOOR))
    return rows


def _leads(decisions: list[Decision], brought: Brought) -> list[bulk.Row]:
    """Give new leads their keys, and return their rows."""
    new = [(d, ids) for d, ids in zip(decisions, brought, strict=True) if d.is_new_lead]
    rows: list[bulk.Row] = []
    for (decision, ids), pk in zip(new, bulk.next_ids(Lead, len(new)), strict=True):
        lead, contact = decision.lead, decision.contact
        if lead is None or contact is None:
            continue
        lead.id = ids["lead"] = pk
        lead.contact_id = contact.id
        rows.append((pk, contact.id, lead.kind, lead.assigned_to_id, *_lead_cells(lead)))
    return rows


def _update(changed: tuple[list[Contact], list[Lead]]) -> None:
    now = clock.now()
    people, leads = changed
    if people:
        bulk.update(Contact, ["updated_at", *CONTACT_COLUMNS], ((row.id, now, *_contact_cells(row)) for row in people))
    if leads:
        bulk.update(Lead, ["updated_at", *LEAD_COLUMNS], ((row.id, now, *_lead_cells(row)) for row in leads))


def _tags(decisions: list[Decision], brought: Brought) -> list[bulk.Row]:
    """Return the tags that people do not have yet."""
    tagged = [(d, ids) for d, ids in zip(decisions, brought, strict=True) if d.tags and d.contact]
    if not tagged:
        return []
    names = {name for d, _ in tagged for name in d.tags}
    tags = {name: contacts.tag_named(name).pk for name in sorted(names)}
    people = [d.contact.id for d, _ in tagged if d.contact]
    known = set(ContactTag.objects.filter(contact__in=people).values_list("contact_id", "tag_id"))
    rows: list[bulk.Row] = []
    for decision, ids in tagged:
        for link in ((decision.contact.id, tags[name]) for name in decision.tags if decision.contact):
            if link not in known:
                known.add(link)
                rows.append(link)
                ids.setdefault("tags", []).append(link[1])
    return rows


def _notes(decisions: list[Decision], brought: Brought) -> list[bulk.Row]:
    """Give new notes their keys, and return their rows."""
    noted = [(d, ids) for d, ids in zip(decisions, brought, strict=True) if d.note]
    rows: list[bulk.Row] = []
    for (decision, ids), pk in zip(noted, bulk.next_ids(Interaction, len(noted)), strict=True):
        if decision.contact and decision.lead:
            ids["note"] = pk
            rows.append((pk, decision.contact.id, decision.lead.id, InteractionKind.NOTE, decision.note))
    return rows


def _facts(upload: Import, decisions: list[Decision], brought: Brought) -> Iterator[Fact]:
    for decision, ids in zip(decisions, brought, strict=True):
        contact, lead = decision.contact, decision.lead
        if contact is None or lead is None:
            continue
        who: dict[str, Any] = {"brokerage_id": upload.brokerage_id, "contact_id": contact.id, "lead_id": lead.id}
        if decision.is_new_lead:
            yield LeadCreated(**who, door=DOOR, source=lead.source)
        elif "lead" in decision.filled:
            yield LeadChanged(**who, fields=sorted(decision.filled["lead"]))
        if decision.note:
            yield InteractionRecorded(**who, interaction_id=ids["note"], interaction=str(InteractionKind.NOTE))


def _questions_and_consents(decisions: list[Decision]) -> None:
    """Do what few rows ask for, one by one."""
    for decision in decisions:
        if decision.contact is None:
            continue
        for other in decision.conflicts:
            why = "One row of an import has numbers or addresses of both."
            duplicates.suspect(decision.contact, other, lead=decision.lead, why=why)
        if decision.consent is not None:
            values = [value for _, value in decision.points]
            points = ContactPoint.objects.filter(contact=decision.contact, value__in=values)
            record_consent(decision.contact, points, decision.consent, door=DOOR)


def _rows(upload: Import, header: list[str], decisions: list[Decision], brought: Brought) -> Iterator[bulk.Row]:
    for decision, ids in zip(decisions, brought, strict=True):
        yield (
            upload.id,
            decision.record.line,
            raw(header, decision.record.cells),
            decision.outcome,
            decision.reason,
            decision.contact.id if decision.contact else None,
            decision.lead.id if decision.lead else None,
            ids,
        )


def raw(header: list[str], cells: list[str]) -> dict[str, Any]:
    """Return a row as it was in the file; cells beyond the header go under an empty heading."""
    row: dict[str, Any] = dict(zip(header, cells, strict=False))
    if len(cells) > len(header):
        row[""] = cells[len(header) :]
    return row


def _count(upload: Import, decisions: list[Decision]) -> None:
    outcomes = [decision.outcome for decision in decisions]
    Import.objects.filter(pk=upload.id).update(
        rows_done=F("rows_done") + len(outcomes),
        created_count=F("created_count") + outcomes.count(RowOutcome.CREATED),
        joined_count=F("joined_count") + outcomes.count(RowOutcome.JOINED),
        rejected_count=F("rejected_count") + outcomes.count(RowOutcome.REJECTED),
        updated_at=clock.now(),
    )

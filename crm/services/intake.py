"""The one door behind all doors: whoever comes in becomes one contact, however often and however spelled."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from crm.events import ConsentRecorded, LeadCreated
from crm.incoming.lead import (
    CONSENT_CHANNELS,
    CleanLead,
    IncomingConsent,
    IncomingLead,
    check_consent,
    clean,
)
from crm.models import Agent, Consent, Contact, ContactPoint, Lead
from crm.services import contacts, duplicates, interactions, leads, routing
from crm.services.events import publish
from crm.states import ConsentLevel, InteractionKind, LeadStatus
from realestate.lib import clock

__all__ = ["IncomingConsent", "IncomingLead", "Intake", "take_in"]

FIRST_HAND = frozenset({"form"})  # the person typed it; elsewhere somebody says so of them
RACES = ("crm_point_value", "crm_lead_one_open", "crm_point_one_primary")
ATTEMPTS = 4


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What became of an incoming lead. ``created`` and ``joined`` speak of the person, ``lead_created`` of the lead."""

    contact: Contact
    lead: Lead
    created: bool
    joined: bool
    lead_created: bool
    warnings: tuple[str, ...] = ()


def take_in(lead: IncomingLead, *, door: str, agent: Agent | None = None) -> Intake:
    """Take a lead in: a new person, or one known by any of the numbers and addresses, is worked from now on.

    What is known is never erased and, unless the person typed it themselves, not overwritten either. A consent
    is stored in the same transaction. Of two intakes of the same person at one moment, the second joins.

    Args:
        door: csv, form, ghl, api, page or demo.
        agent: who gets a new lead; by turns among those who take leads, unless given.
    Raises:
        InvalidLead: nobody can be reached by it, or a value is not one of ours; ``field`` says which.
    """
    ready = clean(lead)
    if lead.consent is not None:
        check_consent(lead.consent)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _take_in(lead, ready, door=door, agent=agent)
        except IntegrityError as error:
            if attempt == ATTEMPTS or not any(name in str(error) for name in RACES):
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


def _take_in(incoming: IncomingLead, ready: CleanLead, *, door: str, agent: Agent | None) -> Intake:
    owners = _owners(ready, first_hand=door in FIRST_HAND)
    known = next(iter(owners.values()), None)
    contact = _join(known, ready) if known else Contact.objects.create(**ready.contact)
    points = _add_points(contact, ready, source=incoming.source or door, first_hand=door in FIRST_HAND)
    lead, lead_created = _open_lead(incoming, ready, contact=contact, door=door, agent=agent)
    contacts.add_tags(contact, ready.tags)
    if incoming.consent is not None:
        record_consent(contact, points, incoming.consent, door=door)
    if door in FIRST_HAND or ready.notes:
        kind = InteractionKind.FORM if door in FIRST_HAND else InteractionKind.NOTE
        interactions.record(contact, kind, lead=lead, summary=ready.notes, occurred_at=incoming.occurred_at)
    for other in {row.pk: row for row in owners.values() if row.pk != contact.pk}.values():
        duplicates.suspect(contact, other, lead=lead, why="One person gave numbers or addresses of both.")
    return Intake(
        contact=contact,
        lead=lead,
        created=known is None,
        joined=known is not None,
        lead_created=lead_created,
        warnings=ready.warnings,
    )


def _owners(ready: CleanLead, *, first_hand: bool) -> dict[tuple[str, str], Contact]:
    """Return who is known by which of the points: phones first, in the order given; their rows are locked.

    A number that somebody else answers says little about a person, and nothing about who types it in now.
    """
    values = [value for _, value in ready.points]
    rows = ContactPoint.objects.filter(value__in=values).select_related("contact")
    found = {(row.kind, row.value): row for row in rows if not (first_hand and row.is_wrong)}
    owners: dict[tuple[str, str], Contact] = {}
    for point in sorted((p for p in ready.points if p in found), key=lambda p: found[p].is_wrong):
        owners[point] = _present(found[point].contact)
    ids = sorted({contact.pk for contact in owners.values()})
    locked = {row.pk: row for row in Contact.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    return {point: locked[contact.pk] for point, contact in owners.items()}


def _present(contact: Contact) -> Contact:
    while contact.merged_into_id is not None:
        contact = Contact.objects.get(pk=contact.merged_into_id)
    return contact


def _join(contact: Contact, ready: CleanLead) -> Contact:
    """Fill what was empty. The row is written in any case: its ``updated_at`` says that it was met again."""
    news = blanks_filled(contact, ready)
    for column, value in news.items():
        setattr(contact, column, value)
    contact.save(update_fields=[*news, "updated_at"])
    return contact


def blanks_filled(contact: Contact, ready: CleanLead) -> dict[str, str]:
    """Return the columns of a person that were empty and now are known. A name goes as a whole (T53)."""
    named = bool(contact.first_name or contact.last_name)
    whole = {"name", "first_name", "last_name", "sort_key"}
    takes_name = ready.is_named and not named
    return {
        column: value
        for column, value in ready.contact.items()
        if (takes_name if column in whole else not getattr(contact, column))
    }


def _add_points(contact: Contact, ready: CleanLead, *, source: str, first_hand: bool) -> list[ContactPoint]:
    """Return the given points that are the contact's, the new ones added; another person's stay theirs.

    In one order, so that two intakes of the same points wait for each other instead of locking up.
    """
    primary = set(ContactPoint.objects.filter(contact=contact, is_primary=True).values_list("kind", flat=True))
    first: dict[str, tuple[str, str]] = {}
    for point in ready.points:
        first.setdefault(point[0], point)
    values = [value for _, value in ready.points]
    known = {(row.kind, row.value): row for row in ContactPoint.objects.filter(value__in=values)}
    mine = []
    for kind, value in sorted(ready.points):
        row = known.get((kind, value))
        if row is None:
            leads_its_kind = first[kind] == (kind, value) and kind not in primary
            row = ContactPoint.objects.create(
                contact=contact, kind=kind, value=value, is_primary=leads_its_kind, source=source[:60]
            )
        elif row.is_wrong and first_hand:
            _hand_over(row, contact)
        if row.contact_id == contact.pk:
            mine.append(row)
    return mine


def _hand_over(point: ContactPoint, contact: Contact) -> None:
    """Give a number, known to be wrong for its owner, to who typed it in now. Another person's permissions end."""
    if point.contact_id != contact.pk:
        Consent.objects.filter(point=point, revoked_at=None).update(revoked_at=clock.now())
        point.contact, point.is_primary = contact, False
    point.is_wrong = False
    point.save(update_fields=["contact", "is_wrong", "is_primary", "updated_at"])


def _open_lead(
    incoming: IncomingLead, ready: CleanLead, *, contact: Contact, door: str, agent: Agent | None
) -> tuple[Lead, bool]:
    """Return the contact's open lead of this kind, brought up to date, or a new one; and whether it is new."""
    open_one = Lead.objects.filter(contact=contact, kind=ready.kind, converted_at=None, churned_at=None).first()
    if open_one is not None and not _reopens(open_one, incoming.consent):
        news = wishes_joined(open_one, ready, first_hand=door in FIRST_HAND)
        return leads.change(open_one, **news), False
    if open_one is not None:
        Lead.objects.filter(pk=open_one.pk).update(churned_at=clock.now(), updated_at=clock.now())
    lead = Lead.objects.create(
        contact=contact,
        kind=ready.kind,
        assigned_to=agent or _agent_of(contact) or routing.next_agent(),
        **ready.lead,
    )
    publish(
        LeadCreated(
            brokerage_id=lead.brokerage_id, contact_id=contact.pk, lead_id=lead.pk, door=door, source=lead.source
        ),
        occurred_at=incoming.occurred_at,
    )
    return lead, True


def _agent_of(contact: Contact) -> Agent | None:
    """Return who works this person already, under another kind of lead."""
    own = Lead.objects.filter(contact=contact, assigned_to__user__is_active=True).order_by("-id")
    lead = own.select_related("assigned_to").first()
    return lead.assigned_to if lead else None


def _reopens(lead: Lead, consent: IncomingConsent | None) -> bool:
    """Say whether new written consent starts over with somebody who had opted out."""
    given = consent is not None and consent.level == ConsentLevel.PEWC and consent.signed
    return lead.status == LeadStatus.OPTED_OUT and given


def wishes_joined(lead: Lead, ready: CleanLead, *, first_hand: bool) -> dict[str, Any]:
    """Return the columns of a lead that change: empty ones filled, and what the person says anew.

    A new price bound that contradicts the old other one wins over it.
    """
    news = {
        column: value
        for column, value in ready.lead.items()
        if getattr(lead, column) != value and (first_hand or getattr(lead, column) in ("", None, []))
    }
    if lead.source:
        news.pop("source", None)
    if "locations" in news:
        news["locations"] = list(dict.fromkeys([*news["locations"], *lead.locations]))
    low = news.get("price_min_cents", lead.price_min_cents)
    high = news.get("price_max_cents", lead.price_max_cents)
    if low is not None and high is not None and low > high:
        if not first_hand:
            return {column: value for column, value in news.items() if not column.startswith("price_")}
        news["price_min_cents" if "price_max_cents" in news else "price_max_cents"] = None
    return news


@transaction.atomic
def record_consent(contact: Contact, points: Iterable[ContactPoint], consent: IncomingConsent, *, door: str) -> None:
    """Store the permission once for each number and address that it covers. The same one again adds nothing."""
    given_at = consent.given_at or clock.now()
    for point in points:
        channels = [channel for channel in consent.channels if CONSENT_CHANNELS[channel] == point.kind]
        if not channels:
            continue
        row, is_new = Consent.objects.get_or_create(
            contact=contact,
            point=point,
            level=consent.level,
            wording_version=consent.wording_version,
            given_at=given_at,
            defaults={
                "channels": channels,
                "source": (consent.source or door)[:40],
                "wording": consent.wording,
                "seller_named": consent.seller_named,
                "signed": consent.signed,
                "number_matches": consent.number_matches,
                "disclosed_automated": consent.disclosed_automated,
                "not_condition": consent.not_condition,
                "prechecked": consent.prechecked,
                "proof": consent.proof,
            },
        )
        if is_new:
            publish(
                ConsentRecorded(
                    brokerage_id=row.brokerage_id, contact_id=contact.pk, consent_id=row.pk, level=row.level
                )
            )

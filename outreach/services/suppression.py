"""Stop means stop: lasting do-not-contact entries, keyed by hash of the number or address.

The hash key is made once per brokerage and kept in the database wrapped by the secret key, so it travels with a
backup. A canary hash beside it proves that the key is still the one the entries were made with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from crm.models import Agent, Brokerage, Contact, ContactPoint, Lead
from crm.services import events, leads
from crm.states import LeadStatus, PointKind
from outreach.errors import Unreachable
from outreach.events import ContactSuppressed
from outreach.models import Suppression, SuppressionLift
from outreach.services import letter_addresses, waiting
from outreach.states import Author, Channel, LiftState, SuppressionScope
from realestate.lib import clock, mailboxes, phones, sealing
from realestate.lib.checkup import Finding
from realestate.lib.errors import DomainError
from realestate.lib.postal import PostalAddress


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of an imported list: entries made, entries that stood already, lines that were neither."""

    entered: int
    known: int
    refused: int


@dataclass(frozen=True)
class Stop:
    """One entry in force: what it covers, and since when."""

    scope: str
    effective_at: datetime


CANARY = "homestretch suppression canary"


def ensure_key(brokerage: Brokerage) -> Brokerage:
    """Give a brokerage its hash key and canary, once. Safe beside other workers that do the same."""
    if brokerage.suppression_key:
        return brokerage
    with transaction.atomic():
        locked = Brokerage.objects.select_for_update().get(pk=brokerage.pk)
        if not locked.suppression_key:
            key = sealing.new_key()
            locked.suppression_key = sealing.seal(key)
            locked.suppression_canary = sealing.keyed_hash(key, CANARY)
            locked.save(update_fields=["suppression_key", "suppression_canary", "updated_at"])
    brokerage.suppression_key, brokerage.suppression_canary = locked.suppression_key, locked.suppression_canary
    return brokerage


def canary_sings(brokerage: Brokerage) -> bool:
    """Return whether the hash key opens and is the one the entries were made with. If not, nothing may be sent."""
    try:
        key = _key(ensure_key(brokerage).suppression_key)
    except sealing.CannotUnseal:
        return False
    return sealing.keyed_hash(key, CANARY) == brokerage.suppression_canary


def finding() -> Finding:
    """Say whether every brokerage's suppression key opens; where it does not, the gate lets nothing out."""
    mute = [brokerage.slug for brokerage in Brokerage.objects.filter(is_active=True) if not canary_sings(brokerage)]
    if mute:
        return Finding(
            ok=False, says=f"nothing is sent for {', '.join(mute)}: the SECRET_KEY that sealed it is missing"
        )
    return Finding(ok=True, says="readable")


def identifier_hash(brokerage: Brokerage, value: str) -> str:
    """Return the keyed hash of a number (E.164) or an address (lower case)."""
    return sealing.keyed_hash(_key(ensure_key(brokerage).suppression_key), value)


def in_force(hashes: Iterable[str]) -> dict[str, list[Stop]]:
    """Return the entries in force by hash. One statement."""
    rows = Suppression.objects.filter(identifier_hash__in=list(hashes), lifted_at=None)
    found: dict[str, list[Stop]] = {}
    for identifier, scope, effective_at in rows.values_list("identifier_hash", "scope", "effective_at"):
        found.setdefault(identifier, []).append(Stop(scope, effective_at))
    return found


def scopes_for(
    brokerage: Brokerage, values: list[str], *, own: str = "", known: Mapping[str, list[Stop]] | None = None
) -> set[str]:
    """Return the scopes in force for any of these numbers and addresses.

    Args:
        own: the one about to be used. A lift of its own entry, on the person's word, is newer than what their other
            numbers and addresses say from before that word; without a lift those close it too.
        known: the entries in force for at least these, where they are at hand.
    """
    hashes = [identifier_hash(brokerage, value) for value in values]
    stops = in_force(hashes) if known is None else known
    found = [(identifier, stop) for identifier in hashes for stop in stops.get(identifier, ())]
    mine = identifier_hash(brokerage, own) if own and found else ""
    opted_in_at = _opted_in_again(mine) if mine else None
    return {
        stop.scope
        for identifier, stop in found
        if identifier == mine or opted_in_at is None or stop.effective_at >= opted_in_at
    }


def closed(hashes: Iterable[str], scopes: Iterable[str]) -> set[str]:
    """Return those of these hashes that are closed in one of the scopes."""
    rows = Suppression.objects.filter(identifier_hash__in=list(hashes), scope__in=list(scopes), lifted_at=None)
    return set(rows.values_list("identifier_hash", flat=True))


def _opted_in_again(identifier: str) -> datetime | None:
    """Return the last word with which somebody reopened this number or address, where two people confirmed it."""
    lifts = SuppressionLift.objects.filter(suppression__identifier_hash=identifier, status=LiftState.CONFIRMED)
    return lifts.order_by("-opted_in_at").values_list("opted_in_at", flat=True).first()


def stops_of(brokerage: Brokerage, points: list[ContactPoint]) -> dict[int, str]:
    """Return the widest scope in force by number and address; what nobody stopped is left out. One statement."""
    hashes = {identifier_hash(brokerage, point.value): point.pk for point in points}
    found: dict[int, str] = {}
    width = {scope: place for place, scope in enumerate(SuppressionScope.values)}  # from everything down to one way
    rows = Suppression.objects.filter(identifier_hash__in=list(hashes), lifted_at=None)
    for identifier, scope in rows.values_list("identifier_hash", "scope"):
        known = found.get(hashes[identifier])
        if known is None or width[scope] < width[known]:
            found[hashes[identifier]] = scope
    return found


@transaction.atomic
def suppress(
    point: ContactPoint,
    scope: str,
    *,
    source: str,
    verbatim: str = "",
    classifier_version: str = "",
    agent: Agent | None = None,
    at: datetime | None = None,
) -> list[Suppression]:
    """Stop writing to a contact, from now, and take back what waits; all in one transaction.

    The scope widens to the person's other numbers and addresses it speaks of: ``all`` covers every point, a phone
    scope every phone, ``email`` every email address (T37). A wish that is on record already stays as it is.

    Returns:
        The entries in force afterwards, one per number and address.
    """
    # The contact's lock is the one the sender claims under: whoever gets it first has gone first.
    contact = Contact.objects.select_for_update().get(pk=point.contact_id)
    entries = [
        _enter(
            covered,
            scope,
            source=source,
            verbatim=verbatim,
            classifier_version=classifier_version,
            agent=agent,
            at=at or clock.now(),
        )
        for covered in _covered(point, scope)
    ]
    waiting.take_back(contact, dict.fromkeys(Author.values, "Asked us to stop."))
    for entry, is_new in entries:
        if is_new:
            events.publish(
                ContactSuppressed(
                    brokerage_id=contact.brokerage_id,
                    contact_id=contact.pk,
                    suppression_id=entry.pk,
                    scope=scope,
                    source=source,
                )
            )
    return [entry for entry, _ in entries]


@transaction.atomic
def suppress_contact(contact: Contact, scope: str, **proof: Any) -> list[Suppression]:
    """Stop writing to a person in this scope, by whichever number or address it speaks of; see ``suppress``.

    Somebody who wants nothing at all is worked no more: their open leads are opted out.

    Raises:
        Unreachable: they have no number or address of the kind.
    """
    if scope == SuppressionScope.LETTER:
        return [stop_letters(contact, **proof)]
    kinds: Any = {
        SuppressionScope.ALL: PointKind.values,
        SuppressionScope.EMAIL: [PointKind.EMAIL],
    }.get(SuppressionScope(scope), [PointKind.PHONE])
    point = ContactPoint.objects.filter(contact=contact, kind__in=kinds).order_by("pk").first()
    if point is None:
        raise Unreachable("There is no number or address that this could close.", field="scope")
    entries = suppress(point, scope, **proof)
    if scope == SuppressionScope.ALL:
        for lead in Lead.objects.open().filter(contact=contact):
            leads.change_status(lead, LeadStatus.OPTED_OUT, reason="Asked us to stop", agent=proof.get("agent"))
    return entries


@transaction.atomic
def stop_letters(contact: Contact, *, address: PostalAddress | None = None, **proof: Any) -> Suppression:
    """Stop letters to a house, whoever lives there, and take back what waits for the person.

    Args:
        address: where the letter went; the person's own address of today if None.
    Raises:
        Unreachable: no address is known.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    house = address or letter_addresses.of(contact)
    if not house.street.strip():
        raise Unreachable("There is no postal address that this could close.", field="scope")
    moment = proof.pop("at", None) or clock.now()
    entry, is_new = Suppression.objects.get_or_create(
        identifier_hash=identifier_hash(contact.brokerage, house.key),
        scope=SuppressionScope.LETTER,
        lifted_at=None,
        defaults={**proof, "effective_at": moment},
    )
    waiting.cancel_waiting(contact, reason="Wants no more letters.", channels=[Channel.LETTER])
    if is_new:
        events.publish(
            ContactSuppressed(
                brokerage_id=contact.brokerage_id,
                contact_id=contact.pk,
                suppression_id=entry.pk,
                scope=SuppressionScope.LETTER,
                source=entry.source,
            )
        )
    return entry


@transaction.atomic
def take_list(
    brokerage: Brokerage, values: Iterable[str], scope: str, *, source: str = "import", agent: Agent | None = None
) -> Taken:
    """Enter a list of numbers and addresses that another system must not write to any more, known here or not.

    What waits for a person who has one of them is taken back in the same transaction. What is no number or address
    is counted, not guessed at; a phone scope takes no addresses, and the other way round.
    """
    entered, known, refused = 0, 0, 0
    for raw in values:
        value = _identifier(raw, scope)
        if value is None:
            refused += 1
            continue
        point = ContactPoint.objects.filter(value=value).first()
        if point is not None:
            Contact.objects.select_for_update().get(pk=point.contact_id)
        _, is_new = Suppression.objects.get_or_create(
            identifier_hash=identifier_hash(brokerage, value),
            scope=scope,
            lifted_at=None,
            defaults={"source": source, "agent": agent, "effective_at": clock.now()},
        )
        entered, known = entered + is_new, known + (not is_new)
        if point is not None:
            waiting.cancel_waiting(point.contact, reason="On a list of people not to write to.")
    return Taken(entered=entered, known=known, refused=refused)


def find(brokerage: Brokerage, raw: str) -> list[Suppression]:
    """Return the entries of a number or address, lifted ones included, newest first; empty if it is neither."""
    value = _identifier(raw, SuppressionScope.ALL)
    if value is None:
        return []
    rows = Suppression.objects.filter(identifier_hash=identifier_hash(brokerage, value))
    return list(rows.select_related("agent").order_by("-effective_at"))


def _identifier(raw: str, scope: str) -> str | None:
    """Return a number or address in its one spelling, or None if it is none that the scope speaks of."""
    is_address = "@" in raw
    if is_address != (scope == SuppressionScope.EMAIL) and scope != SuppressionScope.ALL:
        return None
    try:
        return mailboxes.normalise(raw) if is_address else phones.normalise(raw)
    except DomainError:
        return None


def _enter(point: ContactPoint, scope: str, **proof: Any) -> tuple[Suppression, bool]:
    moment = proof.pop("at")
    return Suppression.objects.get_or_create(
        identifier_hash=identifier_hash(point.brokerage, point.value),
        scope=scope,
        lifted_at=None,
        defaults={**proof, "effective_at": moment},
    )


def _covered(point: ContactPoint, scope: str) -> list[ContactPoint]:
    points = ContactPoint.objects.filter(contact_id=point.contact_id).select_related("brokerage")
    if scope == SuppressionScope.ALL:
        return list(points)
    kind = PointKind.EMAIL if scope == SuppressionScope.EMAIL else PointKind.PHONE
    return list(points.filter(kind=kind)) or [point]


@lru_cache(maxsize=256)
def _key(sealed: str) -> bytes:
    """Unwrap once per process: the wrapped text is its own cache key, so a changed key is seen."""
    return sealing.unseal(sealed)

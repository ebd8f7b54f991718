"""Requests about personal data: logged with deadlines, answered only once it is clear who asks (PRIV-1, PRIV-2)."""

import csv
import io
import json
import zipfile
from datetime import timedelta

from django.db import IntegrityError, transaction

from crm.models import Agent, Contact, ContactPoint
from crm.services import personal
from outreach.compliance.deadlines import due_on
from outreach.errors import RequestOpen, Unverified
from outreach.models import Message, PrivacyRequest, Suppression
from outreach.services import erasing, suppression
from outreach.states import REQUEST_STEPS, Direction, RequestKind, RequestState
from realestate.lib import clock, states

EXTENSION = timedelta(days=45)  # once, and only with a reason told to the person (11 CCR 7021)
ANSWERED_FROM = timedelta(days=1)  # a message shortly before the request is the request itself


def receive(contact: Contact, kind: str, *, how: str, agent: Agent) -> PrivacyRequest:
    """Log a request as received now, with its deadlines.

    Raises:
        RequestOpen: the same request of this person waits already.
    """
    now = clock.now()
    try:
        with transaction.atomic():
            return PrivacyRequest.objects.create(
                contact=contact,
                kind=kind,
                received_at=now,
                how=how[:120],
                acknowledge_by=due_on("ccpa_acknowledge", now.date()),
                answer_by=due_on("ccpa_answer", now.date()),
                agent=agent,
            )
    except IntegrityError as error:
        raise RequestOpen("This person’s request waits already.") from error


def acknowledge(request: PrivacyRequest) -> PrivacyRequest:
    """Note that the person was told their request has come; told twice is told once."""
    PrivacyRequest.objects.filter(pk=request.pk, acknowledged_at=None).update(acknowledged_at=clock.now())
    request.refresh_from_db()
    return request


def extend(request: PrivacyRequest, *, because: str) -> PrivacyRequest:
    """Take another 45 days, once, for a reason that the person is told.

    Raises:
        RequestOpen: it was extended before, or is over.
    """
    open_ones = PrivacyRequest.objects.filter(pk=request.pk, extended_because="", answered_at=None)
    if not because.strip() or not open_ones.update(
        extended_because=because[:240], answer_by=request.answer_by + EXTENSION
    ):
        raise RequestOpen("A deadline is extended once, before the answer, and for a reason.")
    request.refresh_from_db()
    return request


def proofs(request: PrivacyRequest) -> list[Message]:
    """Return the person's own messages since the request, from numbers and addresses we knew before it."""
    known = ContactPoint.objects.filter(contact=request.contact, created_at__lt=request.received_at)
    said = Message.objects.filter(
        contact=request.contact,
        direction=Direction.IN,
        occurred_at__gte=request.received_at - ANSWERED_FROM,
        address__in=known.values("value"),
    )
    return list(said.order_by("-occurred_at", "-pk")[:10])


def verify(request: PrivacyRequest, *, by: Agent, proof: Message | None = None, note: str = "") -> PrivacyRequest:
    """Write down how we know that it is the person who asks.

    Args:
        proof: their own message from a number or address we knew before.
        note: what was seen instead, by an owner or manager: an identity card, a known voice on a known number.
    Raises:
        Unverified: neither is there, or the message is not such a one.
        IllegalTransition: it was verified or answered before.
    """
    if proof is not None and proof.pk not in {message.pk for message in proofs(request)}:
        raise Unverified("This message does not come from a number or address we knew before the request.")
    if proof is None and not (note.strip() and by.sees_everyone):
        raise Unverified("Choose their message, or have an owner or manager say what they saw.")
    how = "Answered from a number or address of theirs" if proof else note[:240]
    states.move(
        request,
        RequestState.VERIFIED,
        table=REQUEST_STEPS,
        verified_at=clock.now(),
        verified_by=by,
        verified_how=how,
        proof=proof,
    )
    return request


def archive(request: PrivacyRequest) -> bytes:
    """Return everything about the person as a zip: one JSON, and one CSV a table.

    Raises:
        Unverified: it is not clear yet who asks.
    """
    if request.verified_at is None:
        raise Unverified("First make sure that it is the person who asks.")
    tables = personal.export(request.contact) | _suppressions(request.contact)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("data.json", json.dumps(tables, indent=2, ensure_ascii=False))
        for label, rows in tables.items():
            sheet = io.StringIO()
            writer = csv.DictWriter(sheet, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
            pack.writestr(f"{label}.csv", sheet.getvalue())
    return packed.getvalue()


@transaction.atomic
def answer(request: PrivacyRequest, *, by: Agent) -> PrivacyRequest:
    """Do what was asked, and close the request: hand the copy out, erase, or mark as not to be shared.

    Raises:
        Unverified: an erasure or a copy, and it is not clear yet who asks.
        IllegalTransition: it is over.
    """
    request = PrivacyRequest.objects.select_for_update().select_related("contact__brokerage").get(pk=request.pk)
    if request.kind != RequestKind.DO_NOT_SELL and request.verified_at is None:
        raise Unverified("First make sure that it is the person who asks.")
    outcome = "The copy was handed out."
    if request.kind == RequestKind.ERASURE:
        gone = erasing.erase(request.contact, request=request)
        outcome = f"{sum(gone.values())} rows erased; suppression kept by hash."
    elif request.kind == RequestKind.DO_NOT_SELL:
        outcome = "Marked: not to be shared or sold."
    states.move(request, RequestState.DONE, table=REQUEST_STEPS, answered_at=clock.now(), outcome=outcome, agent=by)
    return request


def refuse(request: PrivacyRequest, *, by: Agent, because: str) -> PrivacyRequest:
    """Close a request that cannot be granted, with the reason the person is told.

    Raises:
        Unverified: there is no reason.
        IllegalTransition: it is over.
    """
    if not because.strip():
        raise Unverified("A refusal needs its reason.", field="because")
    states.move(
        request, RequestState.REFUSED, table=REQUEST_STEPS, answered_at=clock.now(), outcome=because[:240], agent=by
    )
    return request


def may_share(contact: Contact) -> bool:
    """Return whether a person's data may be given to anybody else."""
    asked = PrivacyRequest.objects.filter(contact=contact, kind=RequestKind.DO_NOT_SELL, status=RequestState.DONE)
    return not asked.exists()


def _suppressions(contact: Contact) -> dict[str, list[dict[str, object]]]:
    """Return the person's opt-outs, which hang on hashes and not on them."""
    values = ContactPoint.objects.filter(contact=contact).values_list("value", flat=True)
    hashes = [suppression.identifier_hash(contact.brokerage, value) for value in values]
    rows = Suppression.objects.filter(identifier_hash__in=hashes).order_by("pk")
    found: list[dict[str, object]] = [
        {"scope": row.scope, "source": row.source, "verbatim": row.verbatim, "effective_at": str(row.effective_at)}
        for row in rows
    ]
    return {"outreach.Suppression": found} if found else {}

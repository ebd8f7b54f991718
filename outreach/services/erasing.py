"""Erase a person: everything goes but the suppression hash, tombstones, and sealed evidence inside its legal period.

Sources: Cal. Civ. 1798.105; 11 CCR 7022; 16 CFR 310.5 (five years of consent and call records).
"""

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from crm.models import Consent, Contact, ContactPoint, InboundHook
from crm.services import personal
from outreach.models import (
    Attachment,
    AuditLink,
    CaughtMail,
    Conversation,
    DeliveryUpdate,
    GateDecision,
    KeptEvidence,
    Message,
    NumberLookup,
    PrivacyRequest,
    Review,
    SimulatedText,
    Suppression,
    SuppressionLift,
)
from outreach.services import audit, letter_addresses, suppression
from outreach.states import AuditKind, Direction, SuppressionScope
from realestate.lib import clock, sealing

FIVE_YEARS = timedelta(days=5 * 366)


def declare() -> None:
    """Say which of outreach's tables outlive an erasure, and why. Called once, at start."""
    personal.keep(Conversation, "Holds the tombstones of messages together.", paused_reason="")
    personal.keep(Message, "A tombstone with its hash stays in the audit chain (AUD-3).", subject="", intent="",
                  sentiment=None, understood={}, reason="")  # fmt: skip
    personal.keep(GateDecision, "A tombstone with its hash stays in the audit chain (AUD-3).")
    personal.keep(DeliveryUpdate, "Proves what a carrier said, without its payload.", payload={})
    personal.keep(NumberLookup, "Proof and cost of a look-up; without the number it names nobody.", point=None)
    personal.keep(PrivacyRequest, "The log of requests: 24 months (11 CCR 7101).")
    personal.keep(Review, "Counts towards a template's first fifty; without message and words it names nobody.",
                  message=None, text_hash="", reason="")  # fmt: skip
    personal.keep(KeptEvidence, "Sealed evidence inside its legal period.")
    personal.keep(SuppressionLift, "Shows who reopened what, and on whose word.", reason="")


@transaction.atomic
def erase(contact: Contact, *, request: PrivacyRequest | None, forget_wholly: bool = False) -> dict[str, int]:
    """Erase a person for good and return how many rows of each table went.

    Args:
        request: what they asked; their numbers and addresses are then suppressed for ever, by hash. Without one
            (retention) only existing suppressions stay.
        forget_wholly: keep no sealed evidence; for people who never consented to anything and never wrote.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    points = list(ContactPoint.objects.filter(contact=contact).select_related("brokerage"))
    if request is not None and points:
        suppression.suppress(points[0], SuppressionScope.ALL, source="erasure")
    if request is not None and letter_addresses.of(contact).street.strip():
        suppression.stop_letters(contact, source="erasure")
    audit.seal()
    if request is not None and not forget_wholly:
        _keep_evidence(contact, request)
    marks = _digests(contact)
    values = [point.value for point in points]
    _remove_files(contact)
    hashes = [suppression.identifier_hash(contact.brokerage, value) for value in values]
    counts = personal.erase_rows(contact)
    _leave_tombstones(contact, marks)
    _forget_words(hashes)
    _forget_elsewhere(contact, values)
    return counts


def _keep_evidence(contact: Contact, request: PrivacyRequest) -> None:
    """Seal the consents and what was sent: the proof that each message was lawful (PRIV-3 c)."""
    sent = Message.objects.filter(contact=contact, direction=Direction.OUT, sent_at__isnull=False).order_by("sent_at")
    evidence = {
        "consents": [_row(row) for row in Consent.objects.filter(contact=contact).order_by("pk")],
        "sent": list(
            sent.values("key", "channel", "address", "subject", "body", "html", "carrier", "provider_id", "sent_at")
        ),
    }
    if not any(evidence.values()):
        return
    text = json.dumps(evidence, default=str, sort_keys=True)
    KeptEvidence.objects.create(
        request=request,
        sealed=sealing.seal(text.encode()),
        checksum=hashlib.sha256(text.encode()).hexdigest(),
        keep_until=_until(clock.now().date()),
    )


def open_evidence(kept: KeptEvidence) -> dict[str, Any]:
    """Return sealed evidence in the clear. Whoever calls says who asks and why, and logs it."""
    opened: dict[str, Any] = json.loads(sealing.unseal(kept.sealed))
    return opened


def _digests(contact: Contact) -> dict[tuple[str, int], str]:
    """Return the sealed digests of the person's rows, which their tombstones will carry."""
    ids = {
        AuditKind.DECISION: list(GateDecision.objects.filter(contact=contact).values_list("pk", flat=True)),
        AuditKind.SENT: list(Message.objects.filter(contact=contact).values_list("pk", flat=True)),
    }
    found: dict[tuple[str, int], str] = {}
    for kind, row_ids in ids.items():
        links = AuditLink.objects.filter(kind=kind, row_id__in=row_ids)
        found |= {(kind, row_id): digest for row_id, digest in links.values_list("row_id", "digest")}
    return found


def _leave_tombstones(contact: Contact, marks: dict[tuple[str, int], str]) -> None:
    for pk in GateDecision.objects.filter(contact=contact).values_list("pk", flat=True):
        mark = f"{audit.TOMBSTONE}{marks.get((AuditKind.DECISION, pk), '')}"
        with personal.erasing():
            GateDecision.objects.filter(pk=pk).update(evidence={"tombstone": mark}, sentence="Erased.")
    for pk in Message.objects.filter(contact=contact).values_list("pk", flat=True):
        mark = f"{audit.TOMBSTONE}{marks.get((AuditKind.SENT, pk), '')}"
        Message.objects.filter(pk=pk).update(body=mark, address="")


def _forget_words(hashes: list[str]) -> None:
    """Blank what the person said in their opt-outs; the entry itself stays for ever."""
    for row in Suppression.objects.filter(identifier_hash__in=hashes).exclude(verbatim=""):
        link = AuditLink.objects.filter(kind=AuditKind.STOP, row_id=row.pk).first()
        Suppression.objects.filter(pk=row.pk).update(verbatim=f"{audit.TOMBSTONE}{link.digest if link else ''}")


def _forget_elsewhere(contact: Contact, values: list[str]) -> None:
    """Remove copies that no link leads to: webhooks as they came, caught mail, the simulated phone."""
    SimulatedText.objects.filter(to_number__in=values).delete()
    CaughtMail.objects.filter(brokerage=contact.brokerage, recipient__in=values).delete()
    for value in values:
        InboundHook.objects.filter(Q(brokerage=contact.brokerage), body__icontains=value).delete()


def _remove_files(contact: Contact) -> None:
    """Remove pictures and papers of the person's messages from the disk, once their rows are really gone."""
    kept = Attachment.objects.filter(message__contact=contact).exclude(path="").values_list("path", flat=True)
    paths = [Path(settings.MEDIA_ROOT) / path for path in kept]

    def remove() -> None:
        """Delete the files themselves; a rollback would not bring them back, so it waits for the commit."""
        for path in paths:
            path.unlink(missing_ok=True)

    transaction.on_commit(remove)


def _row(row: Consent) -> dict[str, Any]:
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


def _until(day: date) -> date:
    return day + FIVE_YEARS

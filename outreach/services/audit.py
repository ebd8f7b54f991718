"""The audit chain: decisions, opt-outs and sends, sealed one after the other so that a change cannot hide (AUD-1).

Sealing follows the writing by a minute: a chain built at the claim would make every send of a brokerage wait for the
one before. Until then the tables' own triggers hold; the chain shows what was done around them.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from outreach.models import AuditLink, GateDecision, Message, Suppression
from outreach.states import AuditKind, Direction
from realestate.lib import clock, scopes

LOCK = 7_003
BATCH = 2_000
LOOK_BACK = timedelta(days=2)  # rows commit out of the order of their numbers, but not by days
START = "0" * 64
TOMBSTONE = "erased:"


@dataclass(frozen=True)
class Chapter:
    """One kind of row that is sealed: which rows, since when they are looked for, and what of them counts."""

    rows: Callable[[], QuerySet[Any]]
    moment: str
    content: Callable[[Any], Mapping[str, Any]]
    tombstone: Callable[[Any], str]


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found. ``head`` noted elsewhere proves later that nothing was cut off its end."""

    links: int
    erased: int
    unsealed: int
    broken: tuple[tuple[int, str], ...]
    head: str

    @property
    def holds(self) -> bool:
        """Whether nothing was changed."""
        return not self.broken


def seal() -> int:
    """Add links for what is not sealed yet, in the brokerage in force, and return how many."""
    total = 0
    while added := _seal_batch():
        total += added
    return total


@transaction.atomic
def _seal_batch() -> int:
    last = _lock_and_last()
    position, chained = (last.position, last.chained) if last else (0, START)
    now, links = clock.now(), list[AuditLink]()
    for kind, chapter in CHAPTERS.items():
        for row in _unsealed(kind, chapter, everything=last is None)[: BATCH - len(links)]:
            position, digest = position + 1, digest_of(chapter.content(row))
            chained = _chain(chained, digest)
            links.append(
                AuditLink(position=position, kind=kind, row_id=row.pk, digest=digest, chained=chained, sealed_at=now)
            )
    AuditLink.objects.bulk_create(links)
    return len(links)


def verify() -> Verdict:
    """Walk the whole chain of the brokerage in force and compare each link with its row."""
    broken: list[tuple[int, str]] = []
    count, erased, chained, position = 0, 0, START, 0
    while links := list(AuditLink.objects.filter(position__gt=position).order_by("position")[:BATCH]):
        rows = {kind: _rows(kind, links) for kind in CHAPTERS}
        for link in links:
            chained = _chain(chained, link.digest)
            if link.position != position + 1:
                broken.append((link.position, "links are missing before it"))
            if link.chained != chained:
                broken.append((link.position, "the chain does not go on from the link before"))
                chained = link.chained
            position, count = link.position, count + 1
            why, is_erased = _compare(link, rows)
            erased += is_erased
            if why:
                broken.append((link.position, why))
    unsealed = sum(_unsealed(kind, chapter, everything=True).count() for kind, chapter in CHAPTERS.items())
    return Verdict(count, erased, unsealed, tuple(broken), chained)


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a row's content in one spelling."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def _compare(link: AuditLink, rows: Mapping[str, Mapping[int, Any]]) -> tuple[str, bool]:
    row = rows[link.kind].get(link.row_id)
    if row is None:
        return f"the {link.get_kind_display().lower()} is gone", False
    chapter = CHAPTERS[link.kind]
    mark = chapter.tombstone(row)
    if mark == f"{TOMBSTONE}{link.digest}":
        return "", True
    return ("", False) if digest_of(chapter.content(row)) == link.digest else ("its row was changed", False)


def _chain(before: str, digest: str) -> str:
    return hashlib.sha256(f"{before}{digest}".encode()).hexdigest()


def _lock_and_last() -> AuditLink | None:
    """Let one sealer at a time work on a brokerage's chain, and return the chain's end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, scopes.current_id()])
    return AuditLink.objects.order_by("-position").first()


def _unsealed(kind: str, chapter: Chapter, *, everything: bool) -> QuerySet[Any]:
    sealed = AuditLink.objects.filter(kind=kind, row_id=OuterRef("pk"))
    rows = chapter.rows().filter(~Exists(sealed))
    if not everything:
        rows = rows.filter(**{f"{chapter.moment}__gte": clock.now() - LOOK_BACK})
    return rows.order_by(chapter.moment, "pk")


def _rows(kind: str, links: list[AuditLink]) -> dict[int, Any]:
    ids = [link.row_id for link in links if link.kind == kind]
    return {row.pk: row for row in CHAPTERS[kind].rows().filter(pk__in=ids)}


def _decision(row: GateDecision) -> dict[str, Any]:
    names = ("contact_id", "channel", "purpose", "verdict", "reason", "rule", "rules_version", "sentence",
             "defer_until", "evidence", "content_hash", "decided_at")  # fmt: skip
    return {"id": row.pk, **{name: getattr(row, name) for name in names}}


def _stop(row: Suppression) -> dict[str, Any]:
    names = ("identifier_hash", "scope", "source", "verbatim", "classifier_version", "effective_at")
    return {"id": row.pk, **{name: getattr(row, name) for name in names}}


def _sent(row: Message) -> dict[str, Any]:
    names = ("key", "channel", "address", "subject", "body", "carrier", "provider_id", "sent_at")
    return {"id": row.pk, **{name: getattr(row, name) for name in names}}


CHAPTERS: Mapping[str, Chapter] = {
    AuditKind.DECISION: Chapter(
        lambda: GateDecision.objects.all(), "decided_at", _decision, lambda row: str(row.evidence.get("tombstone", ""))
    ),
    AuditKind.STOP: Chapter(lambda: Suppression.objects.all(), "created_at", _stop, lambda row: row.verbatim),
    AuditKind.SENT: Chapter(
        lambda: Message.objects.filter(direction=Direction.OUT, sent_at__isnull=False),
        "sent_at",
        _sent,
        lambda row: row.body,
    ),
}

"""The rule book in force: rows of the database, dated, put together once per edit and day, and named in decisions."""

from collections.abc import Iterable
from datetime import UTC, date
from functools import lru_cache

import structlog
from django.db import connection, transaction
from django.db.models import Q

from outreach.compliance import rule_lines
from outreach.compliance.missing import MissingRuleData
from outreach.compliance.rule_lines import InvalidRule, RuleLine
from outreach.compliance.rules import RuleBook, shipped_rules
from outreach.compliance.windows import InvalidWindow
from outreach.models import LawRule
from outreach.states import RuleKind
from realestate.lib import clock
from realestate.lib.checkup import Finding

log = structlog.get_logger()


def in_force(day: date | None = None) -> RuleBook | None:
    """Return the rule book of a UTC day, today's if none is given; None if its rows make no book (SYS-2).

    Its version is that of the release, with the last edit's number where operators have changed anything. Until the
    first ``migrate`` has loaded them as rows, the rules of this release stand for themselves.
    """
    newest = LawRule.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return shipped_rules()
    try:
        return _book(newest, day or clock.now().astimezone(UTC).date())
    except (InvalidRule, InvalidWindow, MissingRuleData, KeyError, TypeError, ValueError) as error:
        log.error("rules.broken", error=type(error).__name__)
        return None


def rows_in_force(day: date) -> list[LawRule]:
    """Return the row of each kind and subject that holds on a day, in the order of kinds and subjects."""
    dated = Q(effective_on=None) | Q(effective_on__lte=day)
    rows = LawRule.objects.filter(dated).exclude(ends_on__lt=day).order_by("kind", "subject", "pk")
    best: dict[tuple[str, str], LawRule] = {}
    for row in rows:
        known = best.get((row.kind, row.subject))
        if known is None or (row.effective_on or date.min) >= (known.effective_on or date.min):
            best[row.kind, row.subject] = row
    return list(best.values())


def ids_in_force() -> frozenset[int]:
    """Return the rows that hold today."""
    newest = LawRule.objects.order_by("-pk").values_list("pk", flat=True).first()
    return _ids(newest, clock.now().astimezone(UTC).date()) if newest else frozenset()


@transaction.atomic
def add(
    line: RuleLine,
    *,
    effective_on: date | None,
    ends_on: date | None = None,
    source_url: str = "",
    entered_by: str = "",
) -> LawRule:
    """Enter a rule, in force from its day on, and return its row.

    Raises:
        InvalidRule: the line cannot be one, has no source, or would leave the book of its first day broken.
    """
    _one_writer_at_a_time()
    rule_lines.check(line)
    if not line.source.strip():
        raise InvalidRule("Name the statute, order or page that says so.", field="source")
    if effective_on and ends_on and ends_on < effective_on:
        raise InvalidRule("It would end before it begins.", field="ends_on")
    row = LawRule.objects.create(
        kind=line.kind,
        subject=line.subject,
        value=line.value,
        source=line.source,
        source_url=source_url,
        confidence=line.confidence or "C",
        effective_on=effective_on,
        ends_on=ends_on,
        entered_by=entered_by,
    )
    first_day = effective_on or clock.now().astimezone(UTC).date()
    try:
        _build(rows_in_force(first_day), "trial")
    except (MissingRuleData, KeyError, TypeError, ValueError) as error:
        raise InvalidRule("With this line the rule book would be broken, so it was not taken.") from error
    return row


@transaction.atomic
def load_shipped() -> int:
    """Bring this release's rules in as rows, those that are new or differ from the release before; safe to repeat.

    Returns:
        How many rows were added. An operator's own rows stay, and win where they were entered with a later day.
    """
    _one_writer_at_a_time()
    latest: dict[tuple[str, str], object] = {}
    for kind, subject, value in (
        LawRule.objects.exclude(release="").order_by("pk").values_list("kind", "subject", "value")
    ):
        latest[kind, subject] = value
    release = shipped_rules().version
    news = [
        LawRule(
            kind=line.kind,
            subject=line.subject,
            value=line.value,
            source=line.source,
            confidence=line.confidence,
            effective_on=date.fromisoformat(release) if latest else None,
            release=release,
        )
        for line in rule_lines.shipped_lines()
        if latest.get((line.kind, line.subject)) != line.value
    ]
    return len(LawRule.objects.bulk_create(news))


def has_table() -> bool:
    """Return whether the migrations have come as far as the rules."""
    return LawRule._meta.db_table in connection.introspection.table_names()


def finding() -> Finding:
    """Say which rule book is in force, for health pages and the doctor."""
    book = in_force()
    if book is None:
        return Finding(ok=False, says="the rows make no rule book: nothing is sent until a rule is corrected")
    return Finding(ok=True, says=f"version {book.version}")


def _one_writer_at_a_time() -> None:
    """Keep numbers in the order of commits: the newest row stands for the whole book in every process's memory."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {LawRule._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


@lru_cache(maxsize=8)
def _ids(newest: int, day: date) -> frozenset[int]:
    return frozenset(row.pk for row in rows_in_force(day) if row.pk <= newest)


@lru_cache(maxsize=64)
def _book(newest: int, day: date) -> RuleBook:
    """Build once per edit and day: rows are never changed, so the newest row's number stands for all of them."""
    edit = LawRule.objects.filter(pk__lte=newest, release="").order_by("-pk").values_list("pk", flat=True).first()
    release = LawRule.objects.exclude(release="").order_by("-pk").values_list("release", flat=True).first()
    version = f"{release or 'none'}+{edit}" if edit else f"{release}"
    return _build(rows_in_force(day), version)


def _build(rows: Iterable[LawRule], version: str) -> RuleBook:
    lines = [
        RuleLine(kind=RuleKind(r.kind), subject=r.subject, value=r.value, source=r.source, confidence=r.confidence)
        for r in rows
    ]
    return rule_lines.build(lines, version)

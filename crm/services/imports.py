"""Uploads: stored, looked at, corrected, brought in by chunks, and told about."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import Any

import structlog
from django.core.files import File
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Max

from crm.errors import InvalidImport
from crm.events import ImportFinished
from crm.models import Agent, Contact, ContactPoint, ContactTag, Event, Import, ImportRow, Interaction, Lead
from crm.services import bulk, import_rows
from crm.services.events import publish
from crm.services.import_decide import Decision, Desk, ReadRow
from crm.services.import_files import Record, Table, inspect, records
from crm.services.import_headings import guess
from crm.services.import_mapping import check, reader
from crm.states import IMPORT_STEPS, ImportState, LeadKind, RowOutcome
from realestate.lib import clock, states
from realestate.lib.ahead import Ahead
from realestate.lib.later import later

log = structlog.get_logger()

CHUNK = 2_000  # rows of one transaction, and of one step of the progress bar
SHOWN = 20
ATTEMPTS = 4
LOCK = 7_002 << 40  # advisory lock of one running import, beside its key
STATISTICS_GROWTH = 10  # the planner is told after the first chunk, and whenever more than ten times as much is in
LARGEST = 200 * 1024 * 1024
BROUGHT = (Contact, ContactPoint, ContactTag, Lead, Interaction, ImportRow, Event)  # the tables that grow


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """A row as it is and what would become of it."""

    line: int
    cells: list[str]
    outcome: RowOutcome
    reason: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The head of an upload under its present mapping. ``problem`` says why it cannot be brought in so."""

    header: list[str]
    mapping: dict[str, str]
    rows: list[PreviewRow]
    problem: str = ""


def upload(
    file: "File[bytes]", *, lead_kind: str = LeadKind.BUYER, source: str = "csv", agent: Agent | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Import:  # fmt: skip
    """Store a file with its mapping, and return it; nothing is brought in yet.

    Args:
        agent: who uploads it. An agent gets the new leads; those of an owner or manager go round.
        mapping: which column is which field; guessed from their names if None.
    Raises:
        InvalidImport: the file is too large, empty, a workbook, or without a header; there is no such kind; or the
            mapping does not fit the file.
    """
    if lead_kind not in LeadKind.values:
        raise InvalidImport(f"There is no kind “{lead_kind}”.", field="lead_kind")
    if file.size > LARGEST:
        raise InvalidImport(f"A file may have {LARGEST // 1024**2} MB at most.", field="file")
    table = inspect(file)
    columns = guess(table.header) if mapping is None else check(mapping, table.header)
    total = sum(1 for _ in records(file, table))
    checksum = hashlib.sha256()
    for part in file.chunks():
        checksum.update(part)
    name = PurePath(file.name or "upload.csv").name
    row = Import(
        agent=agent,
        filename=name[-200:],
        checksum=checksum.hexdigest(),
        lead_kind=lead_kind,
        source=source[:60],
        mapping=columns,
        rows_total=total,
    )
    row.file.save(name[-80:], file, save=False)
    row.save()
    return row


def set_mapping(row: Import, mapping: Mapping[str, str]) -> Import:
    """Correct which column is which field, and return the import.

    Raises:
        InvalidImport: it began already, or the mapping does not fit the file.
    """
    if row.status != ImportState.UPLOADED:
        raise InvalidImport("This import has begun; its columns are settled.", field="mapping")
    with row.file.open("rb") as file:
        row.mapping = check(mapping, inspect(file).header)
    row.save(update_fields=["mapping", "updated_at"])
    return row


def preview(row: Import, *, limit: int = SHOWN) -> Preview:
    """Return the first rows with what would become of them now. Writes nothing."""
    with row.file.open("rb") as file:
        table = inspect(file)
        head = list(islice(records(file, table), limit))
    desk = _desk(row, table, lock=False)
    decisions = desk.decide(desk.read(head))
    try:
        check(row.mapping, table.header)
        problem = ""
    except InvalidImport as error:
        problem = error.message
    return Preview(
        header=table.header, mapping=row.mapping, rows=[_shown(decision) for decision in decisions], problem=problem
    )


def check_ready(row: Import) -> None:
    """Refuse an import whose columns do not say how people could be reached.

    Raises:
        InvalidImport: correct the mapping first.
    """
    check(row.mapping, list(row.mapping))


@transaction.atomic
def start(row: Import) -> Import:
    """Queue an import, also one that failed, and return it.

    Raises:
        InvalidImport: no column says how people could be reached.
        IllegalTransition: it began already.
    """
    check_ready(row)
    states.move(row, ImportState.QUEUED, table=IMPORT_STEPS, error="", updated_at=clock.now())
    later("crm.run_import", row.brokerage_id, row.pk)
    return row


def run(row: Import) -> Import:
    """Bring an import in, chunk by chunk, and return it. After a kill it goes on behind the last chunk written.

    Run twice at once, the second leaves it to the first; run again when done, it changes nothing.
    """
    with _alone(row) as is_alone:
        row.refresh_from_db()
        if not is_alone or row.status in (ImportState.DONE, ImportState.UNDONE):
            return row
        if row.status != ImportState.RUNNING:
            states.move(row, ImportState.RUNNING, table=IMPORT_STEPS, started_at=clock.now(), error="")
        with structlog.contextvars.bound_contextvars(correlation_id=correlation(row)):
            try:
                _bring_in(row)
                _finish(row)
            except (InvalidImport, FileNotFoundError) as error:
                reason = getattr(error, "message", "The stored file is missing.")
                states.move(row, ImportState.FAILED, table=IMPORT_STEPS, error=reason, finished_at=clock.now())
                log.warning("import.failed", import_id=row.pk)
    return row


def unfinished() -> list[int]:
    """Return imports that wait or run, oldest first. ``run`` is safe for those that somebody works on."""
    waiting = Import.objects.filter(status__in=[ImportState.QUEUED, ImportState.RUNNING])
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def rejected_csv(row: Import) -> Iterator[str]:
    """Yield the rows that were not taken as CSV lines: the file's own columns, then line and reason.

    Corrected, it can be uploaded as it is.
    """
    with row.file.open("rb") as file:
        header = inspect(file).header
    yield _csv_line([*header, "Line", "Reason"])
    rejected = ImportRow.objects.filter(upload=row, outcome=RowOutcome.REJECTED).order_by("number")
    for line in rejected.iterator(chunk_size=CHUNK):
        cells = [line.raw.get(column, "") for column in header]
        yield _csv_line([*cells, line.number, line.reason])


def correlation(row: Import) -> str:
    """Return the correlation id of everything an import announces."""
    return f"import-{row.pk}"


def _bring_in(row: Import) -> None:
    done = ImportRow.objects.filter(upload=row).aggregate(last=Max("number"))["last"] or 0
    with row.file.open("rb") as file:
        table = inspect(file)
        check(row.mapping, table.header)
        desk = _desk(row, table)
        told, written = 0, 0
        for chunk in (coming := Ahead(_chunks(desk, records(file, table, after=done)))):
            _store(row, table.header, desk, chunk, before_commit=coming.begin)
            written += len(chunk)
            if written > told * STATISTICS_GROWTH:
                bulk.refresh_statistics(*BROUGHT)
                told = written


def _chunks(desk: Desk, rows: Iterator[Record]) -> Iterator[list[ReadRow]]:
    while chunk := desk.read(islice(rows, CHUNK)):
        yield chunk


def _store(
    row: Import, header: list[str], desk: Desk, chunk: list[ReadRow], *, before_commit: Callable[[], None]
) -> None:
    """Write one chunk whole. A value that the database refuses costs its own row only (T53).

    What failed is read anew: its objects hold keys that were never written.
    """
    lines = [read.record for read in chunk]
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                import_rows.write(row, header, desk.decide(chunk))
                before_commit()  # that is the longest wait: all links are checked then
            return
        except IntegrityError:  # somebody took one of the numbers just now: decide anew, then it is theirs
            if attempt == ATTEMPTS:
                raise
            chunk = desk.read(lines)
        except DataError:
            if len(lines) == 1:
                with transaction.atomic():
                    import_rows.write(row, header, [_unwritable(lines[0])])
                return
            half = len(lines) // 2
            _store(row, header, desk, desk.read(lines[:half]), before_commit=before_commit)
            _store(row, header, desk, desk.read(lines[half:]), before_commit=before_commit)
            return


def _unwritable(record: Record) -> Decision:
    cells = [cell.encode("ascii", "backslashreplace").decode() for cell in record.cells]
    kept = Record(record.line, cells)
    return Decision(record=kept, outcome=RowOutcome.REJECTED, reason="A value in this row cannot be stored.")


@transaction.atomic
def _finish(row: Import) -> None:
    row.refresh_from_db()
    states.move(row, ImportState.DONE, table=IMPORT_STEPS, finished_at=clock.now(), updated_at=clock.now())
    publish(
        ImportFinished(
            brokerage_id=row.brokerage_id,
            import_id=row.pk,
            created=row.created_count,
            joined=row.joined_count,
            rejected=row.rejected_count,
        )
    )


def _desk(row: Import, table: Table, *, lock: bool = True) -> Desk:
    read = reader(row.mapping, table.header, kind=row.lead_kind, source=row.source)
    agent = row.agent if row.agent is not None and not row.agent.sees_everyone else None
    return Desk(read, agent=agent, lock=lock)


@contextmanager
def _alone(row: Import) -> Iterator[bool]:
    """Say whether nobody else runs this import. The lock falls with the connection, so also after a kill."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK | row.pk])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK | row.pk])


def _shown(decision: Decision) -> PreviewRow:
    return PreviewRow(
        line=decision.record.line,
        cells=decision.record.cells,
        outcome=decision.outcome,
        reason=decision.reason,
        name=decision.contact.name if decision.contact else "",
    )


def _csv_line(cells: Iterable[Any]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()

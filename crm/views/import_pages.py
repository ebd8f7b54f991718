"""Uploads: the list of them, and one with its columns, its first rows and what became of all."""

from dataclasses import dataclass

from django.db.models import QuerySet

from crm.models import Agent, Import, ImportRow
from crm.services import imports
from crm.services.import_mapping import FIELDS
from crm.states import ImportState, RowOutcome

PAGE = 50
MOST_IMPORTS = 30
FIRST_VALUES = 3
ORDER = {RowOutcome.REJECTED: 0, RowOutcome.JOINED: 1, RowOutcome.CREATED: 2}


@dataclass(frozen=True)
class ColumnLine:
    """One column of a file: its first values and what it is read as."""

    position: int
    name: str
    samples: str
    field: str


@dataclass(frozen=True)
class Look:
    """An upload before it is brought in: its columns, and its first rows with the bad ones first."""

    columns: list[ColumnLine]
    rows: list[imports.PreviewRow]
    problem: str
    bad: int
    joined: int


@dataclass(frozen=True)
class Rows:
    """One page of an import's rows; ``next`` is the line behind which the next page starts, 0 at the end."""

    rows: list[ImportRow]
    next: int


def for_agent(agent: Agent) -> QuerySet[Import]:
    """Return the uploads that an agent may see: owners and managers all, others their own."""
    return Import.objects.all() if agent.sees_everyone else Import.objects.filter(agent=agent)


def recent(agent: Agent) -> list[Import]:
    """Return the newest uploads."""
    return list(for_agent(agent).select_related("agent").order_by("-created_at", "-id")[:MOST_IMPORTS])


def look(row: Import) -> Look:
    """Return an upload as it would be brought in now."""
    preview = imports.preview(row)
    columns = [
        ColumnLine(position, name, _samples(preview.rows, position), preview.mapping.get(name, ""))
        for position, name in enumerate(preview.header)
    ]
    rows = sorted(preview.rows, key=lambda shown: (ORDER[shown.outcome], shown.line))
    return Look(
        columns=columns,
        rows=rows,
        problem=preview.problem,
        bad=sum(shown.outcome == RowOutcome.REJECTED for shown in rows),
        joined=sum(shown.outcome == RowOutcome.JOINED for shown in rows),
    )


def rows(row: Import, *, outcome: str = "", after: int = 0) -> Rows:
    """Return a page of what became of an import's rows, in the order of the file."""
    kept = ImportRow.objects.filter(upload=row, number__gt=after)
    if outcome in RowOutcome.values:
        kept = kept.filter(outcome=outcome)
    found = list(kept.select_related("contact", "lead").order_by("number")[: PAGE + 1])
    return Rows(rows=found[:PAGE], next=found[PAGE - 1].number if len(found) > PAGE else 0)


def header(row: Import) -> list[str]:
    """Return the columns of an upload in the order of its file."""
    return imports.preview(row, limit=0).header


def fields() -> list[tuple[str, str]]:
    """Return what a column may become: our word for it and its name."""
    return [("", "Leave out"), *FIELDS.items()]


def is_waiting(row: Import) -> bool:
    """Return whether the import waits or runs."""
    return row.status in {ImportState.QUEUED, ImportState.RUNNING}


def _samples(shown: list[imports.PreviewRow], position: int) -> str:
    cells = [row.cells[position].strip() for row in shown if position < len(row.cells)]
    return " · ".join(list(dict.fromkeys(cell for cell in cells if cell))[:FIRST_VALUES])

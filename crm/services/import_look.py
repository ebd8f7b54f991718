"""An upload before it is brought in: what its columns are read as, and what its first rows would become."""

from dataclasses import dataclass

from crm.models import Import
from crm.services import imports
from crm.services.import_mapping import FIELDS
from crm.states import RowOutcome

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


def look(row: Import) -> Look:
    """Return an upload as it would be brought in now. Writes nothing."""
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


def header(row: Import) -> list[str]:
    """Return the columns of an upload in the order of its file."""
    return imports.preview(row, limit=0).header


def fields() -> list[tuple[str, str]]:
    """Return what a column may become: our word for it and its name."""
    return [("", "Leave out"), *FIELDS.items()]


def _samples(shown: list[imports.PreviewRow], position: int) -> str:
    cells = [row.cells[position].strip() for row in shown if position < len(row.cells)]
    return " · ".join(list(dict.fromkeys(cell for cell in cells if cell))[:FIRST_VALUES])

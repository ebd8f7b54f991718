"""A flat file of labelled leads, as published: read, and refused in words that name the row and the column."""

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# What people and web forms leave in a field nobody filled ("Select" is the first line of a list).
EMPTY = frozenset({"", "-", "?", "n/a", "na", "nan", "nil", "none given", "null", "select"})
TRUE = frozenset({"1", "1.0", "true", "t", "yes", "y", "won", "converted"})
FALSE = frozenset({"0", "0.0", "false", "f", "no", "n", "lost", "not converted"})


class Unreadable(ValueError):
    """The file is not what was asked for; says in words which row and column."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Columns of text, each as long as the table; what nobody filled is the empty text."""

    name: str
    columns: dict[str, list[str]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield each row as its cells by column."""
        for cells in zip(*self.columns.values(), strict=True):
            yield dict(zip(self.columns, cells, strict=True))

    def without(self, names: Sequence[str]) -> "Table":
        """Return the table without some columns.

        Raises:
            Unreadable: it has no such column.
        """
        for name in names:
            self.of(name)
        return Table(name=self.name, columns={key: cells for key, cells in self.columns.items() if key not in names})

    def of(self, column: str) -> list[str]:
        """Return a column's cells.

        Raises:
            Unreadable: the table has no such column.
        """
        if column not in self.columns:
            raise Unreadable(f"{self.name} has no column “{column}”, only {', '.join(self.columns)}.")
        return self.columns[column]


def read(path: Path) -> Table:
    """Return the table of a CSV file with a header, UTF-8, gzipped or not.

    Raises:
        Unreadable: no such file, not text, no rows, a column without a name or named twice, a row of another length.
    """
    try:
        rows = [row for row in csv.reader(io.StringIO(_text(path), newline="")) if row]
    except csv.Error as error:
        raise Unreadable(f"{path.name} is no CSV: {error}.") from error
    if len(rows) < 2:
        raise Unreadable(f"{path.name} has no rows.")
    names = [name.strip() for name in rows[0]]
    for place, name in enumerate(names):
        if not name:
            raise Unreadable(f"{path.name}: column {place + 1} has no name.")
        if name in names[:place]:
            raise Unreadable(f"{path.name} has two columns “{name}”.")
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(names):
            raise Unreadable(f"{path.name}, row {number}: {len(row)} cells, but {len(names)} columns.")
    cells = zip(*rows[1:], strict=True)
    return Table(name=path.name, columns=dict(zip(names, (list(map(plain, column)) for column in cells), strict=True)))


def plain(cell: str) -> str:
    """Return a cell without the spaces around it; nothing where nobody filled it."""
    stripped = cell.strip()
    return "" if stripped.casefold() in EMPTY else stripped


def outcomes(table: Table, column: str) -> list[int]:
    """Return the column as 0 and 1.

    Raises:
        Unreadable: no such column, an empty cell, a word that is neither yes nor no, or one outcome only.
    """
    found = []
    for number, cell in enumerate(table.of(column), start=1):
        word = cell.casefold()
        if word not in TRUE and word not in FALSE:
            what = f"“{cell}” is neither yes nor no" if cell else "nothing is filled in"
            raise Unreadable(f"{table.name}, row {number}, column “{column}”: {what}.")
        found.append(int(word in TRUE))
    if len(set(found)) < 2:
        raise Unreadable(f"{table.name}: the column “{column}” says {'yes' if found[0] else 'no'} in every row.")
    return found


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        return (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode("utf-8-sig")
    except (OSError, EOFError) as error:
        raise Unreadable(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path.name} is not UTF-8: byte {error.start} is no letter of it.") from error

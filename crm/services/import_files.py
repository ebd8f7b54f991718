"""Uploaded tables as text rows: which encoding, which delimiter, and no line lost to a stray quotation mark.

No database here, and no file is too odd to give its good rows.
"""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from charset_normalizer import from_bytes

from crm.errors import InvalidImport

DELIMITERS = ",;\t|"
SAMPLE = 256 * 1024
MOST_LINES = 40  # a field with more lines than this is a quotation mark that was never closed
MOST_COLUMNS = 200
FALLBACK = "homestretch.single_bytes"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def _as_single_bytes(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8 as Windows does, one by one, so that a mixed file keeps its accents."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    if error.encoding != "utf-8":
        return "\ufffd", error.end
    return bad.decode("cp1252", errors="replace"), error.end


codecs.register_error(FALLBACK, _as_single_bytes)


class Source(Protocol):
    """A file open for bytes."""

    def read(self, size: int = ..., /) -> bytes: ...

    def seek(self, offset: int, /) -> Any: ...


@dataclass(frozen=True)
class Record:
    """One row: the line it begins on (the header is line 1), its cells, and why it cannot be read, if so."""

    line: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """How a file is to be read, and its header. Two columns of one name are told apart by a number."""

    encoding: str
    delimiter: str
    header: list[str]
    first_line: int


def inspect(file: Source) -> Table:
    """Return how to read an upload.

    Raises:
        InvalidImport: the file is empty, a workbook, or has no header.
    """
    encoding = detect_encoding(file)
    text = _text(file, encoding)
    line, number = text.readline(), 1
    delimiter = ""
    if line.lower().startswith("sep=") and len(line.strip()) == 5:
        delimiter = line.strip()[-1]  # spreadsheets say so in a line of its own
        line, number = text.readline(), 2
    while line and not line.strip(" \t\r\n,;|"):
        line, number = text.readline(), number + 1
    delimiter = delimiter or max(DELIMITERS, key=_outside_quotes(line).count)
    cells = next(csv.reader([line], delimiter=delimiter), [])
    if not any(cell.strip() for cell in cells):
        raise InvalidImport("The file has no header line.", field="file")
    if len(cells) > MOST_COLUMNS:
        raise InvalidImport(f"A file may have {MOST_COLUMNS} columns at most.", field="file")
    return Table(encoding, delimiter, _unique(cells), number)


def records(file: Source, table: Table, *, after: int = 0) -> Iterator[Record]:
    """Yield the rows behind the header, or behind line ``after``; empty ones are left out.

    Cells are as many as columns: missing ones are empty, surplus ones must be empty.
    """
    width = len(table.header)
    for record in _raw_records(_Lines(_text(file, table.encoding)), table.delimiter):
        if record.line <= max(table.first_line, after):
            continue
        if record.problem:
            yield record
        elif any(cell and not cell.isspace() for cell in record.cells):
            yield _fitted(record, width)


def detect_encoding(file: Source) -> str:
    """Return the encoding of a whole file. Windows-1252 and a Mac's are told apart by what would be read.

    Raises:
        InvalidImport: the file is empty or a workbook.
    """
    file.seek(0)
    head = file.read(SAMPLE)
    if not head.strip():
        raise InvalidImport("The file is empty.", field="file")
    if head.startswith(WORKBOOKS):
        raise InvalidImport("This workbook cannot be read: save it as CSV.", field="file")
    for bom, name in BOMS:
        if head.startswith(bom):
            return name
    if head[1::2].count(0) > len(head) // 5:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 5:
        return "utf-16-be"
    return _eight_bit(file)


def _eight_bit(file: Source) -> str:
    file.seek(0)
    suspicious = bytearray()
    proper = broken = 0
    for line in io.BufferedReader(_Kept(file), SAMPLE):
        if line.isascii():
            continue
        decoded = line.decode("utf-8", errors="replace")
        bad = decoded.count("\ufffd")
        broken += bad
        proper += sum(1 for c in decoded if not c.isascii()) - bad
        if bad and len(suspicious) < SAMPLE:
            suspicious += line
    if proper >= broken:
        return "utf-8"  # whatever else is in it is read by the fall-back
    guess = from_bytes(bytes(suspicious), cp_isolation=["cp1252", "mac_roman"]).best()
    return guess.encoding if guess else "cp1252"


def _text(file: Source, encoding: str) -> io.TextIOWrapper:
    file.seek(0)
    return io.TextIOWrapper(io.BufferedReader(_Kept(file), SAMPLE), encoding=encoding, errors=FALLBACK, newline="")


class _Kept(io.RawIOBase):
    """A file that stays open when its text wrapper goes."""

    def __init__(self, file: Source) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Lines:
    """Lines that can be given back: what was read since the last mark is read again."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._again: deque[str] = deque()
        self._since: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._source).replace("\x00", "")
        self._since.append(line)
        self.number += 1
        return line

    def mark(self) -> None:
        self._since.clear()

    def take_first(self) -> str:
        """Give all lines since the mark back except the first, and return that one."""
        first, *rest = self._since
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)
        self._since.clear()
        return first


def _raw_records(lines: _Lines, delimiter: str) -> Iterator[Record]:
    """Read strictly; where that fails, read the first line of the failure alone and go on with the next."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.mark()
        begins = lines.number + 1
        try:
            cells = next(reader)
            if lines.number - begins < MOST_LINES:
                yield Record(begins, cells)
                continue
        except StopIteration:
            return
        except csv.Error:
            pass
        if lines.number < begins:
            return
        yield _alone(begins, lines.take_first(), delimiter)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)


def _alone(number: int, line: str, delimiter: str) -> Record:
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        return Record(number, [line[:1000]], f"The line cannot be read: {error}.")
    if any("\n" in cell or "\r" in cell for cell in cells):
        return Record(number, cells, "A quotation mark in this line is never closed.")
    return Record(number, cells)


def _fitted(record: Record, width: int) -> Record:
    cells = record.cells
    if len(cells) == width:
        return record
    if len(cells) < width:
        return Record(record.line, [*cells, *[""] * (width - len(cells))])
    surplus = [cell for cell in cells[width:] if cell.strip()]
    problem = f"The line has {len(cells)} cells, the header {width}." if surplus else ""
    return Record(record.line, cells if problem else cells[:width], problem)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[0::2])


def _unique(cells: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"Column {position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names

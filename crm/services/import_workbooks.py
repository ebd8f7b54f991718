"""Workbooks (.xlsx) as the text that an import reads: their first sheet as CSV, one line for each row of the sheet.

What a person sees in a cell is what comes in: dates as dates, telephone numbers and postal codes with all their
digits. No database here. A workbook is a zip of XML, so it is measured before it is unpacked, and read row by row.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import Any
from xml.etree.ElementTree import ParseError

from django.core.files import File
from openpyxl import load_workbook

from crm.errors import InvalidImport
from crm.services.import_files import MOST_COLUMNS

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0"  # the container of .xls, and of any workbook with a password
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # MS-OFFCRYPTO 2.1: the stream that holds the locked workbook
LARGEST = 25 * 1024 * 1024
LARGEST_UNPACKED = 250 * 1024 * 1024
MOST_ROWS = 100_000
KEPT_IN_MEMORY = 4 * 1024 * 1024
BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError,
    OSError, RuntimeError,
)  # fmt: skip
UNREADABLE = "This workbook cannot be read. Open it, save it again as .xlsx or CSV, and bring that."
_MASK = re.compile(r"0[0 ()-]*")  # number formats that only place digits: 00000, 00000-0000


def as_text(file: "File[bytes]") -> "File[bytes]":
    """Return an upload as text: the first visible sheet of a workbook as UTF-8 CSV, anything else as it came.

    Rows keep their numbers, so "line 12" is row 12 of the sheet; a line break inside a cell becomes a space.

    Raises:
        InvalidImport: the workbook has a password, is of the old kind, broken, or too large.
    """
    file.seek(0)
    head = file.read(len(ZIP))
    file.seek(0)
    if head == COMPOUND:
        raise InvalidImport(_why_closed(file), field="file")
    return _sheet_of(file) if head == ZIP else file


def _why_closed(file: "File[bytes]") -> str:
    tail = b""
    for part in file.chunks():
        if ENCRYPTED in tail + part:
            return "This workbook has a password. Save it without one, or as CSV."
        tail = part[-len(ENCRYPTED) :]
    return "This is a workbook of the old kind (.xls). Save it as .xlsx or CSV."


def _sheet_of(file: "File[bytes]") -> "File[bytes]":
    if file.size > LARGEST:
        raise InvalidImport(f"A workbook may have {LARGEST // 1024**2} MB at most. Save it as CSV.", field="file")
    try:
        _measure(file)
        with closing(load_workbook(file, read_only=True, data_only=True, keep_links=False)) as book:
            sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
            sheet.reset_dimensions()  # what the file says of its own size is often wrong
            return _written(sheet.iter_rows(max_col=MOST_COLUMNS + 1), f"{_stem(file)} ({sheet.title}).csv")
    except StopIteration:
        raise InvalidImport("This workbook has no sheet with rows.", field="file") from None
    except BROKEN as error:
        raise InvalidImport(UNREADABLE, field="file") from error


def _measure(file: "File[bytes]") -> None:
    """Refuse what would unpack to more than memory should hold. A zip gives back no more than it says here."""
    with zipfile.ZipFile(file) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > LARGEST_UNPACKED:
        raise InvalidImport("This workbook is too large when unpacked. Save the sheet as CSV.", field="file")


def _written(rows: Iterator[tuple[Any, ...]], name: str) -> "File[bytes]":
    kept: Any = SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115  closed with the upload
    text = io.TextIOWrapper(kept, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    blank = written = 0
    for row in rows:
        cells = [_as_seen(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            blank += 1
            continue
        if written == MOST_ROWS + 1:  # the header is one more
            raise InvalidImport(f"A workbook may have {MOST_ROWS:,} rows at most. Save it as CSV.", field="file")
        writer.writerows([[]] * blank)
        writer.writerow(cells)
        blank, written = 0, written + 1
    text.detach()
    kept.seek(0)
    return File(kept, name=name)


def _as_seen(cell: Any) -> str:
    """Return a cell as its reader sees it; an error such as #N/A is nothing."""
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    if isinstance(value, datetime | date | time | timedelta):
        return _moment(value)
    return " ".join(str(value).splitlines())


def _number(value: float, mask: str) -> str:
    """Return a number without exponent or a trailing .0, in the places that its format gives it."""
    plain = format(Decimal(repr(value)), "f")
    whole, _, fraction = plain.partition(".")
    if fraction.strip("0"):
        return plain
    if not _MASK.fullmatch(mask) or whole.startswith("-"):
        return whole
    digits = list(whole.zfill(mask.count("0")))
    placed = [digits.pop() if place == "0" else place for place in reversed(mask)]
    return "".join(digits) + "".join(reversed(placed))


def _moment(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, datetime):
        value = value.replace(microsecond=0)
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    return str(value)


def _stem(file: "File[bytes]") -> str:
    return PurePath(file.name or "workbook.xlsx").stem

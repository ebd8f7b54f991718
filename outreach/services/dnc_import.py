"""Bring a do-not-call list in: read, copied to the database and put in force in one transaction, or not at all."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.db import connection, transaction

from crm.models import Agent, Brokerage
from outreach.compliance.dnc_file import Entry, UnreadableList, read_text, read_xml
from outreach.compliance.explain import STATE_NAMES
from outreach.models import DncList
from outreach.models.lists import NATIONAL
from outreach.states import ListForm
from realestate.lib import clock

LARGEST = 2 * 1024**3  # unpacked; the whole country is some 250 million lines, one area code at most eight million
CHUNK = 1 << 20
LONGEST_ROW = 200
BLOCK = 5_000
MOST_REJECTED, FEW = 0.05, 5  # a file of which more is refused is another kind of file

# Raw SQL because of its size: millions of rows in one statement each. Both take the list, which has its brokerage.
KEEP = """
INSERT INTO outreach_dncnumber (list_id, number, brokerage_id)
SELECT %(list)s, held.number, held.brokerage_id FROM outreach_dncnumber held
WHERE held.list_id = %(before)s
  AND NOT EXISTS (SELECT 1 FROM dnc_incoming gone WHERE gone.number = held.number AND NOT gone.is_on)
"""
ADD = """
INSERT INTO outreach_dncnumber (list_id, number, brokerage_id)
SELECT DISTINCT %(list)s, number, %(brokerage)s FROM dnc_incoming WHERE is_on
ON CONFLICT (list_id, number) DO NOTHING
"""


@dataclass
class _Count:
    read: int = 0
    rejected: int = 0


@transaction.atomic
def load(
    file: IO[bytes],
    *,
    brokerage: Brokerage,
    registry: str,
    list_date: date,
    area_code: str = "",
    is_change: bool = False,
    filename: str = "",
    agent: Agent | None = None,
) -> DncList:
    """Put a list in force and return it; the one before is gone in the same moment.

    Args:
        file: the download as it came: text or XML, zipped or not.
        registry: ``national`` or a state's two letters.
        area_code: of a national file, which holds one each.
        is_change: it says only what changed since the list in force.
    Raises:
        UnreadableList: not such a file, for another area code, older than what is in force, or a change of nothing.
    """
    _check(registry, area_code, list_date)
    # One load of a list at a time: the brokerage's row is the lock.
    Brokerage.objects.select_for_update(of=("self",)).get(pk=brokerage.pk)
    before = DncList.objects.filter(registry=registry, area_code=area_code, is_current=True).first()
    _refuse_out_of_turn(before, list_date, is_change=is_change)
    row = DncList.objects.create(
        registry=registry,
        area_code=area_code,
        list_date=list_date,
        form=ListForm.CHANGE if is_change else ListForm.FULL,
        filename=filename[-200:],
        checksum=_checksum(file),
        agent=agent,
        loaded_at=clock.now(),
    )
    with connection.cursor() as cursor:
        row.rejected = _take_in(cursor, _entries(file, area_code=area_code, is_change=is_change), is_change=is_change)
        _fill(cursor, row, before if is_change else None)
        _put_in_force(cursor, row, before)
    return row


def _refuse_out_of_turn(before: DncList | None, list_date: date, *, is_change: bool) -> None:
    if before and list_date < before.list_date:
        raise UnreadableList(f"The list in force is newer: it is of {before.list_date:%B %-d, %Y}.", field="list_date")
    if is_change and before is None:
        raise UnreadableList(
            "There is no full list yet that this could change. Load the full list first.", field="file"
        )


def _take_in(cursor: Any, entries: Iterator[Entry | None], *, is_change: bool) -> int:
    """Copy the entries of a file into ``dnc_incoming`` and return how many of its lines were rejected."""
    count = _Count()
    cursor.execute("DROP TABLE IF EXISTS pg_temp.dnc_incoming")  # of an earlier load in this transaction
    cursor.execute("CREATE TEMP TABLE dnc_incoming (number bigint, is_on boolean) ON COMMIT DROP")
    with cursor.copy("COPY dnc_incoming (number, is_on) FROM STDIN") as copy:
        for block in _copied(entries, count):
            copy.write(block)
    _refuse_wrong_file(count, is_change=is_change)
    return count.rejected


def _check(registry: str, area_code: str, list_date: date) -> None:
    if registry != NATIONAL and registry not in STATE_NAMES:
        raise UnreadableList(f"There is no list “{registry}”. Write national, or a state such as FL.", field="registry")
    is_code = len(area_code) == 3 and area_code.isdecimal() and area_code[0] not in "01"
    if registry == NATIONAL and not is_code:
        raise UnreadableList("The national list comes by area code: say which, such as 407.", field="area_code")
    if registry != NATIONAL and area_code:
        raise UnreadableList("A state’s list is one file for all its area codes.", field="area_code")
    if list_date > clock.now().date():
        raise UnreadableList("The list’s date lies ahead of today.", field="list_date")


def _checksum(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while part := file.read(CHUNK):
        digest.update(part)
    file.seek(0)
    return digest.hexdigest()


def _entries(file: IO[bytes], *, area_code: str, is_change: bool) -> Iterator[Entry | None]:
    """Yield the rows of a file, unpacked if it is packed."""
    content = _unpacked(file)
    head = content.read(512)
    content.seek(0)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        yield from read_xml(content, area_code=area_code, is_change=is_change)
    elif b"\0" in head:
        raise UnreadableList("This is neither text nor XML.", field="file")
    else:
        yield from read_text(_lines(content), area_code=area_code, is_change=is_change)


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    if not zipfile.is_zipfile(file):
        file.seek(0)
        return file
    archive = zipfile.ZipFile(file)
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) != 1 or members[0].file_size > LARGEST:
        raise UnreadableList("The archive should hold one list and nothing else.", field="file")
    try:
        return archive.open(members[0])
    except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        raise UnreadableList(f"The archive cannot be opened: {error}", field="file") from error


def _lines(content: IO[bytes]) -> Iterator[str]:
    """Yield lines; one longer than any row comes in pieces, each of which is rejected."""
    try:
        while line := content.readline(LONGEST_ROW):
            yield line.decode("ascii", errors="replace").lstrip("\ufffd")
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise UnreadableList("The archive is damaged. Download it again.", field="file") from error


def _copied(entries: Iterator[Entry | None], count: _Count) -> Iterator[str]:
    """Yield blocks of COPY lines: one write for many rows."""
    block: list[str] = []
    for entry in entries:
        count.read += 1
        if entry is None:
            count.rejected += 1
            continue
        block.append(f"{entry.digits}\t{'t' if entry.is_on else 'f'}\n")
        if len(block) == BLOCK:
            yield "".join(block)
            block.clear()
    yield "".join(block)


def _refuse_wrong_file(count: _Count, *, is_change: bool) -> None:
    """A list of another area code, or another kind of file, shows in its rows."""
    if not is_change and count.read == count.rejected:
        raise UnreadableList("No row is a number of this list. Is it the right area code?", field="file")
    if count.rejected > MOST_REJECTED * count.read + FEW:
        said = f"{count.rejected:,} of {count.read:,} rows are no numbers of this list."
        raise UnreadableList(f"{said} Is it the right file and area code?", field="file")


def _fill(cursor: Any, row: DncList, before: DncList | None) -> None:
    """Write the list's numbers: those of the file; for a change, those before with what was added and taken off."""
    if before:
        cursor.execute(KEEP, {"list": row.pk, "before": before.pk})
        row.removed = before.rows - cursor.rowcount
    cursor.execute(ADD, {"list": row.pk, "brokerage": row.brokerage_id})
    row.added = cursor.rowcount
    row.rows = row.added + (before.rows - row.removed if before else 0)


def _put_in_force(cursor: Any, row: DncList, before: DncList | None) -> None:
    if before:
        DncList.objects.filter(pk=before.pk).update(is_current=False)
        cursor.execute("DELETE FROM outreach_dncnumber WHERE list_id = %s", [before.pk])
    row.is_current = True
    row.save(update_fields=["rows", "added", "removed", "rejected", "is_current", "updated_at"])

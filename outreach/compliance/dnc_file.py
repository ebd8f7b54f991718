"""Reader of do-not-call list files: national ones of one area code, and a state's list of all its area codes.

A full list holds one number a line, as ``407,5550142`` or ``4075550142``. A change list adds further items, among
them ``A`` (added) or ``D`` (deleted). The same comes as XML: ``<ac val="407"><ph val="5550142"/></ac>``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any
from xml.parsers import expat

from realestate.lib.errors import DomainError

ROW = re.compile(r"(\d{3}),?(\d{7})", re.ASCII)
CHANGE = re.compile(r"(\d{3}),?(\d{7})((?:,[^,]*)+)", re.ASCII)
ACTIONS = {"a": True, "add": True, "added": True, "d": False, "delete": False, "deleted": False}
CHUNK = 1 << 16


class UnreadableList(DomainError):
    """The file is no do-not-call list that we can read."""

    code = "unreadable_list"


@dataclass(frozen=True, kw_only=True)
class DncFile:
    """The numbers of a file in E.164, in order and once each, and how many rows were no number of its area code."""

    numbers: tuple[str, ...]
    rejected: int


@dataclass(frozen=True)
class Entry:
    """One row: ten digits, and whether the number is on the list (a change list may take it off)."""

    digits: str
    is_on: bool


def read_dnc_lines(area_code: str, lines: Iterable[str]) -> DncFile:
    """Return the numbers of a full list's lines. Empty lines are skipped; a number that comes twice is kept once.

    Rows of another area code and rows that are no ten digits are rejected, not guessed at.
    """
    numbers: dict[str, None] = {}
    rejected = 0
    for entry in read_text(lines, area_code=area_code, is_change=False):
        if entry is None:
            rejected += 1
        else:
            numbers[f"+1{entry.digits}"] = None
    return DncFile(numbers=tuple(numbers), rejected=rejected)


def read_text(lines: Iterable[str], *, area_code: str, is_change: bool) -> Iterator[Entry | None]:
    """Yield the rows of a text file, None for each that is rejected; empty lines are skipped.

    Args:
        area_code: the only one allowed; empty takes any.
        is_change: rows must then say what changed, and rows of a full list must not.
    """
    for line in lines:
        row = line.strip()
        if row:
            yield _changed(row, area_code) if is_change else _listed(row, area_code)


def read_xml(file: IO[bytes], *, area_code: str, is_change: bool) -> Iterator[Entry | None]:
    """Yield the rows of an XML file, as ``read_text`` does.

    Raises:
        UnreadableList: it is no XML, or one that declares entities of its own.
    """
    found: list[Entry | None] = []
    inside = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag == "ac":
            inside = attributes.get("val", "")
        elif tag == "ph":
            row = f"{inside}{attributes.get('val', '')}"[-10:]
            action = next((value for key, value in attributes.items() if value.lower() in ACTIONS), "")
            found.append(_changed(f"{row},{action}", area_code) if is_change else _listed(row, area_code))

    def refuse(*_: Any) -> None:
        raise UnreadableList("This XML declares a document type, which no list does.")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    try:
        while part := file.read(CHUNK):
            parser.Parse(part, False)
            yield from found
            found.clear()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableList(f"This is no XML that can be read: {error}.") from error
    yield from found


def _listed(row: str, area_code: str) -> Entry | None:
    match = ROW.fullmatch(row)
    return Entry(match[1] + match[2], True) if match and match[1] == (area_code or match[1]) else None


def _changed(row: str, area_code: str) -> Entry | None:
    match = CHANGE.fullmatch(row)
    if not match or match[1] != (area_code or match[1]):
        return None
    said = {ACTIONS[item] for item in (part.strip().lower() for part in match[3].split(",")) if item in ACTIONS}
    return Entry(match[1] + match[2], said.pop()) if len(said) == 1 else None

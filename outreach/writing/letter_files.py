"""Letters as files: pages for the printer, and rows for a mail house.

A page is US Letter, folded in three for a No. 10 window envelope: the address stands where the window is. What the
letter says ends before the foot, which holds the code, the square that opens the answer page, and who wrote.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

import segno

from outreach.writing.letters import END, answer_url
from realestate.lib import text
from realestate.lib.postal import PostalAddress

if TYPE_CHECKING:
    from fpdf import FPDF

POINTS = 72  # to the inch
LEFT, RIGHT, TOP = 0.875, 0.875, 0.55  # inches
WINDOW = 2.05  # from the page's top to the first line of the address: 0.5 to 1.6 inches above the fold's foot
WORDS = 3.85  # from the page's top: below the first fold
FOOT = 9.15
SQUARE = 1.1
SIZES = (11.5, 11, 10.5, 10, 9.5, 9)  # points; the largest that fits the page is taken
LEADING = 1.32
FONT = "Times"
SAMPLE = "SAMPLE - not for mailing"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One letter, ready to be set. ``words`` is the final text with its end."""

    sender: tuple[str, ...]
    recipient: str
    address: PostalAddress
    words: str
    code: str
    written_on: date


def pdf(sheets: Iterable[Sheet], *, title: str, is_sample: bool) -> bytes:
    """Return the letters as one PDF, a page each.

    Args:
        is_sample: says so across each page, for previews and for demo brokerages.
    """
    from fpdf import FPDF  # noqa: PLC0415 - takes seconds to load, and few processes ever print

    paper = FPDF(unit="in", format="letter")
    paper.set_auto_page_break(False)
    paper.set_margins(LEFT, TOP, RIGHT)
    paper.set_title(_set(title))
    paper.set_creator("Homestretch")
    for sheet in sheets:
        paper.add_page()
        if is_sample:
            _stamp(paper)  # first, so that the words stand on it
        _page(paper, sheet)
    return bytes(paper.output())


def rows(sheets: Iterable[Sheet]) -> Iterator[str]:
    """Yield the letters as lines of a CSV file, the heading first, as mail houses take them."""
    line = io.StringIO()
    writer = csv.writer(line)
    heading = ["name", "street", "city", "state", "postal_code", "code", "answer_url", "words"]
    for values in (heading, *(_row(sheet) for sheet in sheets)):
        writer.writerow([text.cell(value) for value in values])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _row(sheet: Sheet) -> list[str]:
    at = sheet.address
    return [
        sheet.recipient, at.street, at.city, at.state, at.postal_code, sheet.code, answer_url(sheet.code), sheet.words,
    ]  # fmt: skip


def _page(paper: "FPDF", sheet: Sheet) -> None:
    words, _, end = sheet.words.partition(END)
    _lines(paper, LEFT, TOP, sheet.sender, size=10, bold_first=True)
    at = sheet.address
    _lines(paper, LEFT, WINDOW, (sheet.recipient, at.street, at.last_line), size=11.5)
    paper.set_font(FONT, size=10.5)
    paper.set_xy(LEFT, WORDS - 0.35)
    paper.cell(text=_set(f"{sheet.written_on:%B} {sheet.written_on.day}, {sheet.written_on.year}"))
    _words(paper, words)
    _foot(paper, sheet, end)


def _words(paper: "FPDF", words: str) -> None:
    """Set the words in the largest size that leaves the foot free."""
    width, room = paper.w - LEFT - RIGHT, FOOT - WORDS - 0.1
    for size in SIZES:
        paper.set_font(FONT, size=size)
        height = size * LEADING / POINTS
        found = paper.multi_cell(width, height, _set(words), align="L", dry_run=True, output="LINES")
        lines = cast("list[str]", found)
        if len(lines) * height <= room:
            break
    for place, line in enumerate(lines):  # broken once: breaking lines is most of the work
        paper.set_xy(LEFT, WORDS + place * height)
        if line:
            paper.cell(text=line)


def _foot(paper: "FPDF", sheet: Sheet, end: str) -> None:
    paper.set_draw_color(150)
    paper.set_line_width(0.006)
    paper.line(LEFT, FOOT, paper.w - RIGHT, FOOT)
    _square(paper, answer_url(sheet.code), paper.w - RIGHT - SQUARE, FOOT + 0.13)
    paper.set_xy(LEFT, FOOT + 0.16)
    paper.set_font(FONT, size=9.5)
    paper.multi_cell(paper.w - LEFT - RIGHT - SQUARE - 0.3, 9.5 * LEADING / POINTS, _set(end), align="L")


def _square(paper: "FPDF", url: str, x: float, y: float) -> None:
    """Draw the code that a phone's camera opens, module by module: sharp at any resolution."""
    matrix = segno.make(url, micro=False, error="m").matrix
    module = SQUARE / len(matrix)
    paper.set_fill_color(0)
    for row, line in enumerate(matrix):
        start = 0
        while start < len(line):
            end = start
            while end < len(line) and line[end]:
                end += 1
            if end > start:  # one rectangle a run: a third of the drawing
                paper.rect(x + start * module, y + row * module, (end - start) * module, module, style="F")
            start = end + 1


def _lines(paper: "FPDF", x: float, y: float, lines: Iterable[str], *, size: float, bold_first: bool = False) -> None:
    height = size * 1.25 / POINTS
    for place, line in enumerate(lines):
        paper.set_font(FONT, style="B" if bold_first and place == 0 else "", size=size)
        paper.set_xy(x, y + place * height)
        paper.cell(text=_set(line))


def _stamp(paper: "FPDF") -> None:
    paper.set_font("Helvetica", style="B", size=34)
    paper.set_text_color(200)
    with paper.rotation(32, paper.w / 2, paper.h / 2):
        paper.set_xy(0, paper.h / 2)
        paper.cell(paper.w, text=SAMPLE, align="C")
    paper.set_text_color(0)


def _set(words: str) -> str:
    """Return words in the letters that every printer's own fonts have (Latin-1); others lose their marks."""
    plain = text.plain(words)
    return "".join(
        mark
        if mark.isascii() or _has(mark)
        else text.strip_accents(mark).encode("latin-1", "replace").decode("latin-1")
        for mark in plain
    )


def _has(mark: str) -> bool:
    try:
        mark.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True

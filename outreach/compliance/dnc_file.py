"""Reader of a do-not-call list file: one number a line, as ``407,5550142`` or ``4075550142``, one area code a file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

ROW = re.compile(r"(\d{3}),?(\d{7})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class DncFile:
    """The numbers of a file in E.164, in order and once each, and how many rows were no number of its area code."""

    numbers: tuple[str, ...]
    rejected: int


def read_dnc_lines(area_code: str, lines: Iterable[str]) -> DncFile:
    """Return the numbers of a list file. Empty lines are skipped; a number that comes twice is kept once.

    Rows of another area code and rows that are no ten digits are rejected, not guessed at.
    """
    numbers: dict[str, None] = {}
    rejected = 0
    for line in lines:
        row = line.strip()
        if not row:
            continue
        match = ROW.fullmatch(row)
        if match and match[1] == area_code:
            numbers[f"+1{match[1]}{match[2]}"] = None
        else:
            rejected += 1
    return DncFile(numbers=tuple(numbers), rejected=rejected)

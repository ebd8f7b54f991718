"""Promises, deeds, states and features of homes, and who claims to be speaking: by the words of ``promises.yaml``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import Pattern

from realestate.llm.claims.patterns import PatternFile
from realestate.llm.claims.reading import Claim, Sheet, is_open_question

# Asking for a wish states nothing: "Do you need a garage?" A promise or a deed counts in a question too.
MAY_BE_ASKED = {"status"}


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that can be said, in any of its words."""

    name: str
    kind: str
    pattern: Pattern[str]


def find(sheet: Sheet) -> Iterator[Claim]:
    """Yield what a text promises, asserts or says to have done."""
    for sentence in sheet.sentences():
        asks = is_open_question(sentence)
        for saying in _sayings():
            found = saying.pattern.search(sentence)
            if found and not (asks and saying.kind in MAY_BE_ASKED):
                yield Claim(saying.kind, found[0], saying.name)


def told(text: str) -> set[str]:
    """Return the names of all that a fact says, questions included."""
    return {saying.name for saying in _sayings() if saying.pattern.search(text)}


@cache
def _sayings() -> list[Saying]:
    """Read the file at the first text: a web process that checks none does not compile it."""
    file = PatternFile(Path(__file__).with_name("promises.yaml"))
    return [
        Saying(
            line["name"], line["kind"], re.compile(rf"(?<![\w'])(?:{file.either(line['says'])})(?!\w)", re.IGNORECASE)
        )
        for line in file.table["said"]
    ]

"""Street addresses, with or without a number, and postal codes. Pure."""

import re
from collections.abc import Iterator

from realestate.llm.claims.reading import Claim, Sheet, tokens

# As the postal service writes them, with the long form each stands for.
SUFFIXES = {
    "ave": "avenue", "av": "avenue", "blvd": "boulevard", "cir": "circle", "ct": "court", "cv": "cove", "dr": "drive",
    "hwy": "highway", "ln": "lane", "pkwy": "parkway", "pl": "place", "rd": "road", "sq": "square", "st": "street",
    "ter": "terrace", "terr": "terrace", "trl": "trail", "wy": "way", "xing": "crossing", "pt": "point", "lp": "loop",
}  # fmt: skip
LONG = {
    *SUFFIXES.values(),
    "way",
    "loop",
    "run",
    "row",
    "path",
    "alley",
    "plaza",
    "crossing",
    "ridge",
    "calle",
    "avenida",
}
DIRECTIONS = {"n": "north", "s": "south", "e": "east", "w": "west", "ne": "northeast", "nw": "northwest",
              "se": "southeast", "sw": "southwest"}  # fmt: skip
ALIKE = SUFFIXES | DIRECTIONS | {"apartment": "apt", "suite": "apt", "unit": "apt", "ste": "apt", "lot": "apt"}

_SUFFIX = "|".join(sorted({*SUFFIXES, *LONG}, key=len, reverse=True))
_CAPITALS = "|".join(sorted({word.capitalize() for word in {*SUFFIXES, *LONG}}, key=len, reverse=True))
_FLAT = r"(?:apt|apartment|unit|suite|ste|lot|#)\.?\s*#?\s*[a-z]?\d+[a-z]?"
_UNIT = rf"(?:,?\s*{_FLAT})"
NUMBERED = re.compile(
    rf"\b\d{{1,6}}[a-z]?(?:-\d+)?\s+(?:(?:[nsew]|[ns][ew]|north|south|east|west)\.?\s+)?"
    rf"(?:[\w'.-]+\s+){{1,4}}?(?:{_SUFFIX})\b\.?{_UNIT}?",
    re.IGNORECASE,
)
NAMED = re.compile(rf"\b(?:[A-Z][\w'-]*\s+){{1,3}}(?:{_CAPITALS})\b\.?{_UNIT}?")
SPANISH = re.compile(r"\b(?:calle|avenida|carretera)\s+[\w'-]+(?:\s+\d+)?", re.IGNORECASE)
BOX_OR_UNIT = re.compile(rf"\bP\.?\s?O\.?\s?Box\s+\d+|(?<!\w){_FLAT}", re.IGNORECASE)
POSTAL_CODE = re.compile(r"\b[A-Z]{2},?\s+\d{5}(?:-\d{4})?\b|\b\d{5}-\d{4}\b")


def find(sheet: Sheet) -> Iterator[Claim]:
    """Yield the addresses of a text."""
    for pattern in (NUMBERED, NAMED, SPANISH, BOX_OR_UNIT, POSTAL_CODE):
        for found in sheet.take(pattern):
            yield Claim("address", found[0].strip(), spelled(found[0]))


def spelled(text: str) -> tuple[str, ...]:
    """Return the parts of an address in one spelling: "12 Alder Ct." and "12 Alder Court" are the same."""
    return tuple(ALIKE.get(token, token) for token in tokens(text))

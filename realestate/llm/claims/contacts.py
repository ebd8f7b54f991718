"""Links, mail addresses and phone numbers, also where they are spelled out to slip through. Pure."""

import re
from collections.abc import Iterator

from realestate.llm.claims.reading import Claim, Sheet

_ENDS = (
    "com|net|org|io|co|us|info|biz|ly|me|app|dev|link|realty|homes|house|properties|xyz|site|online|example|gov|edu|tv"
    "|gl|gg|page|shop|top|club|live|ai|mx|cc|ru|cn"
)
LINK = re.compile(
    rf"(?:h(?:tt|xx)ps?\s?:\s?/\s?/|www\.)\S+|(?<![@\w.-])(?:[a-z0-9-]+\.)+(?:{_ENDS})(?![a-z])(?:/\S*)?", re.IGNORECASE
)
HIDDEN_LINK = re.compile(
    rf"\b[a-z0-9-]+\s?(?:[\[({{]\s?(?:dot|\.)\s?[\])}}]|\sdot\s|\spunto\s|\s\.\s?)\s?(?:{_ENDS})\b(?:\s?/\s?\S+)?",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
HIDDEN_EMAIL = re.compile(
    rf"\b[\w.+-]+\s?(?:[\[({{]\s?at\s?[\])}}]|\sarroba\s)\s?[\w-]+\s?(?:[\[({{]\s?dot\s?[\])}}]|\sdot\s|\spunto\s|\.)"
    rf"\s?(?:{_ENDS})\b",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"(?<!\w)\+\d[\d\s().-]{7,17}\d(?!\w)"
    r"|(?<![\w.$])(?:1[\s.-]{0,2})?(?:\(\d{3}\)|\d{3})[\s./-]{0,3}\d{3}[\s.-]{0,3}\d{4}(?!\w)"
    r"|(?<![\w.$])\d{3}[\s.-]\d{4}(?!\w)"
)
_DIGIT = (
    r"(?:\d|oh|zero|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
)
SPELLED_PHONE = re.compile(rf"\b{_DIGIT}(?:[\s,.-]+{_DIGIT}){{4,}}\b", re.IGNORECASE)
NAMED_LINK = re.compile(
    r"\b(?:click|tap|follow|visit|open)\b[^.!?\n]{0,20}\b(?:link|site|website|page|here|below|button)\b"
    r"|\b(?:this|the) link\b|\bscan (?:the|this) (?:qr )?code\b",
    re.IGNORECASE,
)


def find(sheet: Sheet) -> Iterator[Claim]:
    """Yield the ways to reach somebody or something that a text names."""
    for pattern in (EMAIL, HIDDEN_EMAIL):
        for found in sheet.take(pattern):
            yield Claim("email", found[0], re.sub(r"\s", "", found[0]).casefold())
    for found in sheet.take(LINK):
        yield Claim("link", found[0], address(found[0]))
    for found in sheet.take(HIDDEN_LINK):
        yield Claim("link", found[0], found[0].casefold())
    for found in sheet.take(NAMED_LINK):
        yield Claim("link", found[0], "a link")
    for found in sheet.take(PHONE):
        yield Claim("phone", found[0].strip(), re.sub(r"\D", "", found[0])[-10:])
    for found in sheet.take(SPELLED_PHONE):
        yield Claim("phone", found[0], found[0].casefold())


def address(link: str) -> str:
    """Return a link in one spelling: without scheme, "www." and what only ends a sentence."""
    bare = re.sub(r"^(?:h(?:tt|xx)ps?\s?:\s?/\s?/)?(?:www\.)?", "", link.casefold())
    return bare.rstrip(".,;:!?)\"'>").rstrip("/")

"""Text: how many segments a message costs, how to cut it without breaking a word, letters without accents.

Source: 3GPP TS 23.038 (alphabet) and 23.040 (concatenation).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape and a character: two units each
TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u200b": "", "•": "-"}
)
ELLIPSIS = "..."
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet begins to reckon at


class Alphabet(StrEnum):
    """How a text is coded. One character outside GSM-7 makes the whole text UCS-2."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


ROOM = {Alphabet.GSM7: (160, 153), Alphabet.UCS2: (70, 67)}  # alone, and as part of several


@dataclass(frozen=True)
class SmsSize:
    """What a text costs: alphabet, units used, segments billed, and units left in the last segment."""

    alphabet: Alphabet
    units: int
    segments: int
    left: int


def sms_size(text: str) -> SmsSize:
    """Return the size of a text. No character is split between two segments, so some room may stay unused."""
    alphabet = Alphabet.GSM7 if set(text) <= GSM_BASIC | GSM_EXTENDED else Alphabet.UCS2
    widths = [_width(character, alphabet) for character in text]
    alone, part = ROOM[alphabet]
    if sum(widths) <= alone:
        return SmsSize(alphabet, sum(widths), 1 if text else 0, alone - sum(widths))
    segments, used = 1, 0
    for width in widths:
        if used + width > part:
            segments, used = segments + 1, 0
        used += width
    return SmsSize(alphabet, sum(widths), segments, part - used)


def plain(text: str) -> str:
    """Return the text with typographic quotes, dashes and dots replaced, which alone would double its segments."""
    return text.translate(TYPOGRAPHY)


def cell(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def trim(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut at a word, with dots where something is missing."""
    if len(text) <= limit:
        return text
    if limit <= len(ELLIPSIS):
        return ELLIPSIS[: max(limit, 0)]
    room = text[: limit - len(ELLIPSIS) + 1]
    spaces = [place for place, character in enumerate(room) if character.isspace()]
    cut = room[: spaces[-1]] if spaces else room[:-1]
    return cut.rstrip(" ,;:-") + ELLIPSIS


def listed(names: Sequence[str]) -> str:
    """Return names as in a sentence: "Winter Park, College Park and Baldwin Park"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def strip_accents(text: str) -> str:
    """Return text without accents and other combining marks: ``quíteme`` is ``quiteme``."""
    if text.isascii():
        return text
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))


def _width(character: str, alphabet: Alphabet) -> int:
    if alphabet is Alphabet.GSM7:
        return 2 if character in GSM_EXTENDED else 1
    return len(character.encode("utf-16-le")) // 2  # an emoji is a pair of units

"""A text as the finders of claims read it: in plain letters, cut into sentences, its found parts crossed out. Pure."""

import re
import unicodedata
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from re import Pattern

TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‑": "-", "…": "...", "•": "-"}
)
CROSSED_OUT = "\x00"
SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\S)[^.!?\n]*)*[.!?]*", re.UNICODE)
TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a text states.

    Attributes:
        kind: price, percent, number, date, time, phone, email, link, address, name, promise, status, action, identity,
            leak, letters, markup.
        words: as it stands in the text.
        key: its meaning, spelled in one way, so that "$412K" and "412,000 dollars" are the same.
    """

    kind: str
    words: str
    key: Hashable


def plain(text: str) -> str:
    """Return a text in plain letters: full-width digits, odd quotes and invisible characters hide nothing from us."""
    folded = unicodedata.normalize("NFKC", text).translate(TYPOGRAPHY)
    return "".join(" " if _is_odd_space(c) else c for c in folded if unicodedata.category(c) != "Cf")


def _is_odd_space(character: str) -> bool:
    return character != "\n" and (character.isspace() or unicodedata.category(character) == "Cc")


def folded(word: str) -> str:
    """Return a word in small letters without accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def tokens(text: str) -> list[str]:
    """Return the words and numbers of a text, folded; "Dana's" counts as "dana"."""
    return [folded(found[0]).removesuffix("'s") for found in TOKEN.finditer(text)]


def holds(line: list[str], part: tuple[str, ...]) -> bool:
    """Return whether the words of ``part`` stand in ``line`` one after the other."""
    size = len(part)
    return any(tuple(line[at : at + size]) == part for at in range(len(line) - size + 1))


@dataclass
class Sheet:
    """A text of which each part is claimed once: what one finder took is crossed out for the next."""

    text: str
    left: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = plain(self.text)
        self.left = self.text

    def take(self, pattern: Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield each match in what is left, and cross it out."""
        for found in list(pattern.finditer(self.left)):
            if CROSSED_OUT in found[0]:
                continue
            yield found
            size = len(found[0].rstrip(" .,\n"))  # what ends a sentence goes on ending it
            self.left = self.left[: found.start()] + CROSSED_OUT * size + self.left[found.start() + size :]

    def sentences(self) -> Iterator[str]:
        """Yield the sentences, questions with their mark."""
        for found in SENTENCE.finditer(self.text):
            if found[0].strip():
                yield found[0].strip()


def is_open_question(sentence: str) -> bool:
    """Return whether a sentence only asks. "Did you know that …?" tells."""
    return sentence.endswith("?") and not re.match(r"(?i)\W*(?:did you know|guess what|you know what)\b", sentence)

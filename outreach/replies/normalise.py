"""What the person themselves wrote, in a spelling that rules can read.

Quoted history, signatures and reactions go first: our own footer says STOP, and quoting it is not asking for it.
"""

import re
import unicodedata
from dataclasses import dataclass

from realestate.lib.text import strip_accents

REACTION = re.compile(
    r"\s*(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted .{1,12} to|removed an? \w+ from"
    r"|le gusto|me gusta|le encanto|gostou de|amou|\W{1,4} to)\s*[“\"«„](?P<quoted>.*)[”\"»“]\s*",
    re.IGNORECASE | re.DOTALL,
)
HISTORY_START = re.compile(
    r"^[ \t]*(?:on\b[^\n]{0,200}?(?:\n[^\n]{0,120})?\bwrote:|el\b[^\n]{0,200}\bescribio:|em\b[^\n]{0,200}\bescreveu:"
    r"|-{2,}\s*(?:original|forwarded) message\s*-{2,}|_{8,}|from:[^\n]+\n(?:sent|date|to):[^\n]*)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
SIGNATURE_START = re.compile(r"^--\s*$", re.MULTILINE)
DEVICE_LINE = re.compile(r"^\s*(?:sent from my|get outlook for|enviado desde mi|enviado do meu).*$", re.I | re.M)
QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)

LOOK_ALIKES = str.maketrans(
    "аеорсухтнквмзѕіјԁԛԝɡοαερτυνικηхβ",
    "aeopcyxthkbm3sijdqwgoaeptuvikhxb",
)  # Cyrillic and Greek letters that are read as Latin ones
REPEATS = re.compile(r"([a-z])\1{2,}")
SPELLED_OUT = re.compile(r"\b(?:[a-z][ .\-*_]){3,}[a-z]\b")
CLAUSE_END = re.compile(r"[.!?;:,\n…]+|\s-+\s")
APOSTROPHES = re.compile(r"['’‘`´]")
NOT_WORD = re.compile(r"[^a-z0-9$%@&#]+")
FILLERS = re.compile(
    r"\b(?:please|pls|plz|plse|thanks|thank you|thx|ty|now|ok|okay|kindly|just|hi|hello|hey|sir|maam|immediately|asap"
    r"|right away|already|por favor|porfavor|gracias|ya|tanpri|silvouple|mesi|obrigad[oa])\b"
)


@dataclass(frozen=True)
class Reading:
    """A message as rules read it: ``own`` = their words as typed; ``plain`` = folded; ``clauses`` = its parts."""

    own: str
    plain: str
    clauses: tuple[str, ...]

    @property
    def core(self) -> str:
        """The plain text without polite words, for comparing a whole message with a keyword."""
        return bare(self.plain)


def read(text: str) -> Reading:
    """Return a message without quoted text, folded for rules."""
    own = own_words(text)
    folded = fold(own)
    clauses = tuple(part for part in (words(clause) for clause in CLAUSE_END.split(folded)) if part)
    return Reading(own=own, plain=" ".join(clauses), clauses=clauses)


def own_words(text: str) -> str:
    """Return the message without quoted history, signature and reactions; empty if nothing of it is the person's."""
    if REACTION.fullmatch(strip_accents(text)):
        return ""
    text = DEVICE_LINE.sub("", text.replace("\r\n", "\n"))
    text = _without_history(text)
    signature = SIGNATURE_START.search(text)
    if signature and text[: signature.start()].strip():
        text = text[: signature.start()]
    return text.strip()


def fold(text: str) -> str:
    """Return text in lower-case Latin letters; full-width, accented, look-alike and repeated ones undone."""
    text = strip_accents(unicodedata.normalize("NFKC", text).casefold())
    text = "".join(mark for mark in text if unicodedata.category(mark) != "Cf").translate(LOOK_ALIKES)
    text = SPELLED_OUT.sub(lambda match: re.sub(r"[ .\-*_]", "", match[0]), text)
    return REPEATS.sub(r"\1", text)


def words(folded: str) -> str:
    """Return folded text as words with single spaces, without apostrophes or other marks."""
    return NOT_WORD.sub(" ", APOSTROPHES.sub("", folded)).strip()


def bare(plain: str) -> str:
    """Return plain text without polite words: ``please stop now`` is ``stop``."""
    return " ".join(FILLERS.sub(" ", plain).split())


def _without_history(text: str) -> str:
    """Drop what is quoted, but keep what was written below it: some people answer at the bottom."""
    start = HISTORY_START.search(strip_accents(text)) if len(strip_accents(text)) == len(text) else None
    start = start or HISTORY_START.search(text)
    if not start:
        return QUOTED_LINE.sub("", text)
    before, after = text[: start.start()], text[start.end() :]
    if not QUOTED_LINE.search(after):
        return QUOTED_LINE.sub("", before)
    return QUOTED_LINE.sub("", before) + "\n" + QUOTED_LINE.sub("", after)

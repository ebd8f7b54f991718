"""What must not, and what had better not, be in a written text. Pure.

``refusals`` are law and house rules: a text with one is neither kept nor sent. ``advice`` is good style: length, one
question, plain words; the editor says it, and a language model's draft that does not follow it is not taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outreach.compliance import footer, wording
from outreach.compliance.lint import LintResult, fold, refusal, refused_words
from outreach.states import ANSWERING, WritingChannel
from realestate.lib import text as texts

SMS_ROOM = 160  # characters: one segment of GSM-7
WORDS: dict[str, tuple[int, int]] = {  # fewest and most
    WritingChannel.EMAIL: (200, 300),
    WritingChannel.LETTER: (120, 320),
    WritingChannel.CALL: (60, 220),
}
MOST_GRADE = 9.0  # school years that reading it takes

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d,.]*")
_STOP = re.compile(r"[.!?]+(?=\s|$)|\n\s*\n|:\s*\n")
_VOWELS = re.compile(r"[aeiouy]+")
WHY = {
    "CONTENT_PLACEHOLDER": "Something was not filled in",
    "CONTENT_DECEPTIVE": "It poses as an authority, claims a past contact, or promises rescue from foreclosure",
    "CONTENT_FAIR_HOUSING": "It describes people or a neighbourhood; fair-housing law forbids that",
    "CONTENT_VALUATION": "It calls an estimate an appraisal, or guarantees a price",
    "CONTENT_TONE": "It presses",
    "CONTENT_SHORTENER": "Carriers block shortened links",
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that would make a text better. ``code`` names the rule for graders."""

    code: str
    words: str


def refusals(subject: str, text: str, *, brand: str) -> Iterator[LintResult]:
    """Yield why a filled text must not go out, whatever the channel."""
    for part in (subject, text):
        yield from refused_words(part, brand=brand)
    short = wording.SHORTENERS.search(fold(text))
    if short:
        yield refusal("CNT-3", "CONTENT_SHORTENER", short[0])


def first_refusal(subject: str, text: str, *, brand: str) -> str:
    """Return in words why a filled text must not go out; empty if it may."""
    found = next(refusals(subject, text, brand=brand), None)
    return in_words(found) if found else ""


def in_words(found: LintResult) -> str:
    """Return a refusal as a person reads it, with the words that caused it."""
    why = WHY.get(found.reason or "", "It is against the rules")
    return f"{why}: “{found.found}”." if found.found else f"{why}."


def advice(channel: str, text: str, *, extra: int = 0) -> list[Advice]:
    """Return what would make a filled text better.

    Args:
        extra: characters that are added at its end before it goes, such as the way out.
    """
    return [*_length(channel, text, extra), *_questions(channel, text), *_plainness(channel, text)]


def added_to(channel: str, touch: str) -> int:
    """Return how many characters are added to a text that names the sender: the way out, where nobody asked us."""
    is_due = channel == WritingChannel.SMS and touch not in ANSWERING
    return len(footer.with_stop_line("")) if is_due else 0


def word_count(text: str) -> int:
    """Return how many words a text has."""
    return len(_WORD.findall(text))


def questions_in(text: str) -> int:
    """Return how many questions a text asks."""
    return len(re.findall(r"\?+", text))


def sentences_in(text: str) -> int:
    """Return how many sentences a text has."""
    return len([part for part in _STOP.split(text) if _WORD.search(part)])


def reading_grade(text: str) -> float:
    """Return how many years of school reading the text takes, by the Flesch-Kincaid grade (1975).

    Syllables are counted as groups of vowels, so names and abbreviations may count a little off.
    """
    words = [word.casefold() for word in _WORD.findall(text) if not word[0].isdigit()]
    if not words:
        return 0.0
    return 0.39 * len(words) / max(1, sentences_in(text)) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    groups = len(_VOWELS.findall(texts.strip_accents(word)))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - int(silent))


def _length(channel: str, text: str, extra: int) -> Iterator[Advice]:
    if channel == WritingChannel.SMS:
        size = len(texts.plain(text)) + extra
        if size > SMS_ROOM:
            yield Advice("length", f"With what is added it has {size} characters; {SMS_ROOM} fit into one segment.")
        return
    least, most = WORDS[channel]
    count = word_count(text)
    if not least <= count <= most:
        yield Advice("length", f"It has {count} words; {least} to {most} read best.")


def _questions(channel: str, text: str) -> Iterator[Advice]:
    asked = questions_in(text)
    if asked > 1 and channel != WritingChannel.CALL:
        yield Advice("questions", f"It asks {asked} questions; one gets more answers.")
    elif not asked and channel != WritingChannel.LETTER:
        yield Advice("questions", "It asks nothing, so there is nothing to answer.")


def _plainness(channel: str, text: str) -> Iterator[Advice]:
    grade = reading_grade(text)
    if channel != WritingChannel.SMS and grade > MOST_GRADE:
        yield Advice("plainness", f"It reads like school year {grade:.0f}; shorter sentences and words help.")

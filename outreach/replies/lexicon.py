"""Polarity of words and signs: the lexicon and the grammar of VADER, with words of ours laid over it."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

PATH = Path(__file__).parent / "polarity.yaml"
APOSTROPHES = re.compile(r"[’‘`´]")
LAST_PART = re.compile(r"[.!?]+\s+|\s(?:but|however|although|though)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Polarity:
    """Shares of good and bad words, 0 to 1, and the whole, -1 to 1."""

    positive: float
    negative: float
    compound: float


def polarity(text: str) -> Polarity:
    """Return the polarity of a text. Capitals and marks count; so write it as it came."""
    found = _analyzer().polarity_scores(straight(text))
    return Polarity(found["pos"], found["neg"], found["compound"])


def last_polarity(text: str) -> float:
    """Return the polarity of the last sentence, or of what follows "but": what a person means comes last."""
    return polarity(LAST_PART.split(text.strip())[-1]).compound


def straight(text: str) -> str:
    """Return text with plain apostrophes, so that ``don`t`` is a denial."""
    return APOSTROPHES.sub("'", text)


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    analyzer = SentimentIntensityAnalyzer()
    for words in yaml.safe_load(PATH.read_text(encoding="utf-8")).values():
        analyzer.lexicon.update({word: float(value) for word, value in words.items() if isinstance(word, str)})
    return analyzer

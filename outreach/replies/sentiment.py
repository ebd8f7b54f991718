"""Sentiment of a message, -1 to 1, by the shipped model of tone. No network, the same answer every time.

An honest measure of tone, not of intent: see ``intent`` for what a person wants.
"""

from collections.abc import Iterable, Mapping

from outreach.replies.features import features_of
from outreach.replies.shipped import models

NEGATIVE, NEUTRAL, POSITIVE = "negative", "neutral", "positive"


def score(text: str) -> float:
    """Return the tone of a message: -1 hostile, 0 neutral, 1 delighted."""
    return scored(shares(text))


def score_all(texts: Iterable[str]) -> list[float]:
    """Return the tone of each message, for batches: the models are mapped once (OUT-59)."""
    return [score(text) for text in texts]


def shares(text: str) -> dict[str, float]:
    """Return how likely a message is negative, neutral and positive; they sum to 1."""
    return models()["tone"].shares(features_of(text))


def scored(told: Mapping[str, float]) -> float:
    """Return the tone that such shares amount to."""
    return round(told[POSITIVE] - told[NEGATIVE], 3)


def tone_of(text: str, *, has_middle: bool = True) -> str:
    """Return negative, neutral or positive; without a middle, whichever of the two is likelier."""
    told = shares(text)
    if not has_middle:
        return POSITIVE if told[POSITIVE] >= told[NEGATIVE] else NEGATIVE
    return max(told, key=lambda tone: told[tone])

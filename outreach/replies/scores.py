"""How well labels were told: precision, recall and F1 by class, their mean, and how sure the mean is."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RESAMPLES = 200
SURE = 0.95

Pairs = Sequence[tuple[str, str]]
"""What a message is, and what it was taken for."""


@dataclass(frozen=True, kw_only=True)
class ClassScore:
    """One class. ``n``: how many messages are of it; rates are 0 where nothing was found or meant."""

    precision: float
    recall: float
    f1: float
    n: int


@dataclass(frozen=True, kw_only=True)
class Scores:
    """All classes of a file. ``interval``: where the mean lies with 95 % certainty, by resampling conversations."""

    classes: Mapping[str, ClassScore]
    macro_f1: float
    accuracy: float
    interval: tuple[float, float]
    n: int


def score(pairs: Pairs, groups: Sequence[str]) -> Scores:
    """Return the scores of pairs. The classes are those that messages are of; a class only guessed at costs recall.

    Args:
        groups: the conversation of each pair: those of one are drawn together.
    """
    counts = Counter(pairs)
    labels = sorted({label for label, _ in pairs})
    classes = {label: _class(counts, label) for label in labels}
    return Scores(
        classes=classes,
        macro_f1=_macro(counts, labels),
        accuracy=sum(count for (label, guess), count in counts.items() if label == guess) / len(pairs),
        interval=_interval(pairs, groups, labels),
        n=len(pairs),
    )


def _class(counts: Counter[tuple[str, str]], label: str) -> ClassScore:
    right = counts[label, label]
    meant = sum(count for (is_label, _), count in counts.items() if is_label == label)
    guessed = sum(count for (_, guess), count in counts.items() if guess == label)
    return ClassScore(
        precision=right / guessed if guessed else 0.0,
        recall=right / meant if meant else 0.0,
        f1=2 * right / (meant + guessed) if meant + guessed else 0.0,
        n=meant,
    )


def _macro(counts: Counter[tuple[str, str]], labels: Sequence[str]) -> float:
    return sum(_class(counts, label).f1 for label in labels) / len(labels)


def _interval(pairs: Pairs, groups: Sequence[str], labels: Sequence[str]) -> tuple[float, float]:
    by_group: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for pair, group in zip(pairs, groups, strict=True):
        by_group[group][pair] += 1
    drawn, chance = list(by_group.values()), random.Random(len(pairs))  # noqa: S311 - no secret
    found = []
    for _ in range(RESAMPLES):
        counts: Counter[tuple[str, str]] = Counter()
        for part in chance.choices(drawn, k=len(drawn)):
            counts.update(part)
        found.append(_macro(counts, labels))
    found.sort()
    edge = round((1 - SURE) / 2 * RESAMPLES)
    return found[edge], found[-1 - edge]

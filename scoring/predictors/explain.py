"""From exact contributions to reasons in points that sum to the score. Pure.

Contributions sum in log-odds, a score is a hundredth of a probability. The chord from the base's probability to the
row's turns one into the other: every contribution is multiplied by the same number, so order, signs and the sum stay.
"""

from collections.abc import Mapping
from math import floor

from scoring.predictors.calibration import Calibration, probability_of
from scoring.predictors.rules import HIGHEST, LOWEST, Reason

START = "start"
HUNDREDTHS = 100
STEEPEST = 0.25  # of the curve from log-odds to probability, where the chord is too short to be measured
TOO_SHORT = 1e-9


def score_of(probability: float) -> int:
    """Return the score of a probability: hundredths, never 0 or 100."""
    return min(max(round(HUNDREDTHS * probability), LOWEST), HIGHEST)


def ledger(
    contributions: Mapping[str, float], base: float, words: Mapping[str, str], line: Calibration
) -> list[Reason]:
    """Return where everybody starts and what moved this one from there, largest first; points sum to the score.

    Args:
        contributions: what each column moved, in the model's log-odds; ``base`` is what it moved them from.
        words: what a reason says, by column.
    """
    before, after = line.log_odds(base), line.log_odds(base + sum(contributions.values()))
    start, score = score_of(probability_of(before)), score_of(probability_of(after))
    way = after - before
    chord = (probability_of(after) - probability_of(before)) / way if abs(way) > TOO_SHORT else STEEPEST
    exact = {name: HUNDREDTHS * chord * line.slope * value for name, value in contributions.items()}
    points = _whole(exact, score - start)
    moved = sorted((name for name in points if points[name]), key=lambda name: (-abs(points[name]), name))
    begin = Reason(rule=START, words="Where everybody starts", points=start)
    return [begin, *(Reason(rule=name, words=words[name], points=points[name]) for name in moved)]


def _whole(exact: Mapping[str, float], total: int) -> dict[str, int]:
    """Return whole points that sum to ``total``, each as near to its own as that allows (largest remainder)."""
    points = {name: floor(value) for name, value in exact.items()}
    order = sorted(exact, key=lambda name: (points[name] - exact[name], name))
    short = total - sum(points.values())
    for place in range(abs(short)):
        name = order[place % len(order)] if short > 0 else order[-1 - place % len(order)]
        points[name] += 1 if short > 0 else -1
    return points

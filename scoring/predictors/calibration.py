"""From a model's log-odds to a probability that holds: among leads told 30 in 100, about 30 in 100 come true.

A straight line on log-odds (Platt scaling): it changes no order, and reasons scaled by the same slope still sum.
Source: J. Platt, "Probabilistic outputs for support vector machines" (1999).
"""

from dataclasses import dataclass
from math import exp


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """The line. The default trusts the model's own log-odds."""

    slope: float = 1.0
    offset: float = 0.0

    def log_odds(self, raw: float) -> float:
        """Return the calibrated log-odds."""
        return self.slope * raw + self.offset

    def probability(self, raw: float) -> float:
        """Return the calibrated probability, 0 to 1."""
        return probability_of(self.log_odds(raw))


def probability_of(log_odds: float) -> float:
    """Return the probability, 0 to 1, without overflow at either end."""
    if log_odds >= 0:
        return 1 / (1 + exp(-log_odds))
    grown = exp(log_odds)
    return grown / (1 + grown)

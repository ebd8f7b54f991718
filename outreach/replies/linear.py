"""A linear model over hashed features, in plain Python: small, quick to load, the same answer everywhere.

A feature is a string; its place in the weights is a checksum of it. So there is no vocabulary to keep, and the weights
are mapped from the file rather than read: a process that never asks never pays.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

Features = Mapping[int, float]
"""Places in the weights, each with the feature's value."""


def place_of(feature: str, bits: int) -> int:
    """Return where a feature's weights stand."""
    return crc32(feature.encode()) & ((1 << bits) - 1)


@dataclass(frozen=True)
class LinearModel:
    """Weights of one question with two or more answers.

    Attributes:
        labels: the answers, in the order of the columns.
        weights: row after row; a row of one weight for each label belongs to a place.
        bias: one for each label.
    """

    labels: tuple[str, ...]
    weights: Sequence[float]
    bias: tuple[float, ...]

    def shares(self, features: Features) -> dict[str, float]:
        """Return the probability of each label; they sum to 1."""
        width, weights = len(self.labels), self.weights
        sums = list(self.bias)
        for place, value in features.items():
            start = place * width
            for column, weight in enumerate(weights[start : start + width]):
                sums[column] += weight * value
        top = max(sums)
        powers = [math.exp(total - top) for total in sums]
        whole = sum(powers)
        return {label: power / whole for label, power in zip(self.labels, powers, strict=True)}

    def best(self, features: Features) -> tuple[str, float]:
        """Return the likeliest label with its probability."""
        shares = self.shares(features)
        label = max(shares, key=lambda name: shares[name])
        return label, shares[label]

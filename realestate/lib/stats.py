"""Shares of small numbers, told honestly: with the interval in which the true share may lie."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054  # two-sided, 95 in 100


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many of how many. ``rate``, ``low`` and ``high`` lie between 0 and 1; ``rate`` is None of nothing."""

    count: int
    of: int
    rate: float | None
    low: float
    high: float


def share(count: int, of: int, *, z: float = Z_95) -> Share:
    """Return a share with its Wilson score interval, which stays within 0 and 1 and is fair for small numbers.

    Raises:
        ValueError: more than there are, or below zero.
    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} is no share.")
    if of == 0:
        return Share(count=0, of=0, rate=None, low=0.0, high=1.0)
    rate = count / of
    spread = 1 + z * z / of
    middle = (rate + z * z / (2 * of)) / spread
    half = z * sqrt(rate * (1 - rate) / of + z * z / (4 * of * of)) / spread
    # At the ends rounding could step out by the last bit.
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == of else min(1.0, middle + half)
    return Share(count=count, of=of, rate=rate, low=low, high=high)


def differ(one: Share, other: Share) -> bool:
    """Return whether two shares lie so far apart that their intervals do not touch: a careful test."""
    return one.low > other.high or other.low > one.high

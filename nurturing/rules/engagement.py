"""How much a lead has done of late, 0 to 100. Pure.

Each act in the last 14 days adds its points, at most 100 in all. The points are a plain rule, not a measurement.
"""

from collections.abc import Mapping
from datetime import timedelta

WINDOW = timedelta(days=14)
POINTS: dict[str, int] = {
    "reply": 40,
    "showing": 30,
    "open_house": 30,
    "form": 25,
    "call": 20,
    "save": 15,
    "valuation": 15,
    "view": 10,
}
MOST = 100


def engagement(counts: Mapping[str, int]) -> int:
    """Return the engagement for how often each act happened within the window."""
    return min(MOST, sum(POINTS.get(act, 0) * count for act, count in counts.items()))

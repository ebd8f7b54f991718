"""One home against all buyers (SCO-55)."""

from dataclasses import dataclass

import numpy as np

from scoring.matching.columns import Columns, Numbers, of_homes
from scoring.matching.enhanced import SHIPPED, MatchWeights, shares
from scoring.matching.sides import Home

GOOD = 0.8  # from here a home is worth telling somebody about


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitting:
    """A buyer, by their row, whom a home fits."""

    row: int
    share: float


def fitting(
    home: Home,
    wishes: Columns,
    *,
    tastes: Numbers | None = None,
    weights: MatchWeights = SHIPPED,
    least: float = GOOD,
    most: int = 200,
) -> list[Fitting]:
    """Return the buyers whom a home fits, best first; of equals the earlier row first.

    Args:
        wishes: as ``columns.of_wishes`` makes them; kept, they serve every new home.
        least: the share from which a home counts as fitting.
    """
    found = shares(wishes, of_homes([home]), tastes=tastes, weights=weights)[:, 0]
    rows = np.flatnonzero(found >= least)
    best = rows[np.argsort(-found[rows], kind="stable")][:most]
    return [Fitting(row=int(row), share=float(found[row])) for row in best]

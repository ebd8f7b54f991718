"""Columns that may know the answer: written down after the outcome, and so never there when a score is needed.

Nothing is left out by suspicion alone: whoever trains is told, and decides. Pure; needs NumPy.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from scoring.predictors.quality import Array, rank
from scoring.predictors.tables import Table

TOO_GOOD = 0.9  # AUC of one column alone
FEW = 30  # rows
GROUPS = 20  # of about the same value
NAMED = re.compile(
    r"(?<![a-z])(tags?|status|stage|disposition|outcome|result|won|lost|closed?|signed|duration|quality|profile|last"
    r"|final|reason)(?![a-z])"
)


def suspects(table: Table, outcomes: Array, features: Mapping[str, Array]) -> dict[str, str]:
    """Return the columns that may know the answer, and why.

    Args:
        features: each row's numbers, by the name of the feature; a column may have several.
    """
    found = {}
    for name, cells in table.columns.items():
        own = [values for feature, values in features.items() if feature == name or feature.startswith(f"{name}: ")]
        alone = max((rank(_rates(values, outcomes), outcomes) for values in own), default=0.0)
        if alone >= TOO_GOOD:
            found[name] = f"alone it tells the outcome (AUC {alone:.2f})"
        elif _only_where_it_came_true(cells, outcomes):
            found[name] = "filled in only where it came true"
        elif NAMED.search(_spaced(name)):
            found[name] = "named like something written down afterwards"
    return found


def _rates(values: Array, outcomes: Array) -> Array:
    """Return for each row how often those of about the same value came true; not known is a value too."""
    known = values[~np.isnan(values)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, GROUPS + 1))) if len(known) else np.array([])
    group = np.where(np.isnan(values), 0, 1 + np.searchsorted(edges, values))
    rows = np.bincount(group)
    return (np.bincount(group, outcomes) / np.maximum(rows, 1))[group]


def _only_where_it_came_true(cells: Sequence[str], outcomes: Array) -> bool:
    filled = [outcome for cell, outcome in zip(cells, outcomes, strict=True) if cell]
    return len(filled) >= FEW and set(filled) == {1.0} and len(filled) < len(cells)


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").lower()

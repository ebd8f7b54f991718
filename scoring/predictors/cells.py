"""Feature values as cells of a table, the same way when a model learns and when it tells. Pure."""

from collections.abc import Iterable

from scoring.features.base import Value, Values


def cells_of(values: Values, names: Iterable[str]) -> dict[str, str]:
    """Return the named features as cells; one that was not computed then is an empty cell."""
    return {name: cell_of(values.get(name)) for name in names}


def cell_of(value: Value) -> str:
    """Return one value as a cell: empty where nothing is known, yes or no for a truth."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)

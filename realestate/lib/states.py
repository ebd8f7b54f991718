"""The only writer of a status column."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from realestate.lib.errors import IllegalTransition

Steps = Mapping[str, frozenset[str]]


def move(row: models.Model, to: str, *, table: Steps, field: str = "status", **also: Any) -> None:
    """Move ``row`` one step, or refuse.

    One conditional UPDATE: it must hit the row while it still has the status that we read, so of two workers
    that race for the same step exactly one goes on.

    Args:
        table: every status with the statuses it may turn into.
        also: further columns written by the same UPDATE.
    Raises:
        IllegalTransition: the table has no such step, or another worker moved the row first.
    """
    old = getattr(row, field)
    name = row._meta.verbose_name
    if to not in table.get(old, frozenset()):
        raise IllegalTransition(f"A {name} cannot go from “{old}” to “{to}”.")
    manager = type(row)._base_manager
    changed = manager.filter(pk=row.pk, **{field: old}).update(**{field: to}, **also)
    if changed != 1:
        raise IllegalTransition(f"Somebody else moved this {name} first; it is no longer “{old}”.")
    for column, value in {field: to, **also}.items():
        setattr(row, column, value)

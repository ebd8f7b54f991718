"""The only writer of a status column."""

from collections.abc import Mapping, Sequence
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


def move_all(rows: Sequence[models.Model], to: str, *, table: Steps, field: str = "status", **also: Any) -> None:
    """Move rows of one model that have the same status one step, all or none, in one statement; see ``move``.

    Call it inside a transaction: rows that somebody else moved first are noticed after the others were moved.

    Raises:
        IllegalTransition: the table has no such step, or another worker moved one of the rows first.
    """
    if not rows:
        return
    old, name = getattr(rows[0], field), rows[0]._meta.verbose_name_plural
    if to not in table.get(old, frozenset()) or any(getattr(row, field) != old for row in rows):
        raise IllegalTransition(f"These {name} cannot all go from “{old}” to “{to}”.")
    manager = type(rows[0])._base_manager
    changed = manager.filter(pk__in=[row.pk for row in rows], **{field: old}).update(**{field: to}, **also)
    if changed != len(rows):
        raise IllegalTransition(f"Somebody else moved some of these {name} first; they are no longer “{old}”.")
    for row in rows:
        for column, value in {field: to, **also}.items():
            setattr(row, column, value)

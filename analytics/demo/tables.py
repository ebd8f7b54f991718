"""Rows by COPY, with their ids known before they are written.

A story refers to rows that do not exist yet: a message to its lead, a lead to its contact. So ids are taken from the
tables' own sequences in one block per table, the rows are collected in memory, and each table is written in one go.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import connection, models, transaction
from psycopg import sql

from crm.models import Brokerage, Event
from realestate.lib import clock
from realestate.lib.bus import Fact

ENVELOPE = ("brokerage_id", "contact_id")  # columns of their own; as Fact.payload, without copying deep
Convert = Callable[[Any], Any]


class Table:
    """The rows of one model, in the order they were added."""

    def __init__(self, model: type[models.Model], first_id: int, last_id: int) -> None:
        self.model = model
        self.rows: list[dict[str, Any]] = []
        self._next, self._last = first_id, last_id
        self._fields = model._meta.concrete_fields

    def new_id(self) -> int:
        """Return an id for a row that is added later."""
        if self._next > self._last:
            raise OverflowError(f"More {self.model._meta.verbose_name_plural} than ids were set aside for.")
        self._next += 1
        return self._next - 1

    def add(self, **values: Any) -> int:
        """Add a row and return its id."""
        pk: int = values.setdefault("id", 0) or self.new_id()
        values["id"] = pk
        self.rows.append(values)
        return pk

    def write(self) -> int:
        """Copy all rows into the database; return how many."""
        columns: Any = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in self._fields)
        name = sql.Identifier(self.model._meta.db_table)
        fill = [(field.attname, _default_of(field), _converter_of(field)) for field in self._fields]
        with connection.cursor() as cursor:
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(name, columns)
            with cursor.copy(statement) as copy:
                for row in self.rows:
                    copy.write_row([convert(row[key] if key in row else default()) for key, default, convert in fill])
        return len(self.rows)


class Book:
    """All rows of one demo brokerage, until they are written.

    Attributes:
        as_of: the present moment of the demo; nothing but plans lies after it.
    """

    def __init__(
        self, brokerage: Brokerage, kinds: Iterable[type[models.Model]], *, as_of: datetime, room: int
    ) -> None:
        self.brokerage = brokerage
        self.as_of = as_of
        self._recorded_at = clock.real_now()  # the machine's time, as for every event: it picks the partition
        self._tables = {model: Table(model, *_reserve(model, room)) for model in kinds}

    def of(self, model: type[models.Model]) -> Table:
        """Return the rows of one model."""
        return self._tables[model]

    def add(self, model: type[models.Model], at: datetime, /, **values: Any) -> int:
        """Add a row that was made at a moment, and return its id."""
        values.setdefault("created_at", at)
        values.setdefault("updated_at", at)
        return self._tables[model].add(brokerage_id=self.brokerage.pk, **values)

    def tell(self, fact: Fact, at: datetime, correlation: str = "") -> int:
        """Add a fact to the log, as told already: it gets no outbox row, so nobody acts on it again."""
        return self._tables[Event].add(
            brokerage_id=fact.brokerage_id,
            contact_id=fact.contact_id,
            kind=fact.kind,
            version=fact.version,
            payload={name: value for name, value in vars(fact).items() if name not in ENVELOPE},
            occurred_at=at,
            recorded_at=self._recorded_at,
            correlation_id=correlation or f"demo-{fact.contact_id}",
        )

    def write(self) -> dict[str, int]:
        """Write all tables; return the number of rows by table."""
        return {model._meta.label: table.write() for model, table in self._tables.items() if table.rows}


def _reserve(model: type[models.Model], room: int) -> tuple[int, int]:
    """Take a block of ids. The lock keeps another writer from taking one in the middle of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(sql.Identifier(model._meta.db_table))
        )
        sequence = "crm_event_id_seq" if model is Event else f"{model._meta.db_table}_id_seq"
        cursor.execute("SELECT setval(%s::regclass, nextval(%s::regclass) + %s)", [sequence, sequence, room])
        last = int(cursor.fetchone()[0])
    return last - room, last


def _default_of(field: "models.Field[Any, Any]") -> Callable[[], Any]:
    if field.has_default():
        return field.get_default
    empty = None if field.null else ""
    return lambda: empty


def _converter_of(field: "models.Field[Any, Any]") -> Convert:
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else json.dumps(value, separators=(",", ":"), default=str)
    if isinstance(field, models.CharField | models.TextField):
        # An enum's member would be copied by its name.
        return lambda value: value.value if isinstance(value, Enum) else value
    return lambda value: value

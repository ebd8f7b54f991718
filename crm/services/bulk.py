"""Many rows at once: COPY into a temporary table, then one statement into the real one.

Raw SQL, always of one brokerage: the one in force. Columns that are not staged take the model's own defaults, so
a new column needs no change here. Call inside a transaction.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection, models
from psycopg import sql

from realestate.lib import scopes

Row = Sequence[Any]

M = TypeVar("M", bound=models.Model)

_json = json.JSONEncoder(ensure_ascii=False).encode


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Return fresh keys for a table, ascending."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(named.sequence) FROM generate_series(1, %(count)s),"
            " (SELECT pg_get_serial_sequence(%(table)s, 'id')::regclass AS sequence OFFSET 0) AS named",
            {"table": model._meta.db_table, "count": count},
        )
        return [row[0] for row in cursor.fetchall()]


def maker(model: type[M]) -> Callable[..., M]:
    """Return a function that makes objects as ``model(**values)`` does, in a quarter of the time.

    Defaults that are plain values are looked up once; those that are called, such as a moment or a list, each time.
    """
    fields = model._meta.concrete_fields
    places = {field.attname: place for place, field in enumerate(fields)}
    usual = [None if callable(field.default) else field.get_default() for field in fields]
    called = [(place, field.get_default) for place, field in enumerate(fields) if callable(field.default)]

    def make(**values: Any) -> M:
        row = usual.copy()
        for place, default in called:
            row[place] = default()
        for name, value in values.items():
            row[places[name]] = value
        return model(*row)

    return make


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], *, or_skip: bool = False) -> int:
    """Insert rows and return how many.

    Args:
        columns: database columns that ``rows`` hold, the key among them where it is chosen.
        or_skip: leave out rows that a unique key refuses, instead of failing.
    """
    stage = _stage(model, columns, rows)
    given = set(columns)
    rest = [f for f in model._meta.concrete_fields if f.column not in given and not f.primary_key]
    defaults = [field.get_db_prep_save(field.get_default(), connection) for field in rest]
    names = [*columns, *(str(field.column) for field in rest)]
    values: list[sql.Composable] = [*(sql.Identifier(column) for column in columns), *(sql.Placeholder() for _ in rest)]
    statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ORDER BY row_number {}").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(name) for name in names),
        sql.SQL(", ").join(values),
        stage,
        sql.SQL("ON CONFLICT DO NOTHING" if or_skip else ""),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _moments(rest, defaults))
        return int(cursor.rowcount)


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write ``columns`` of existing rows of the brokerage in force, found by ``id``, and return how many."""
    stage = _stage(model, ["id", *columns], rows)
    table = sql.Identifier(model._meta.db_table)
    sets = [sql.SQL("{0} = {1}.{0}").format(sql.Identifier(column), stage) for column in columns]
    statement = sql.SQL("UPDATE {0} SET {1} FROM {2} WHERE {0}.id = {2}.id AND {0}.brokerage_id = %s").format(
        table, sql.SQL(", ").join(sets), stage
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [scopes.current_id()])
        return int(cursor.rowcount)


def refresh_statistics(*tables: type[models.Model]) -> None:
    """Tell the planner what many new rows have changed; by itself PostgreSQL looks only once a minute.

    Until then it checks links by whatever index it likes: in a new brokerage an import cost three times as much, and
    taking it back fifty times. Only the keys are looked at, by which links are checked: the rest can wait.
    """
    with connection.cursor() as cursor:
        keyed = (sql.SQL("{} (id, brokerage_id)").format(sql.Identifier(model._meta.db_table)) for model in tables)
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(keyed)))


def _stage(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> sql.Identifier:
    """Copy rows into a temporary table of the model's column types and return its name."""
    name = sql.Identifier(f"stage_{model._meta.db_table}")
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    make = sql.SQL("CREATE TEMPORARY TABLE {} (row_number serial, {}) ON COMMIT DROP").format(
        name,
        sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(str(types[column]))) for column in columns
        ),
    )
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
        name, sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(name))
        cursor.execute(make)
        with connection.wrap_database_errors, cursor.copy(copy) as stream:
            stream.write("".join(_line(row) for row in rows))
    return name


def _moments(fields: "Sequence[models.Field[Any, Any]]", values: list[Any]) -> list[Any]:
    """Give ``updated_at``, which a ``save`` would set, the moment of ``created_at``."""
    named = dict(zip((field.column for field in fields), values, strict=True))
    if "updated_at" in named and named["updated_at"] is None:
        named["updated_at"] = named["created_at"]
    return list(named.values())


def _line(row: Row) -> str:
    return "\t".join(map(_text, row)) + "\n"


def _text(value: Any) -> str:
    """Return a value in COPY's text format. Plain text comes first: most cells are."""
    if type(value) is str:
        return _escaped(value)
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return _escaped("{" + ",".join(_json(item) for item in value) + "}") if value else "{}"
    if isinstance(value, dict):
        return _escaped(_json(value)) if value else "{}"
    return _escaped(str(value))


def _escaped(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if text.isprintable():
        return text
    return text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")

"""Many rows at once, by COPY: straight into the table, or by a temporary one where rows have to be compared.

Raw SQL, always of one brokerage: the one in force. Columns that are not given take the model's own defaults, so
a new column needs no change here. Call inside a transaction.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from itertools import islice
from typing import Any, Self, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState
from psycopg import sql

from realestate.lib import scopes

PIECE = 250  # rows formatted between two looks at the database

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
    """Return a function that makes objects as ``model(**values)`` does, in a tenth of the time.

    Values are given by column (``contact_id``, not ``contact``). Defaults that are plain values are looked up once;
    those that are called, such as a moment or a list, each time. No signal of Django's is sent.
    """
    columns = model._meta.concrete_fields
    called = [
        (field.attname, field.get_default) for field in columns if field.has_default() and callable(field.default)
    ]
    usual = {field.attname: field.get_default() for field in columns} | {name: None for name, _ in called}
    whole = len(usual) + 1  # with Django's own note of its state

    def make(**values: Any) -> M:
        """Return one object with these values and the defaults of the rest."""
        made = model.__new__(model)
        kept = made.__dict__
        kept["_state"] = ModelState()
        kept.update(usual)
        for name, default in called:
            if name not in values:
                kept[name] = default()
        kept.update(values)
        if len(kept) > whole:
            raise KeyError(f"{model.__name__} has no {', '.join(sorted(values.keys() - usual.keys()))}")
        return made

    return make


def usual(model: type[models.Model], given: Iterable[str]) -> dict[str, Any]:
    """Return the model's own defaults for its columns but the key and those that are given."""
    known = set(given)
    rest = [field for field in model._meta.concrete_fields if field.column not in known and not field.primary_key]
    return {str(field.column): field.get_default() for field in rest}


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert rows and return how many.

    Args:
        columns: database columns that ``rows`` hold, the key among them where it is chosen.
    """
    names, usual = _complete(model, columns)
    with connection.cursor() as cursor:
        return _copy(cursor, sql.Identifier(model._meta.db_table), names, rows, ending=usual)


class Inflow:
    """Rows for several tables: while the database takes in those of one, those of the next are formatted.

    A context. What ``insert`` was given is in when the context ends; until then no other statement may run. A row that
    the database refuses ends the context with its error, at the latest at its end.
    """

    def __init__(self) -> None:
        self._coming = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        self._coming.__exit__(*error)

    def insert(self, model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert rows as ``insert`` does."""
        names, usual = _complete(model, columns)
        lines = (_line(row, usual) for row in rows)
        pieces: list[str] = []
        while piece := "".join(islice(lines, PIECE)):
            pieces.append(piece)
            self._pass_on()
        self._coming.close()
        if pieces:
            self._begin(model, names, "".join(pieces))

    def _begin(self, model: type[models.Model], names: list[str], text: str) -> None:
        with ExitStack() as coming:
            coming.enter_context(connection.wrap_database_errors)
            cursor: Any = coming.enter_context(connection.cursor())
            stream = coming.enter_context(cursor.copy(_copying(sql.Identifier(model._meta.db_table), names)))
            stream.write(text)
            self._coming = coming.pop_all()

    def _pass_on(self) -> None:
        """Let the database have more of what waits for it, without waiting; it reads only so much ahead."""
        connection.connection.pgconn.flush()


def insert_new(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert rows, leave out those that a unique key refuses, and return how many came in."""
    names, usual = _complete(model, columns)
    rows = list(rows)
    if not rows:
        return 0
    stage = _stage(model, names, rows, ending=usual)
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ORDER BY row_number ON CONFLICT DO NOTHING").format(
        sql.Identifier(model._meta.db_table), listed, listed, stage
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
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
    taking it back fifty times. Only keys and links are looked at; the rest can wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(map(_linked, tables))))


def _linked(model: type[models.Model]) -> sql.Composable:
    links = [str(field.column) for field in model._meta.concrete_fields if field.primary_key or field.is_relation]
    columns = sql.SQL(", ").join(map(sql.Identifier, links))
    return sql.SQL("{} ({})").format(sql.Identifier(model._meta.db_table), columns)


def _stage(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], *, ending: str = ""
) -> sql.Identifier:
    """Copy rows into a temporary table of the model's column types and return its name."""
    name = sql.Identifier(f"stage_{model._meta.db_table}")
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    make = sql.SQL("CREATE TEMPORARY TABLE {} (row_number serial, {}) ON COMMIT DROP").format(
        name,
        sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(str(types[column]))) for column in columns
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(name))
        cursor.execute(make)
        _copy(cursor, name, columns, rows, ending=ending)
    return name


def _copy(cursor: Any, table: sql.Identifier, columns: Sequence[str], rows: Iterable[Row], *, ending: str) -> int:
    """Copy rows into a table and return how many. ``ending`` is what every line ends with: cells that are all alike."""
    with connection.wrap_database_errors, cursor.copy(_copying(table, columns)) as stream:
        stream.write("".join(_line(row, ending) for row in rows))
    return int(cursor.rowcount)


def _copying(table: sql.Identifier, columns: Sequence[str]) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN").format(table, sql.SQL(", ").join(map(sql.Identifier, columns)))


def _complete(model: type[models.Model], columns: Sequence[str]) -> tuple[list[str], str]:
    """Return all columns of a table, the given ones first, and the cells of the others: the model's own defaults.

    ``updated_at``, which a ``save`` would set, is the moment of ``created_at``.
    """
    rest = usual(model, columns)
    if "updated_at" in rest and rest["updated_at"] is None:
        rest["updated_at"] = rest["created_at"]
    as_json = {str(field.column) for field in model._meta.concrete_fields if isinstance(field, models.JSONField)}
    cells = [_json(value) if column in as_json else value for column, value in rest.items()]
    return [*columns, *rest], "\t" + _line(cells, "").rstrip("\n") if cells else ""


def _line(row: Row, ending: str) -> str:
    """Return a row in COPY's text format. What must be escaped is looked for in the line whole: most have nothing."""
    cells = [cell if cell.__class__ is str else _FORMS[cell.__class__](cell) for cell in row]
    line = "\t".join(cells)
    as_they_are = line.count("\\") == row.count(None) and line.count("\t") == len(cells) - 1
    if not as_they_are or "\n" in line or "\r" in line:
        line = "\t".join(cell if value is None else _escaped(cell) for value, cell in zip(row, cells, strict=True))
    return f"{line}{ending}\n"


def _escaped(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if text.isprintable():
        return text
    return text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _array(values: list[Any]) -> str:
    return "{" + ",".join(map(_json, values)) + "}" if values else "{}"


class _Forms(dict[type, Callable[[Any], str]]):
    """How values of a type are written, before escaping; what is not listed, by what it is a kind of, or by ``str``."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        known = [form for parent, form in self.items() if issubclass(kind, parent)]
        self[kind] = known[0] if known else str
        return self[kind]


_FORMS = _Forms(
    {
        type(None): lambda _: r"\N",
        bool: lambda value: "t" if value else "f",
        int: str,
        str: str,
        datetime: datetime.isoformat,
        date: date.isoformat,
        list: _array,
        dict: _json,
    }
)

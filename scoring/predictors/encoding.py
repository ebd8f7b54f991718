"""From the cells of a row to the numbers of a model, decided once on the rows that were learnt from. Pure.

A column becomes numbers in one of four ways: a number as it stands; a date as days and weekday; the name of a month
as its place in the year; other words as the rate at which their rows came true, drawn towards the rate of all where
rows are few. What is not filled in is told from what is: nan among numbers, a word of its own among words. Columns that
cannot help are left out, with the reason.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite, nan

from scoring.predictors.tables import Table, Unreadable

RARE = 10  # rows; words found in fewer are one word together
DRAWN = 20.0  # rows' worth of the rate of all that each word's own is mixed with
DISTINCT = 0.5  # above this share of different words a column names rows, it does not sort them
RUNNING = 20  # whole numbers, all different, spread over at most so many times the rows, only count the rows
FEW = 30  # rows; below, no column is called an identifier
DATES = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y%m%dT%H%M%S",
    "%d-%m-%Y", "%d-%m-%Y %H:%M", "%d.%m.%Y", "%m/%d/%Y", "%m/%d/%Y %H:%M",
)  # fmt: skip
YEARS_OF_A_SEASON = 2 * 365  # days; over fewer, a month tells when it was, not what season it was
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONGEST_MONTH = 31
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - days are counted from it, in a file's own clock
OTHER = "\0other"


Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Number:
    """A column of numbers."""

    column: str

    @property
    def features(self) -> tuple[str, ...]:
        """Return the names of what it becomes."""
        return (self.column,)

    def encode(self, row: Row) -> tuple[float, ...]:
        """Return the numbers of a row's cell; raises ValueError where it is none."""
        cell = row[self.column]
        return (_number(cell) if cell else nan,)

    def words(self, cell: str) -> str:
        """Return the cell as a reason's words."""
        return f"{self.column} is {cell}" if cell else f"{self.column} is not known"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A column of dates, or dates and times, of one ``format``.

    Attributes:
        parts: what is read off a date: days (since 2000, so that what changed with time is seen), weekday (0 is
            Monday), hour, month.
    """

    column: str
    format: str
    parts: tuple[str, ...]

    @property
    def features(self) -> tuple[str, ...]:
        """Return the names of what it becomes."""
        return tuple(f"{self.column}: {part}" for part in self.parts)

    def encode(self, row: Row) -> tuple[float, ...]:
        """Return the numbers of a row's cell; raises ValueError where it is no date of this format."""
        cell = row[self.column]
        if not cell:
            return (nan,) * len(self.parts)
        at = datetime.strptime(cell, self.format)  # noqa: DTZ007 - a file's own clock
        all_parts = {"days": (at - EPOCH).days, "weekday": at.weekday(), "hour": at.hour, "month": at.month}
        return tuple(float(all_parts[part]) for part in self.parts)

    def words(self, cell: str) -> str:
        """Return the cell as a reason's words."""
        return f"{self.column} is {cell}" if cell else f"{self.column} is not known"


@dataclass(frozen=True, kw_only=True)
class Month:
    """A column of names of months, in the order of the year; with a column ``day`` of days of the month, the date."""

    column: str
    day: str | None = None

    @property
    def features(self) -> tuple[str, ...]:
        """Return the names of what it becomes."""
        return (self.column, f"{self.column}: day of the year") if self.day else (self.column,)

    def encode(self, row: Row) -> tuple[float, ...]:
        """Return the month, 1 to 12, and the day of the year (every month as long as the longest)."""
        cell = row[self.column]
        month = float(1 + MONTHS.index(cell[:3].casefold())) if cell else nan
        if not self.day:
            return (month,)
        day = row[self.day]
        return month, (month * LONGEST_MONTH + _number(day) if day else nan)

    def words(self, cell: str) -> str:
        """Return the cell as a reason's words."""
        return f"{self.column} is {cell}" if cell else f"{self.column} is not known"


@dataclass(frozen=True, kw_only=True)
class Words:
    """A column of words. ``rates``: how often the rows of each came true; ``OTHER`` stands for rare and new ones."""

    column: str
    rates: Mapping[str, float]

    @property
    def features(self) -> tuple[str, ...]:
        """Return the names of what it becomes."""
        return (self.column,)

    def encode(self, row: Row) -> tuple[float, ...]:
        """Return the rate of a row's word."""
        return (self.rates.get(row[self.column], self.rates[OTHER]),)

    def words(self, cell: str) -> str:
        """Return the cell as a reason's words."""
        return f"{self.column} is “{cell}”" if cell else f"{self.column} is left empty"


Column = Number | Moment | Month | Words


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """How rows become numbers.

    Attributes:
        left_out: columns that cannot help, and why.
    """

    columns: tuple[Column, ...]
    left_out: Mapping[str, str]

    @property
    def features(self) -> tuple[str, ...]:
        """Return the names of a row's numbers, in their order."""
        return tuple(name for column in self.columns for name in column.features)

    def rows(self, table: Table) -> list[list[float]]:
        """Return the numbers of every row.

        Raises:
            Unreadable: a column is missing, or a cell is not of its column's kind.
        """
        for column in self.columns:
            table.of(column.column)
        return [self.row(row, f"{table.name}, row {number}") for number, row in enumerate(table.rows(), start=1)]

    def row(self, row: Row, where: str = "The row") -> list[float]:
        """Return the numbers of one row. ``where``: how a refusal names it."""
        found: list[float] = []
        for column in self.columns:
            try:
                found += column.encode(row)
            except ValueError as error:
                told = f"{where}, column “{column.column}”: “{row[column.column]}”"
                raise Unreadable(f"{told} is not what this column held in the rows learnt from.") from error
        return found


def learn(table: Table, outcomes: Sequence[int]) -> Encoding:
    """Return the encoding that suits these rows, of which some came true (1) and some did not (0).

    Raises:
        Unreadable: no column is left that could help.
    """
    left_out = {name: reason for name, cells in table.columns.items() if (reason := _useless(cells))}
    columns = tuple(_column(name, table, outcomes) for name in table.columns if name not in left_out)
    if not columns:
        raise Unreadable(f"{table.name} has no column to learn from.")
    return Encoding(columns=columns, left_out=left_out)


def relearn(encoding: Encoding, table: Table, outcomes: Sequence[int], rows: Sequence[int]) -> Encoding:
    """Return the same encoding with the rates of words as these rows alone tell them.

    Rows must not be encoded by their own outcome: for each part held out, the rates of the others are asked.
    """
    told = [outcomes[row] for row in rows]
    columns = tuple(
        Words(column=each.column, rates=_rates([table.columns[each.column][row] for row in rows], told))
        if isinstance(each, Words)
        else each
        for each in encoding.columns
    )
    return Encoding(columns=columns, left_out=encoding.left_out)


def _useless(cells: Sequence[str]) -> str:
    """Return why a column cannot help; nothing where it may."""
    filled = [cell for cell in cells if cell]
    different = len(set(filled))
    if not filled:
        return "empty in every row"
    if different == 1 and len(filled) == len(cells):
        return "the same in every row"
    if len(filled) < FEW:
        return ""
    numbers = _numbers(filled)
    if numbers is None:
        tells_rows_apart = different > DISTINCT * len(filled) and _format_of(filled) is None
        return "different in most rows: it names them" if tells_rows_apart else ""
    whole = all(number.is_integer() for number in numbers)
    running = whole and different == len(cells) and max(numbers) - min(numbers) <= RUNNING * len(cells)
    return "a running number: it counts the rows" if running else ""


def _column(name: str, table: Table, outcomes: Sequence[int]) -> Column:
    cells = table.columns[name]
    filled = [cell for cell in cells if cell]
    if _numbers(filled) is not None:
        return Number(column=name)
    if all(cell[:3].casefold() in MONTHS and cell.isalpha() for cell in filled):
        return Month(column=name, day=_days_beside(table))
    found = _format_of(filled)
    if found is not None:
        return Moment(column=name, format=found, parts=_parts(filled, found))
    return Words(column=name, rates=_rates(cells, outcomes))


def _days_beside(table: Table) -> str | None:
    """Return the column of days of the month, if there is one: named so, and whole numbers of 1 to 31."""
    for name, cells in table.columns.items():
        numbers = _numbers(cell for cell in cells if cell) if name.casefold().endswith("day") else None
        if numbers and all(number.is_integer() and 1 <= number <= LONGEST_MONTH for number in numbers):
            return name
    return None


def _parts(cells: Sequence[str], form: str) -> tuple[str, ...]:
    days = [datetime.strptime(cell, form) for cell in cells]  # noqa: DTZ007 - a file's own clock
    has_seasons = (max(days) - min(days)).days >= YEARS_OF_A_SEASON
    return ("days", "weekday", *(["hour"] if "%H" in form else []), *(["month"] if has_seasons else []))


def _rates(cells: Sequence[str], outcomes: Sequence[int]) -> dict[str, float]:
    rows = Counter(cells)
    came = Counter(cell for cell, outcome in zip(cells, outcomes, strict=True) if outcome)
    of_all = sum(outcomes) / len(outcomes)

    def rate(true: int, of: int) -> float:
        return (true + DRAWN * of_all) / (of + DRAWN)

    rare = [cell for cell, count in rows.items() if count < RARE]
    other = rate(sum(came[cell] for cell in rare), sum(rows[cell] for cell in rare))
    return {cell: rate(came[cell], count) for cell, count in rows.items() if count >= RARE} | {OTHER: other}


def _numbers(cells: Iterable[str]) -> list[float] | None:
    try:
        return [_number(cell) for cell in cells]
    except ValueError:
        return None


def _number(cell: str) -> float:
    found = float(cell.replace(",", "")) if cell[-1:].isdigit() else float(cell)
    if not isfinite(found):
        raise ValueError(cell)
    return found


def _format_of(cells: Sequence[str]) -> str | None:
    """Return the one format in which all of these are dates; where several are, the first that fits."""
    for known in DATES:
        try:
            for cell in cells:
                datetime.strptime(cell, known)  # noqa: DTZ007 - a file's own clock
        except ValueError:
            continue
        return known
    return None

"""Events out of a CSV file: who, when, and how much."""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import isfinite
from pathlib import Path

from scoring.features.rhythm import EventLog

CUSTOMER = ("customer", "customer_id", "cust", "contact", "contact_id", "lead", "lead_id", "sender", "user")
DAY = ("date", "day", "occurred_at", "occurred_on", "time", "timestamp", "unixtime")
AMOUNT = ("amount", "dollars", "value", "price", "cds", "quantity")


class UnreadableEvents(ValueError):
    """The file is not what was asked for; says in words which column or line."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The columns to read, where ours do not find them."""

    customer: str | None = None
    day: str | None = None
    amount: str | None = None


def read_events(path: Path, columns: Columns | None = None) -> EventLog:
    """Return the events of a CSV file with a header, gzipped or not.

    Days are written YYYY-MM-DD, YYYYMMDD, as an ISO time (its own date counts), or in seconds since 1970 (UTC).
    An amount is optional; without one, events are counted.

    Raises:
        UnreadableEvents: no such file or column, no rows, no customer, no day or no number where one belongs.
    """
    asked = columns or Columns()
    rows = csv.DictReader(io.StringIO(_text(path), newline=""))
    names = list(rows.fieldnames or ())
    customer = _column(path, names, asked.customer, CUSTOMER, "customer")
    day = _column(path, names, asked.day, DAY, "day")
    amount = asked.amount or next((name for name in AMOUNT if name in names), None)
    if amount is not None and amount not in names:
        raise UnreadableEvents(f"{path.name} has no column “{amount}”, only {', '.join(names)}.")
    log = EventLog.of(_events(path, rows, customer, day, amount))
    if not len(log):
        raise UnreadableEvents(f"{path.name} has no rows.")
    return log


def day_of(text: str) -> date:
    """Return the day that a cell names. Eight digits are YYYYMMDD, any other number is seconds.

    Raises:
        ValueError, OverflowError, OSError: it names none.
    """
    if text.isdigit() and len(text) != len("YYYYMMDD"):
        return datetime.fromtimestamp(int(text), tz=UTC).date()
    return datetime.fromisoformat(text).date()


def _events(
    path: Path, rows: Iterator[Mapping[str, str | None]], customer: str, day: str, amount: str | None
) -> Iterator[tuple[str, date, float]]:
    for number, row in enumerate(rows, start=2):
        name = (row[customer] or "").strip()
        if not name:
            raise UnreadableEvents(f"{path.name}, line {number}: no customer.")
        try:
            yield name, day_of((row[day] or "").strip()), _number(row[amount]) if amount else 1.0
        except (ValueError, OverflowError, OSError) as error:
            said = f"{row[day]!r} and {row[amount]!r}" if amount else f"{row[day]!r}"
            raise UnreadableEvents(f"{path.name}, line {number}: {said} cannot be read as day or amount.") from error


def _number(cell: str | None) -> float:
    number = float(cell or "")
    if not isfinite(number):
        raise ValueError(f"{cell} is no amount.")
    return number


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        return content.decode("utf-8-sig")
    except (OSError, EOFError) as error:
        raise UnreadableEvents(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableEvents(f"{path.name} is not UTF-8: byte {error.start} is no letter of it.") from error


def _column(path: Path, names: Sequence[str], asked: str | None, known: Sequence[str], what: str) -> str:
    wanted = (asked,) if asked else known
    found = next((name for name in wanted if name in names), None)
    if found is None:
        raise UnreadableEvents(f"{path.name} has no column with the {what}: {' or '.join(wanted)}.")
    return found

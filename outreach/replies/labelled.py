"""Messages with a label, out of a CSV or JSON-lines file, with what was said before each."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from outreach.replies.context import NOTHING_BEFORE, Context

Row = Mapping[str, str]
LEFT_OUT = "(left out)"
TEXT = ("text", "reply", "message", "body", "utterance", "raw_tweet", "tweet", "sentence", "content")
INTENT = ("label", "intent", "category")
SENTIMENT = ("sentiment", "airline_sentiment", "sentiment_label", "positive", "polarity", "tone")
GROUP = ("dialogue", "dialogue_id", "conversation", "conversation_id", "thread", "group")
BEFORE = ("before", "previous", "previous_message", "previous_text", "prev", "context", "last_message")
ROLE = ("role", "speaker", "author", "direction")
TURN = ("turn",)


class Unreadable(ValueError):
    """The file is not what was asked for; says in words which row and column."""


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """One message with its label, the conversation it belongs to, and the number of its row."""

    text: str
    label: str
    group: str
    row: int
    context: Context = NOTHING_BEFORE


@dataclass(frozen=True, kw_only=True)
class Labels:
    """A labelled file. ``kind``: intent or sentiment."""

    kind: str
    rows: tuple[Labelled, ...]


@dataclass(frozen=True, kw_only=True)
class _Columns:
    text: str
    label: str
    kind: str
    group: str | None
    before: str | None
    role: str | None
    turn: str | None


def read_labelled(
    path: Path, *, text: str | None = None, label: str | None = None, mapping: Mapping[str, str] | None = None
) -> Labels:
    """Return the labelled messages of a file: CSV with a header or JSON lines, either of them gzipped or not.

    Rows without a label, or with one that the mapping leaves out, count as what was said before the next ones.

    Args:
        text, label: names of columns, where ours do not find them.
        mapping: what a label of the file stands for.
    Raises:
        Unreadable: no such file or column, an empty message, or a label that the mapping does not know.
    """
    rows = list(_rows(path))
    if not rows:
        raise Unreadable(f"{path.name} has no rows.")
    columns = _columns(path, list(rows[0]), text, label)
    labelled = tuple(_labelled(path, rows, columns, mapping))
    if not labelled:
        raise Unreadable(f"{path.name} has no row with something in its column “{columns.label}”.")
    return Labels(kind=columns.kind, rows=labelled)


def read_mapping(path: Path) -> dict[str, str]:
    """Return what each label stands for, out of a file with two columns."""
    rows = [list(row.values()) for row in _rows(path)]
    if any(len(row) < 2 for row in rows):
        raise Unreadable(f"{path.name} needs two columns: a label, and what it stands for.")
    return {row[0]: row[1] for row in rows}


def _rows(path: Path) -> Iterator[Row]:
    try:
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        words = content.decode("utf-8-sig")
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path.name} is not UTF-8: byte {error.start} is no letter of it.") from error
    if words.lstrip().startswith("{"):
        yield from _json_rows(path, words)
        return
    for row in csv.DictReader(io.StringIO(words, newline="")):
        yield {name: value or "" for name, value in row.items() if name is not None and isinstance(value, str | None)}


def _json_rows(path: Path, words: str) -> Iterator[Row]:
    for number, line in enumerate(words.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except json.JSONDecodeError as error:
            raise Unreadable(f"{path.name}, line {number}: not JSON ({error.msg}).") from error
        if not isinstance(values, dict):
            raise Unreadable(f"{path.name}, line {number}: not an object with fields.")
        yield {name: "" if value is None else str(value) for name, value in values.items()}


def _columns(path: Path, names: Sequence[str], text: str | None, label: str | None) -> _Columns:
    for asked in (text, label):
        if asked is not None and asked not in names:
            raise Unreadable(f"{path.name} has no column “{asked}”, only {', '.join(names)}.")
    by_plain = {name.strip().casefold(): name for name in names}

    def first(known: Iterable[str]) -> str | None:
        return next((by_plain[name] for name in known if name in by_plain), None)

    intent, sentiment = first(INTENT), first(SENTIMENT)
    body, wanted = text or first(TEXT), label or intent or sentiment
    if body is None or wanted is None:
        what, known = ("message", TEXT) if body is None else ("label", (*INTENT, *SENTIMENT))
        raise Unreadable(f"{path.name} has no column with the {what}: one of {', '.join(known)}.")
    kind = "sentiment" if wanted == sentiment and wanted != intent else "intent"
    return _Columns(
        text=body, label=wanted, kind=kind, group=first(GROUP), before=first(BEFORE), role=first(ROLE), turn=first(TURN)
    )


def _labelled(
    path: Path, rows: Sequence[Row], columns: _Columns, mapping: Mapping[str, str] | None
) -> Iterator[Labelled]:
    theirs = {row.get(columns.role) for row in rows if row.get(columns.label)} if columns.role else None
    context, group = NOTHING_BEFORE, None
    for number, row in enumerate(rows, start=1):
        text = row.get(columns.text, "")
        now = row.get(columns.group, "") if columns.group else str(number)
        context = context if now == group else NOTHING_BEFORE
        group = now
        label = _label(path, number, row.get(columns.label, "").strip(), mapping)
        if label:
            if not text.strip():
                raise Unreadable(f"{path.name}, row {number}: the column “{columns.text}” is empty.")
            seen = replace(_with_before(context, row, columns), besides=_besides(rows, number - 1, columns))
            yield Labelled(text=text, label=label, group=now, row=number, context=seen)
        is_ours = theirs is not None and columns.role is not None and row.get(columns.role) not in theirs
        context = context.then_ours(text) if is_ours else context.then_theirs(text)


def _label(path: Path, number: int, label: str, mapping: Mapping[str, str] | None) -> str:
    if not label or mapping is None:
        return label
    if label not in mapping:
        raise Unreadable(f"{path.name}, row {number}: the mapping does not tell what “{label}” stands for.")
    return "" if mapping[label] == LEFT_OUT else mapping[label]


def _with_before(context: Context, row: Row, columns: _Columns) -> Context:
    said = row.get(columns.before, "") if columns.before else ""
    return replace(context, before=said, ours=(*context.ours, said)) if said else context


def _besides(rows: Sequence[Row], place: int, columns: _Columns) -> str:
    """Return the other sentences of the same message, where a file splits messages into sentences."""
    if not (columns.turn and columns.group and columns.role):
        return ""
    keys = (columns.group, columns.turn, columns.role)
    same = [rows[place][key] for key in keys]

    def run(step: int) -> list[str]:
        found, at = [], place + step
        while 0 <= at < len(rows) and [rows[at][key] for key in keys] == same:
            found.append(rows[at][columns.text])
            at += step
        return found

    return " ".join([*reversed(run(-1)), *run(1)])

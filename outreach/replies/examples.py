"""The examples that the built-in models learn from: our own words, one message a line, in ``examples/*.txt``.

A line is the tone (``+``, ``0`` or ``-``), the message, and tags (``#price``). Where a short answer means nothing by
itself, the message it answers stands before ``>>``. ``conversations.txt`` holds whole conversations: ``<`` before a
message of ours, the intent and the tone before one of theirs. Lines that begin with ``//`` are headings.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from outreach.replies.context import NOTHING_BEFORE, Context

FOLDER = Path(__file__).parent / "examples"
TONES = {"+": "positive", "0": "neutral", "-": "negative"}
TONE_ONLY = "tone"  # the file whose lines say how something is said and have no intent
CONVERSATIONS = "conversations"
OURS = "<"
ANSWERS = " >> "


@dataclass(frozen=True, kw_only=True)
class Example:
    """One message with what it means.

    Attributes:
        intent: the name of its file; None where only the tone is told.
        tone: positive, neutral or negative.
        tags: kinds of objection, ``urgent``, ``competitor``.
        context: what was said before it, if it needs that.
    """

    text: str
    intent: str | None
    tone: str
    tags: frozenset[str] = frozenset()
    context: Context = NOTHING_BEFORE


class BadExample(ValueError):
    """A line that does not follow the format; names file and line."""


@cache
def read_examples() -> tuple[Example, ...]:
    """Return every example, in the order of the files' names and of their lines.

    Raises:
        BadExample: a line without tone or text.
    """
    return tuple(example for path in sorted(FOLDER.glob("*.txt")) for example in _read_file(path))


@cache
def digest() -> str:
    """Return a hash of all examples: models made from other examples are stale."""
    content = b"\0".join(path.name.encode() + b"\0" + path.read_bytes() for path in sorted(FOLDER.glob("*.txt")))
    return hashlib.sha256(content).hexdigest()


def _read_file(path: Path) -> Iterator[Example]:
    lines = list(enumerate(path.read_text(encoding="utf-8").splitlines(), start=1))
    told = [(number, line) for number, line in lines if not line.startswith("//")]
    if path.stem == CONVERSATIONS:
        yield from _read_conversations(told, path)
        return
    for number, line in told:
        if line.strip():
            yield _read_line(line, path, number)


def _read_conversations(lines: list[tuple[int, str]], path: Path) -> Iterator[Example]:
    context = NOTHING_BEFORE
    for number, line in lines:
        mark, _, words = line.partition(" ")
        if not line.strip():
            context = NOTHING_BEFORE
        elif mark == OURS:
            context = context.then_ours(words)
        else:
            tone, _, text = words.partition(" ")
            if tone not in TONES or not text:
                raise BadExample(f"{path.name}, line {number}: “{line}” is not an intent, a tone and a message.")
            yield Example(text=text, intent=mark, tone=TONES[tone], context=context)
            context = context.then_theirs(text)


def _read_line(line: str, path: Path, number: int) -> Example:
    mark, _, rest = line.partition(" ")
    words, _, tags = rest.partition("  #")
    before, answers, text = words.rpartition(ANSWERS)
    if mark not in TONES or not text.strip():
        raise BadExample(f"{path.name}, line {number}: “{line}” is not a tone and a message.")
    return Example(
        text=text.replace("\\n", "\n").strip(),
        intent=None if path.stem == TONE_ONLY else path.stem,
        tone=TONES[mark],
        tags=frozenset(tag.lstrip("#") for tag in tags.split()),
        context=Context(before=before.strip()) if answers else NOTHING_BEFORE,
    )

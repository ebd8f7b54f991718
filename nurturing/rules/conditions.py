"""Conditions of a step: what must hold, in words and as a test. Pure.

Every check carries the sentence that pages show, with what was found, whether it held or not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from nurturing.errors import InvalidCondition

Value = int | float | bool | str | None


class Kind(StrEnum):
    """What sort of value a field holds."""

    NUMBER = "number"
    YES_NO = "yes or no"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a condition may ask about."""

    name: str
    kind: Kind
    words: str


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("score", Kind.NUMBER, "score"),
        Field("engagement", Kind.NUMBER, "engagement"),
        Field("matches", Kind.NUMBER, "homes that match"),
        Field("budget_confirmed", Kind.YES_NO, "budget confirmed"),
        Field("preapproved", Kind.YES_NO, "preapproved"),
        Field("has_location", Kind.YES_NO, "location known"),
        Field("timeline", Kind.WORD, "timeline"),
        Field("property_type", Kind.WORD, "kind of home"),
        Field("source", Kind.WORD, "source"),
    )
}

_COMPARISONS: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "above": (lambda found, value: found > value, "above"),
    "at_least": (lambda found, value: found >= value, "at least"),
    "below": (lambda found, value: found < value, "below"),
    "is": (lambda found, value: found == value, ""),
    "is_not": (lambda found, value: found != value, "not"),
}
TESTS: dict[Kind, tuple[str, ...]] = {
    Kind.NUMBER: ("above", "at_least", "below"),
    Kind.YES_NO: ("is",),
    Kind.WORD: ("is", "is_not"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a step's conditions, already checked. All lines of a step must hold."""

    field: str
    test: str
    value: Value

    @property
    def words(self) -> str:
        """Return the condition as a person reads it: "score above 60", "budget confirmed"."""
        field = FIELDS[self.field]
        if field.kind is Kind.YES_NO:
            return field.words if self.value else f"not {field.words}"
        return " ".join(part for part in (field.words, _COMPARISONS[self.test][1], str(self.value)) if part)


@dataclass(frozen=True, slots=True)
class Check:
    """A condition with what was found. ``text`` is shown as it is."""

    field: str
    test: str
    value: Value
    found: Value
    holds: bool
    text: str

    def as_json(self) -> dict[str, Value]:
        """Return the check as it is stored with its touchpoint."""
        return asdict(self)


def read(raw: Mapping[str, Any]) -> Condition:
    """Return the condition that a plan's line stands for.

    Raises:
        InvalidCondition: unknown key, field or test, or a value of the wrong kind; ``field`` names the part.
    """
    if set(raw) != {"field", "test", "value"}:
        raise InvalidCondition("A condition has exactly a field, a test and a value.", field="conditions")
    field = FIELDS.get(raw["field"])
    if field is None:
        raise InvalidCondition(
            f"“{raw['field']}” is not known. Known are: {', '.join(FIELDS)}.", field="conditions.field"
        )
    if raw["test"] not in TESTS[field.kind]:
        allowed = ", ".join(TESTS[field.kind])
        raise InvalidCondition(f"“{raw['test']}” does not fit {field.name}: use {allowed}.", field="conditions.test")
    if not _fits(raw["value"], field.kind):
        raise InvalidCondition(f"The value of {field.name} is a {field.kind}.", field="conditions.value")
    return Condition(field=field.name, test=raw["test"], value=raw["value"])


def read_all(raw: Iterable[Mapping[str, Any]]) -> list[Condition]:
    """Return all conditions of a step; raises as ``read``."""
    return [read(line) for line in raw]


def evaluate(conditions: Iterable[Condition], facts: Mapping[str, Value]) -> list[Check]:
    """Return one check per condition. What is not known does not hold."""
    return [_check(condition, facts.get(condition.field)) for condition in conditions]


def _check(condition: Condition, found: Value) -> Check:
    holds = found is not None and _COMPARISONS[condition.test][0](found, condition.value)
    return Check(
        field=condition.field,
        test=condition.test,
        value=condition.value,
        found=found,
        holds=holds,
        text=f"{_sentence(condition.words)}: {_found_words(condition, found)}.",
    )


def _found_words(condition: Condition, found: Value) -> str:
    if found is None or found == "":
        return "not known yet"
    if FIELDS[condition.field].kind is Kind.YES_NO:
        return "yes" if found == condition.value else "not yet"
    return f"it is {found}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _fits(value: Any, kind: Kind) -> bool:
    if kind is Kind.YES_NO:
        return isinstance(value, bool)
    if kind is Kind.WORD:
        return isinstance(value, str)
    return isinstance(value, int | float) and not isinstance(value, bool)

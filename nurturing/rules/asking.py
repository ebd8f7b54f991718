"""A condition as forms have it: one choice of what is asked, and a value beside it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nurturing.rules import conditions
from nurturing.rules.conditions import Condition, Field, Kind, Value

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that may be asked: ``score:above`` with a number, or ``preapproved:yes`` with nothing beside it."""

    key: str
    words: str
    kind: Kind
    field: str
    test: str


def asks() -> dict[str, Ask]:
    """Return everything that may be asked, by its key, in the order of the fields."""
    return {ask.key: ask for field in conditions.FIELDS.values() for ask in _of(field)}


def split(raw: Mapping[str, Any]) -> dict[str, str]:
    """Return a stored condition as what is asked and the value beside it."""
    condition = conditions.read(raw)
    if conditions.FIELDS[condition.field].kind is Kind.YES_NO:
        return {"what": f"{condition.field}:{YES if condition.value else NO}", "value": ""}
    return {"what": f"{condition.field}:{condition.test}", "value": str(condition.value)}


def join(what: str, value: Decimal | str | None) -> dict[str, Value]:
    """Return the condition that was chosen, as a plan's file has it.

    Args:
        what: a key of ``asks``.
        value: a number or word; of no account for yes or no.
    Raises:
        KeyError: nothing of the kind may be asked.
    """
    ask = asks()[what]
    if ask.kind is Kind.YES_NO:
        found: Value = what.endswith(f":{YES}")
    elif isinstance(value, Decimal):
        found = int(value) if value.as_tuple().exponent == 0 else float(value)
    else:
        found = value
    return {"field": ask.field, "test": ask.test, "value": found}


def _of(field: Field) -> list[Ask]:
    if field.kind is Kind.YES_NO:
        said = [(answer, Condition(field.name, "is", answer == YES).words) for answer in (YES, NO)]
        return [Ask(f"{field.name}:{answer}", words, field.kind, field.name, "is") for answer, words in said]
    return [
        Ask(
            f"{field.name}:{test}",
            f"{field.words} {IS.get(test, test.replace('_', ' '))}",
            field.kind,
            field.name,
            test,
        )
        for test in conditions.TESTS[field.kind]
    ]


IS = {"is": "is", "is_not": "is not"}

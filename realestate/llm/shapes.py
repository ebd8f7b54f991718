"""Shapes of structured answers: the part of JSON Schema that prompts may use, and the check of an answer.

A model's answer is outside data, whatever its maker guarantees. Pure.

The general validator (``jsonschema``) takes 0.4 s to import, and the web process starts without it; what providers
take in their strict modes is little more than this subset anyway.
"""

from collections.abc import Iterator, Mapping
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
KEYWORDS = {
    "object": {"type", "description", "properties", "required", "additionalProperties"},
    "array": {"type", "description", "items", "maxItems"},
    "string": {"type", "description", "enum", "maxLength"},
    "integer": {"type", "description", "minimum", "maximum"},
    "number": {"type", "description", "minimum", "maximum"},
    "boolean": {"type", "description"},
    "null": {"type", "description"},
}
# Limits that strict modes of providers do not know. They are told in the description, and checked here.
OURS_ALONE = {"maxItems", "maxLength", "minimum", "maximum"}


class InvalidShape(ValueError):
    """A schema uses what this module does not check."""


def check_shape(shape: Mapping[str, Any], *, place: str = "schema") -> None:
    """Refuse a schema that could not be checked whole: an unknown keyword, an open object, an optional field.

    Raises:
        InvalidShape: and where.
    """
    kind = shape.get("type")
    if kind not in KEYWORDS:
        raise InvalidShape(f"{place}: type {kind!r} is not one of {', '.join(KEYWORDS)}.")
    unknown = set(shape) - KEYWORDS[kind]
    if unknown:
        raise InvalidShape(f"{place}: {', '.join(sorted(unknown))} is not checked here.")
    if kind == "object":
        names = set(shape.get("properties", {}))
        if shape.get("additionalProperties") is not False or set(shape.get("required", [])) != names:
            raise InvalidShape(f"{place}: an object names all its fields as required and allows no others.")
        for name, inner in shape.get("properties", {}).items():
            check_shape(inner, place=f"{place}.{name}")
    if kind == "array":
        check_shape(shape.get("items", {}), place=f"{place}[]")


def faults(answer: Any, shape: Mapping[str, Any], *, place: str = "answer") -> list[str]:
    """Return in words what is wrong with an answer; nothing, if it has the shape."""
    kind = shape["type"]
    if not isinstance(answer, TYPES[kind]) or (isinstance(answer, bool) and kind in {"integer", "number"}):
        return [f"{place} is no {kind}"]
    value: Any = answer
    if kind == "object":
        return list(_object_faults(value, shape, place))
    if kind == "array":
        return list(_array_faults(value, shape, place))
    if kind == "string":
        return list(_string_faults(value, shape, place))
    if kind in {"integer", "number"}:
        low, high = shape.get("minimum"), shape.get("maximum")
        if (low is not None and value < low) or (high is not None and value > high):
            return [f"{place} is out of range"]
    return []


def for_provider(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema as strict modes take it: without the limits that only we check."""
    plain = {key: value for key, value in shape.items() if key not in OURS_ALONE}
    if "properties" in plain:
        plain["properties"] = {name: for_provider(inner) for name, inner in plain["properties"].items()}
    if "items" in plain:
        plain["items"] = for_provider(plain["items"])
    return plain


def texts(value: Any, shape: Mapping[str, Any], *, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield field name and content of every free text in an answer: those without a list of allowed values."""
    if shape["type"] == "string" and "enum" not in shape:
        yield name, value
    elif shape["type"] == "array":
        for inner in value:
            yield from texts(inner, shape["items"], name=name)
    elif shape["type"] == "object":
        for key, inner in shape["properties"].items():
            yield from texts(value[key], inner, name=key)


def _object_faults(value: dict[str, Any], shape: Mapping[str, Any], place: str) -> Iterator[str]:
    known: Mapping[str, Any] = shape.get("properties", {})
    for name in sorted(set(value) - set(known)):
        yield f"{place}.{name} was not asked for"
    for name, inner in known.items():
        if name not in value:
            yield f"{place}.{name} is missing"
        else:
            yield from faults(value[name], inner, place=f"{place}.{name}")


def _array_faults(value: list[Any], shape: Mapping[str, Any], place: str) -> Iterator[str]:
    if len(value) > shape.get("maxItems", len(value)):
        yield f"{place} has too many items"
    for number, inner in enumerate(value):
        yield from faults(inner, shape["items"], place=f"{place}[{number}]")


def _string_faults(value: str, shape: Mapping[str, Any], place: str) -> Iterator[str]:
    if "enum" in shape and value not in shape["enum"]:
        yield f"{place} is none of the allowed values"
    if len(value) > shape.get("maxLength", len(value)):
        yield f"{place} is too long"

"""Fill a template with what is known of a person. Pure.

A template names variables in braces: ``Hi {first_name}``. Each variable has its own rule for when it is not known
(``variables``), so a text never says "None", never shows a brace and never has a hole in it. Values are put in once
and not read again: what a person typed into a form cannot become a variable.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape

from outreach.errors import InvalidTemplate, MissingFact
from outreach.writing import markup
from outreach.writing.variables import VARIABLES, WhenEmpty

LONGEST = 600  # characters of one value

_NAME = re.compile(r"\{([a-z_]+)\}")
_SENTENCE = re.compile(r"(?<=[.!?])(\s+)")
_BLANKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled text: the variables it used, those for which other words stand, and those that are left out."""

    text: str
    used: tuple[str, ...]
    instead: tuple[str, ...]
    left_out: tuple[str, ...]


def names_in(template: str) -> list[str]:
    """Return the variables of a template, each once, in order."""
    return list(dict.fromkeys(_NAME.findall(template)))


def check(template: str, *, field: str) -> None:
    """Refuse a template that could not be filled.

    Raises:
        InvalidTemplate: an unknown variable, or a stray brace; ``field`` says in which box.
    """
    for name in names_in(template):
        if name not in VARIABLES:
            raise InvalidTemplate(f"{{{name}}} is not known. The list beside the box has what is.", field=field)
    if re.search(r"[{}]", _NAME.sub("", template)):
        raise InvalidTemplate("A brace is not closed, or what is inside is no variable.", field=field)


def fill(template: str, values: Mapping[str, str]) -> Filled:
    """Return the template with every variable replaced, by its rule where it is not known.

    Raises:
        MissingFact: something is not known without which the text makes no sense.
    """
    known = {name: " ".join(values.get(name, "").split())[:LONGEST] for name in names_in(template)}
    for name in known:
        if not known[name] and VARIABLES[name].when_empty is WhenEmpty.REFUSE:
            raise MissingFact(f"Not known of this person: {VARIABLES[name].means.lower()}.")
    gone = {name for name in known if not known[name] and VARIABLES[name].when_empty is WhenEmpty.LEAVE_OUT}
    kept = _without(template, gone)
    says = {name: known[name] or VARIABLES[name].instead for name in known}
    return Filled(
        text=_NAME.sub(lambda found: says[found[1]], kept).strip(),
        used=tuple(name for name in names_in(kept) if known[name]),
        instead=tuple(name for name in names_in(kept) if not known[name]),
        left_out=tuple(name for name in known if name in gone),
    )


def fill_html(template: str, values: Mapping[str, str]) -> Filled:
    """Return cleaned HTML filled likewise: what people typed stays words, and tags that were left open are closed.

    Raises:
        MissingFact, InvalidTemplate: as ``fill``.
    """
    filled = fill(template, {name: escape(value) for name, value in values.items()})
    return replace(filled, text=markup.clean(filled.text))


def _without(template: str, gone: set[str]) -> str:
    """Return the template without the sentences that name something unknown."""
    if not gone:
        return template
    lines = [_line_without(line, gone) for line in template.splitlines()]
    return _BLANKS.sub("\n\n", "\n".join(line for line in lines if line is not None))


def _line_without(line: str, gone: set[str]) -> str | None:
    """Return what is left of a line; None where nothing is."""
    if not gone & set(_NAME.findall(line)):
        return line
    parts = _SENTENCE.split(line)  # sentence, space, sentence ...
    sentences = [part for part in parts[::2] if not gone & set(_NAME.findall(part))]
    return " ".join(sentences) or None

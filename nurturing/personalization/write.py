"""Fill a template with what is known of a lead. Pure.

A template holds merge fields in braces: ``Hi {first_name}``. Each field has a wording for when it is not known, so a
text never says "None", never shows a brace and never has a hole in it. Values are put in once and not read again:
what a person typed into a form cannot become a merge field.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from nurturing.errors import InvalidTemplate

# Always allowed: who writes, and to whom.
BASIC = ("first_name", "agent_name", "brokerage")
# What is known of the search; a step must name those it uses (``personalise_on``).
OF_THE_LEAD = ("locations", "price_range", "property_type", "matches")
KNOWN = BASIC + OF_THE_LEAD

INSTEAD: dict[str, str] = {
    "first_name": "there",
    "agent_name": "your agent",
    "brokerage": "our office",
    "locations": "the areas you like",
    "price_range": "your budget",
    "property_type": "home",
    "matches": "a few homes",
}
LONGEST = 120

_FIELD = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Written:
    """A filled text, and the fields whose stand-in wording it uses."""

    text: str
    missing: tuple[str, ...]


def variables(template: str) -> list[str]:
    """Return the merge fields of a template, each once, in order."""
    return list(dict.fromkeys(_FIELD.findall(template)))


def check(template: str, *, allowed: Collection[str] = KNOWN) -> None:
    """Refuse a template that could not be filled.

    Raises:
        InvalidTemplate: a field that is not known or not allowed here, or a stray brace.
    """
    for name in variables(template):
        if name not in KNOWN:
            raise InvalidTemplate(f"{{{name}}} is not known. Known are: {', '.join(KNOWN)}.")
        if name not in allowed:
            raise InvalidTemplate(f"{{{name}}} is not in personalise_on.")
    if re.search(r"[{}]", _FIELD.sub("", template)):
        raise InvalidTemplate("A brace is not closed, or what is inside is not a field name.")


def fill(template: str, values: Mapping[str, str]) -> Written:
    """Return the template with every field replaced.

    Raises:
        InvalidTemplate: as ``check``.
    """
    check(template)
    missing: list[str] = []

    def value_of(found: re.Match[str]) -> str:
        name = found[1]
        known = " ".join(values.get(name, "").split())[:LONGEST]
        if not known:
            missing.append(name)
        return known or INSTEAD[name]

    return Written(_FIELD.sub(value_of, template), tuple(dict.fromkeys(missing)))

"""How people's names are taken apart, and what lists of people are ordered by. No database here."""

from realestate.lib.text import strip_accents

LONGEST_NAME = 160
LONGEST_PART = 80


def fold(text: str) -> str:
    """Return text for comparing and ordering: no accents, no case, single spaces."""
    return " ".join(strip_accents(text).casefold().split())


def sort_key(*, name: str, first_name: str = "", last_name: str = "") -> str:
    """Return what lists of people are ordered by: last name first, folded."""
    if not last_name:
        first_name, last_name = split_name(name)
    return fold(f"{last_name} {first_name}")[:LONGEST_NAME]


def split_name(name: str) -> tuple[str, str]:
    """Return first and last name. “Reyes, Dana” and “Dana Reyes” are one; a single word is a first name."""
    last, comma, first = name.partition(",")
    if comma and first.strip():
        return " ".join(first.split())[:LONGEST_PART], " ".join(last.split())[:LONGEST_PART]
    *given, family = name.replace(",", " ").split() or [""]
    if not given:
        return family[:LONGEST_PART], ""
    return " ".join(given)[:LONGEST_PART], family[:LONGEST_PART]

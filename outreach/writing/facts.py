"""What is known of a person and may be said to them: each fact with where it is from. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a text may state. ``name`` is that of a variable, ``source`` says where it is known from."""

    name: str
    value: str
    source: str

    def as_json(self) -> dict[str, str]:
        """Return the fact as it is kept beside a message."""
        return {"name": self.name, "value": self.value, "source": self.source}


# Whatever a county or an importer calls it, and how it is said to the owner: as a matter of record, without shame,
# and without an offer to stop anything (Fla. Stat. 501.1377).
_REASONS: tuple[tuple[str, str, str], ...] = (
    ("foreclosure", r"foreclos|lis.?pendens|pre.?fc", "a court case about the property"),
    ("tax", r"\btax|delinquen", "an open property-tax item"),
    ("code", r"\bcode\b|violation|lien", "a code case on the property"),
    ("estate", r"probate|estate|inherit|heir", "a change of ownership through an estate"),
    ("vacant", r"vacan|empty|unoccupied", "a note that the home may be vacant"),
    ("away", r"absentee|out.of.(?:state|town|county)", "that your post goes to another address"),
    ("storm", r"storm|hurricane|flood|fire|damage", "a note of damage to the building"),
    ("tenure", r"long.?time|tenure|years", "that the property has been yours for many years"),
)
DELICATE = ("foreclosure", "tax")  # FCL-1: a person approves every text to these owners


def kind_of_reason(raw: str) -> str:
    """Return which reason a record's own word means; empty for one that we have no gentle words for."""
    words = re.sub(r"[_-]+", " ", raw).casefold()
    return next((kind for kind, pattern, _ in _REASONS if re.search(pattern, words)), "")


def say_reason(raw: str) -> str:
    """Return a distress reason as it is said to an owner; empty where we have no words for it."""
    kind = kind_of_reason(raw)
    return next((words for name, _, words in _REASONS if name == kind), "")


def is_delicate(reasons: Iterable[str]) -> bool:
    """Return whether one of the records says foreclosure or tax default (FCL-1)."""
    return any(kind_of_reason(raw) in DELICATE for raw in reasons)

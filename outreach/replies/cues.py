"""Turns of phrase that tell what a message does, whatever it is about: agrees, refuses, doubts, asks, greets.

They are features of the models, not decisions. The phrases are data (``cues.yaml``).
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from re import Pattern

import yaml

PATH = Path(__file__).parent / "cues.yaml"


def of_reply(plain: str) -> list[str]:
    """Return the names of the cues in a reply. ``plain``: as ``normalise.words`` gives it."""
    return _found(_patterns()["of_a_reply"], plain)


def of_ours(plain: str) -> list[str]:
    """Return the names of the cues in a message of ours."""
    return _found(_patterns()["of_ours"], plain)


def _found(patterns: Mapping[str, Pattern[str]], plain: str) -> list[str]:
    return [name for name, pattern in patterns.items() if pattern.search(plain)]


@cache
def _patterns() -> Mapping[str, Mapping[str, Pattern[str]]]:
    lists: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return {kind: {name: _any(parts) for name, parts in named.items()} for kind, named in lists.items()}


def _any(parts: Sequence[str]) -> Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")

"""Patterns kept as data: a YAML file with lists of words at its top, which its patterns name in braces."""

from pathlib import Path
from typing import Any

import yaml


class PatternFile:
    """One such file.

    Attributes:
        table: everything in it but its lists of words.
    """

    def __init__(self, path: Path) -> None:
        self.table: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._words: dict[str, Any] = self.table.pop("words")

    def either(self, patterns: list[Any]) -> str:
        """Return one pattern that matches any of these; a long one may stand there as a list of its parts."""
        joined = "|".join(f"(?:{''.join(pattern)})" for pattern in patterns)
        for name, words in self._words.items():
            joined = joined.replace(f"{{{name}}}", "".join(words))
        return joined

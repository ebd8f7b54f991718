"""What we stand on is asked for by name, is used, and has its line in docs/dependencies.md; nothing else has one."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("realestate", "crm", "scoring", "outreach", "nurturing", "analytics")
OURS = {*APPS, "tests", "benchmarks", "manage"}
NAME = re.compile(r"[\w.-]+")
LINE = re.compile(r"^\| `([^`]+)` \| ([^|]+) \|", re.MULTILINE)
UNUSED = "not used yet"
# Nobody names these, and yet they work for us.
UNNAMED = {
    "hiredis": "the Redis client finds it",
    "tzdata": "zoneinfo finds it",
    "argon2-cffi": "Django's first password hasher finds it",
}


def plain(name: str) -> str:
    """Return a distribution's name in its one spelling."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for() -> dict[str, set[str]]:
    """Return the direct dependencies, by the heading of their table in the docs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = {
        "At run time": project["project"]["dependencies"],
        "For development": project["project"]["optional-dependencies"]["dev"] + project["dependency-groups"]["node"],
    }
    names = {title: {plain(NAME.match(line)[0]) for line in lines} for title, lines in groups.items()}
    return names | {"In the browser": set(json.loads((ROOT / "package.json").read_text())["dependencies"])}


def told() -> dict[str, list[tuple[str, str]]]:
    """Return each table of the docs page: the name and the purpose of every line."""
    titles_and_tables = re.split(r"^## (.+)$", (ROOT / "docs/dependencies.md").read_text(), flags=re.MULTILINE)[1:]
    return {
        title: LINE.findall(table) for title, table in zip(titles_and_tables[::2], titles_and_tables[1::2], strict=True)
    }


def trees(*folders: str) -> Iterator[ast.AST]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            yield ast.parse(path.read_text(encoding="utf-8"))


def imported(*folders: str) -> set[str]:
    """Return the names of other people's packages that the code in some folders imports."""
    found = set()
    for tree in trees(*folders):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(str(node.module).split(".")[0])
    return found - OURS - sys.stdlib_module_names


def named(*folders: str) -> set[str]:
    """Return the first parts of dotted paths in strings: settings, commands, and imports put off until needed."""
    strings = (
        node.value for tree in trees(*folders) for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )  # fmt: skip
    return {text.split(".")[0] for text in strings if re.fullmatch(r"\w+(\.\w+)*", text)}


def distributions(modules: set[str]) -> dict[str, set[str]]:
    """Return who brings each module."""
    known = packages_distributions()
    return {module: {plain(name) for name in known.get(module, [])} for module in modules}


@pytest.mark.parametrize(
    ("folders", "titles"),
    [(APPS, ["At run time"]), (["tests", "benchmarks"], ["At run time", "For development"])],
    ids=["run time", "tests"],
)
def test_what_is_imported_is_asked_for_and_not_had_by_chance(folders, titles):
    asked = set().union(*(asked_for()[title] for title in titles))
    brought = distributions(imported(*folders))

    assert len(brought) > 10
    assert sorted(module for module, names in brought.items() if not names & asked) == []


def test_every_dependency_has_one_line_and_every_line_a_dependency():
    lines = {title: sorted(name for name, _ in table) for title, table in told().items()}

    assert lines == {title: sorted(names) for title, names in asked_for().items()}


def test_the_docs_say_of_what_is_not_used_that_it_is_not():
    used = set().union(*distributions(imported(*APPS) | named(*APPS)).values(), UNNAMED)
    said = {name for name, purpose in told()["At run time"] if purpose.startswith(UNUSED)}

    assert said == asked_for()["At run time"] - used

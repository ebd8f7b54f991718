"""Statuses: every one has a line in its table, and nobody but ``states.move`` writes one."""

import ast
import importlib
from collections.abc import Iterator
from enum import EnumMeta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

STEPPED = {"status", "stage"}
APPS = ("crm", "outreach", "scoring", "nurturing", "analytics")
STATUS_FIELDS = {"status", "stage", "state"}
# Facts that come from outside as a status of their own and have no steps: they are columns, not state machines.
WITHOUT_STEPS = {
    "crm.ContactPoint.status", "crm.Listing.status", "crm.Contact.state", "crm.Market.state",
    "outreach.DeliveryUpdate.status", "outreach.StateRegistration.state", "outreach.Letter.state",
}  # fmt: skip
BEGINNINGS = {"received", "arrived"}  # a message begins as queued or, when it comes in, as one of these


def tables() -> Iterator[tuple[str, dict[str, frozenset[str]]]]:
    for app in APPS:
        try:
            module = importlib.import_module(f"{app}.states")
        except ModuleNotFoundError:
            continue
        for name, value in vars(module).items():
            if name.endswith("_STEPS"):
                yield f"{app}.{name}", value


TABLES = dict(tables())


def test_there_are_tables_to_look_at():
    assert {"crm.LEAD_STEPS", "crm.DEAL_STEPS", "crm.TASK_STEPS", "crm.IMPORT_STEPS"} <= set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_every_status_has_a_line_and_leads_only_to_known_ones(name):
    table = TABLES[name]
    enums = {type(status) for status in table}
    assert len(enums) == 1
    (enum,) = enums
    assert isinstance(enum, EnumMeta)
    assert set(table) == set(enum)
    assert all(to in set(enum) for steps in table.values() for to in steps)


@pytest.mark.parametrize("name", TABLES)
def test_every_status_can_be_reached(name):
    table = TABLES[name]
    waiting = [next(iter(table)), *(status for status in table if status in BEGINNINGS)]
    reached = set(waiting)
    while waiting:
        for to in table[waiting.pop()] - reached:
            reached.add(to)
            waiting.append(to)
    assert reached == set(table)


def status_columns() -> set[str]:
    found = set()
    for model in apps.get_models():
        if model._meta.app_label in APPS:
            for field in model._meta.local_fields:
                if field.name in STATUS_FIELDS and isinstance(field, models.CharField):
                    found.add(f"{model._meta.label}.{field.name}")
    return found


def test_every_status_column_has_the_values_of_a_table():
    known = {frozenset(str(status) for status in table) for table in TABLES.values()}
    for column in sorted(status_columns() - WITHOUT_STEPS):
        label, name = column.rsplit(".", 1)
        field = apps.get_model(label)._meta.get_field(name)
        assert frozenset(value for value, _ in field.choices or ()) in known, column


def assignments(path: Path) -> list[str]:
    """Return where a file writes a status without ``states.move``: by assignment, or by an unconditional ``update``.

    ``filter(status=old).update(status=new)`` is the same conditional step for many rows.
    """
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [node.lineno for target in targets if getattr(target, "attr", "") in STEPPED]
        if isinstance(node, ast.FunctionDef | ast.Module):
            found += unconditional(node)
    return [f"{path}:{line}" for line in sorted(set(found))]


def unconditional(scope: ast.FunctionDef | ast.Module) -> list[int]:
    """Return the lines of a scope, inner functions aside, that update a status without asking for the old one."""
    inner = {id(n) for f in ast.walk(scope) if isinstance(f, ast.FunctionDef) and f is not scope for n in ast.walk(f)}
    calls = [n for n in ast.walk(scope) if isinstance(n, ast.Call) and id(n) not in inner]
    named = [(getattr(call.func, "attr", ""), {word.arg for word in call.keywords}, call.lineno) for call in calls]
    asked = {word for name, words, _ in named if name == "filter" for word in words if word}
    return [
        line
        for name, words, line in named
        for word in words & STEPPED
        if name == "update" and not {word, f"{word}__in"} & asked
    ]


def test_nobody_writes_a_status_but_move():
    found = []
    for app in (*APPS, "realestate"):
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            if "migrations" not in path.parts and path.name != "states.py":
                found += assignments(path)
    assert [place for place in found if not allowed(place)] == []


# Where the column is no state machine's: what a carrier reported of a number or address.
ALLOWED = {"outreach/services/": "point"}


def allowed(place: str) -> bool:
    path, line = place.rsplit(":", 1)
    relative = str(Path(path).relative_to(settings.BASE_DIR))
    text = Path(path).read_text().splitlines()[int(line) - 1].lower()
    return any(relative.startswith(prefix) and word in text for prefix, word in ALLOWED.items())


def test_the_search_finds_each_way_to_write_a_status(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text(
        "lead.status = 1\nlead.stage: str = 2\nLead.objects.update(status=3)\nlead.score = 4\n"
        "def step():\n    Lead.objects.filter(status=1).update(status=2)\n"
        "def jump():\n    Lead.objects.filter(pk=1).update(status=2)\n"
    )
    assert [place.rsplit(":", 1)[1] for place in assignments(bad)] == ["1", "2", "3", "8"]

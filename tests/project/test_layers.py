"""The floors: the linter's contracts are complete, so a new package cannot slip past them."""

import tomllib

from django.conf import settings

BASE = settings.BASE_DIR
CONTRACTS = tomllib.loads((BASE / "pyproject.toml").read_text())["tool"]["importlinter"]
FLOORS, ANATOMY, ACYCLIC, THINKING, GATE = CONTRACTS["contracts"]

# Modules of the frame that start things: they see every floor, or none.
FRAME = {
    "realestate.settings", "realestate.celery", "realestate.backups", "realestate.apps", "realestate.embedded",
    "realestate.launch",
    "realestate.processes", "realestate.secretfile", "realestate.supervisor", "realestate.health",
    "realestate.middleware", "realestate.schedule", "realestate.tasks", "realestate.management",
    "realestate.templatetags", "realestate.unfold",
}  # fmt: skip


def packages():
    return {path.parent.name for path in BASE.glob("*/apps.py")}


def modules_of(folder):
    found = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    return found - {"__init__"}


def listed(contract):
    return {name.strip(" ()") for line in contract["layers"] for name in line.replace(":", "|").split("|")}


def test_the_linter_reads_every_package():
    assert packages() == set(CONTRACTS["root_packages"])


def test_every_app_has_its_floor():
    assert packages() - {"realestate"} <= listed(FLOORS)


def test_every_module_of_the_ground_has_its_floor():
    ground = {f"realestate.{name}" for name in modules_of(BASE / "realestate")}
    assert ground - listed(FLOORS) - FRAME == set()


def test_every_app_keeps_the_names_that_the_linter_knows():
    assert set(ANATOMY["containers"]) == packages() - {"realestate"}
    assert ANATOMY["exhaustive"], "a module of a new name must be given its layer"


def test_no_package_may_need_one_that_needs_it():
    assert set(ACYCLIC["ancestors"]) == packages()


def test_every_table_is_kept_from_the_modules_that_only_think():
    tables = {f"{path.parent.parent.name}.models" for path in BASE.glob("*/models/__init__.py")}
    assert set(THINKING["forbidden_modules"]) == tables | {"django"}


def test_only_sending_and_what_goes_to_staff_alone_reach_a_carrier():
    assert GATE["protected_modules"] == ["outreach.channels"]
    assert GATE["allowed_importers"] == [
        "outreach.services.sending",
        "outreach.services.staff_texts",
        "outreach.services.trying",
    ]

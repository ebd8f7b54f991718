"""``manage.py evaluate_rubric FILE [--json]``: put a file of cases before the wholesaler's score."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.rubric.evaluate import Case, cases_in, cases_of_county, disagreements


class Command(BaseCommand):
    """Reads cases, or a county's expected leads with its records and signals beside them; needs no database."""

    help = "Put cases (JSON) before the wholesaler's score; fails if one is answered otherwise."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="rubric cases, or expected_leads.json beside expected_normalized and signals."
        )
        parser.add_argument("--json", action="store_true", help="Last line is one JSON object: total, passed, failed.")

    def handle(self, *args: Any, **options: Any) -> None:
        cases, today = _cases(options["file"])
        failed = [asdict(failure) for failure in disagreements(cases, today=today)]
        if options["json"]:
            self.stdout.write(json.dumps({"total": len(cases), "passed": len(cases) - len(failed), "failed": failed}))
        else:
            for failure in failed:
                self.stdout.write(f"{failure['name']}: expected {failure['expected']}, given {failure['given']}")
            self.stdout.write(f"{len(cases) - len(failed)} of {len(cases)} answered as asked.")
        if failed:
            raise CommandError(f"{len(failed)} of {len(cases)} cases were answered otherwise.")
        if not cases:
            raise CommandError("The file holds no case.")


def _cases(path: Path) -> tuple[list[Case], date]:
    told = _read(path)
    try:
        today = date.fromisoformat(told["as_of"])
        if "leads" in told:
            beside = (_read(path.with_name(name)) for name in ("expected_normalized.json", "signals.json"))
            return cases_of_county(told, *beside), today
        return cases_in(told), today
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CommandError(f"{path} is no file of cases: {type(error).__name__} {error}.") from error


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"{path} is no JSON: {error}.") from error

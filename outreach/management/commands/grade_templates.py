"""``manage.py grade_templates [FILE] [--json]``: grade what ships, and the rubric by a set graded by hand."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outreach.writing import grade, plan


class Command(BaseCommand):
    """Needs no database. Fails if a shipped template is not good, or the rubric disagrees with the graded set."""

    help = "Grade the shipped templates by the rubric, and the rubric by a set that a person graded (JSON lines)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=grade.GRADED, help="Without it, the shipped set.")
        parser.add_argument("--json", action="store_true", help="Last line is one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        plans = plan.shipped()
        grades = {one.key: grade.grade_plan(one) for one in plans}
        try:
            verdicts = grade.read_graded(options["file"].read_text(encoding="utf-8").splitlines(), plans)
        except (OSError, KeyError, ValueError) as error:
            raise CommandError(f"{options['file']} is no graded set: {error}") from error
        report = _report(grades, verdicts)
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self._say(report)
        if report["poor"] or report["disagreed"]:
            raise CommandError("A shipped template is poor, or the rubric disagrees with the people who graded.")

    def _say(self, report: dict[str, Any]) -> None:
        self.stdout.write(f"{report['templates']} templates, mean score {report['mean_score']:.3f}, poor: ")
        self.stdout.write(", ".join(report["poor"]) or "none")
        self.stdout.write(f"{report['agreed']} of {report['graded']} items graded as people did.")
        for one in report["disagreed"]:
            self.stdout.write(f"{one['id']}: expected {one['expected']}, given {one['given']}")


def _report(grades: dict[str, grade.Grade], verdicts: list[grade.Verdict]) -> dict[str, Any]:
    wrong = [one for one in verdicts if not one.agrees]
    return {
        "templates": len(grades),
        "mean_score": round(sum(one.score for one in grades.values()) / len(grades), 4),
        "missed": {key: one.missed for key, one in grades.items() if one.missed},
        "poor": [key for key, one in grades.items() if not one.is_good],
        "graded": len(verdicts),
        "agreed": len(verdicts) - len(wrong),
        "disagreed": [{"id": one.id, "expected": one.expected, "given": one.given} for one in wrong],
    }

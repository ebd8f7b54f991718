"""``manage.py evaluate_gate FILE [--json]``: put a file of test vectors before the rules, and say which disagree."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outreach.compliance.evaluate import evaluate
from outreach.compliance.rules import shipped_rules


class Command(BaseCommand):
    """Reads JSON lines as ``docs/guides/compliance.md`` tells, by the rules this release ships; needs no database."""

    help = "Put compliance vectors (JSON lines) before the gate and its lints; fails if one is answered otherwise."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON lines: id, kind, input, expect.")
        parser.add_argument("--json", action="store_true", help="Last line is one JSON object: total, passed, failed.")

    def handle(self, *args: Any, **options: Any) -> None:
        report = evaluate(_read(options["file"]), shipped_rules())
        failed = [asdict(failure) for failure in report.failed]
        if options["json"]:
            self.stdout.write(json.dumps({"total": report.total, "passed": report.passed, "failed": failed}))
        else:
            for failure in failed:
                self.stdout.write(f"{failure['id']}: expected {failure['expected']}, given {failure['given']}")
            self.stdout.write(f"{report.passed} of {report.total} answered as asked.")
        if failed:
            raise CommandError(f"{len(failed)} of {report.total} vectors were answered otherwise.")


def _read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the vectors of a file; a line that is no vector is answered by an error of its own."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            vector = json.loads(line)
        except json.JSONDecodeError:
            vector = None
        yield vector if isinstance(vector, dict) else {"id": f"line {number}", "kind": "unreadable", "input": {}}

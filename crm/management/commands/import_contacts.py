"""``manage.py import_contacts FILE --brokerage SLUG``: bring people in from a table, or take an import back."""

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from crm.models import Brokerage, Import, ImportRow
from crm.services import import_undo, import_workbooks, imports
from crm.states import ImportState, LeadKind, RowOutcome
from realestate.lib import memory, scopes
from realestate.lib.errors import DomainError


class Command(BaseCommand):
    """Prints what became of the rows, and why some were not taken."""

    help = "Bring people in from a CSV file or a workbook (.xlsx), or take an import back with --undo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--brokerage", required=True, metavar="SLUG")
        parser.add_argument("--kind", default=LeadKind.BUYER, choices=LeadKind.values)
        parser.add_argument("--source", default="csv", help="Where the people come from, if the file does not say.")
        parser.add_argument("--undo", type=int, metavar="ID", help="Take this import back instead.")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        memory.relax()
        try:
            brokerage = Brokerage.objects.get(slug=options["brokerage"])
        except Brokerage.DoesNotExist as error:
            raise CommandError(f"There is no brokerage “{options['brokerage']}”.") from error
        with scopes.in_brokerage(brokerage):
            try:
                report = self._undo(options["undo"]) if options["undo"] else self._bring_in(options)
            except DomainError as refusal:
                raise CommandError(refusal.message) from refusal
        self.stdout.write(json.dumps(report, indent=2) if options["as_json"] else _in_words(report))

    def _bring_in(self, options: dict[str, Any]) -> dict[str, Any]:
        path: Path | None = options["file"]
        if path is None or not path.is_file():
            raise CommandError("Name a file that exists, or an import to --undo.")
        began = time.monotonic()
        with path.open("rb") as stream:
            file = import_workbooks.as_text(File(stream, path.name))
            upload = imports.upload(file, lead_kind=options["kind"], source=options["source"])
        imports.check_ready(upload)
        upload = imports.run(upload)
        if upload.status != ImportState.DONE:
            raise CommandError(upload.error or "The import was not finished.")
        seconds = time.monotonic() - began
        rejected = ImportRow.objects.filter(upload=upload, outcome=RowOutcome.REJECTED)
        reasons = rejected.values("reason").annotate(rows=Count("pk")).order_by("-rows", "reason")
        return {
            "import": upload.pk,
            "rows": upload.rows_done,
            "created": upload.created_count,
            "joined": upload.joined_count,
            "rejected": upload.rejected_count,
            "reasons": {row["reason"]: row["rows"] for row in reasons},
            "seconds": round(seconds, 2),
            "rows_per_second": round(upload.rows_done / seconds) if seconds else 0,
        }

    def _undo(self, import_id: int) -> dict[str, Any]:
        try:
            upload = Import.objects.get(pk=import_id)
        except Import.DoesNotExist as error:
            raise CommandError(f"There is no import {import_id} in this brokerage.") from error
        return {"import": import_id, "undone": asdict(import_undo.undo(upload))}


def _in_words(report: dict[str, Any]) -> str:
    if "undone" in report:
        gone = report["undone"]
        return (
            f"Import {report['import']} taken back: {gone['people']} people and {gone['leads']} leads removed, "
            f"{gone['kept']} people kept because they were touched since."
        )
    lines = [
        f"Import {report['import']}: {report['rows']} rows in {report['seconds']} s",
        f"  created   {report['created']}",
        f"  joined    {report['joined']}",
        f"  rejected  {report['rejected']}",
    ]
    return "\n".join([*lines, *(f"    {count} x {reason}" for reason, count in report["reasons"].items())])

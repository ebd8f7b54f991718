"""``manage.py assess_parcels RECORDS --signals FILE --brokerage SLUG --source NAME``: score a county's parcels."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.models import Brokerage
from realestate.lib import scopes
from scoring.rubric.parcels import one_per_parcel
from scoring.services.parcels import UnreadableParcel, assess_record


class Command(BaseCommand):
    """Reads unified parcel records; each becomes a home, or is found by its county and parcel id, and is scored."""

    help = "Score parcels from unified records (JSON) with the signals of distress found for them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("records", type=Path, help="JSON: as_of, and rows of unified parcel records.")
        parser.add_argument("--signals", type=Path, required=True, help="JSON: by_parcel, signals by parcel id.")
        parser.add_argument("--brokerage", required=True, help="Whose homes they become: its short name.")
        parser.add_argument("--source", required=True, help="Who told of them, as pages name it.")

    def handle(self, *args: Any, **options: Any) -> None:
        brokerage = Brokerage.objects.filter(slug=options["brokerage"]).first()
        if brokerage is None:
            raise CommandError(f"No brokerage is called {options['brokerage']}.")
        told, signals = _read(options["records"]), _read(options["signals"])
        try:
            rows, as_of, by_parcel = (
                one_per_parcel(told["rows"]),
                date.fromisoformat(told["as_of"]),
                signals["by_parcel"],
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CommandError(f"The files are not records and signals: {type(error).__name__} {error}.") from error
        scored = 0
        with scopes.in_brokerage(brokerage):
            for number, row in enumerate(rows, start=1):
                try:
                    assess_record(row, by_parcel.get(row.get("parcel_id"), ()), source=options["source"], as_of=as_of)
                    scored += 1
                except UnreadableParcel as error:
                    self.stderr.write(f"Row {number}: {error.message}")
        self.stdout.write(f"{scored} of {len(rows)} parcels scored.")
        if scored < len(rows):
            raise CommandError(f"{len(rows) - scored} rows could not be read; the others are kept.")


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read: {error}.") from error

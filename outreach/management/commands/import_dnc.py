"""``manage.py import_dnc FILE --registry national --area-code 407 --list-date 2026-11-01 --brokerage SLUG``."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.models import Brokerage
from outreach.services import dnc_import
from realestate.lib import scopes
from realestate.lib.errors import DomainError


class Command(BaseCommand):
    """Loads a do-not-call list, or refuses it and leaves the one before in force."""

    help = "Load a do-not-call list: the national one by area code, or a state's. Text or XML, zipped or not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--registry", required=True, help="national, or a state such as FL.")
        parser.add_argument("--area-code", default="", help="Of a national file.")
        parser.add_argument("--list-date", required=True, type=date.fromisoformat, help="The list's own date.")
        parser.add_argument("--brokerage", required=True, help="Slug of the brokerage whose subscription it is.")
        parser.add_argument("--change", action="store_true", help="It holds only what changed.")

    def handle(self, *args: Any, **options: Any) -> None:
        brokerage = Brokerage.objects.filter(slug=options["brokerage"]).first()
        if brokerage is None:
            raise CommandError(f"There is no brokerage “{options['brokerage']}”.")
        try:
            with options["file"].open("rb") as file, scopes.in_brokerage(brokerage):
                row = dnc_import.load(
                    file,
                    brokerage=brokerage,
                    registry=options["registry"],
                    area_code=options["area_code"],
                    list_date=options["list_date"],
                    is_change=options["change"],
                    filename=options["file"].name,
                )
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            f"{row.title}: {row.rows} numbers in force, {row.rejected} rows refused, SHA-256 {row.checksum}"
        )

"""Write a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from realestate import backups


class Command(BaseCommand):
    """Write one file with everything that an installation is."""

    help = "Write database, uploads and secrets into one file. Keep it closed: it opens everything."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="Where to; by default into DATA_DIR/backups.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it and say where."""
        try:
            written = backups.write(options["file"])
        except backups.CannotRestore as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{written} ({written.stat().st_size / 1e6:.1f} MB)")

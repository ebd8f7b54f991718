"""Bring the shipped sequences into one brokerage or all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.models import Brokerage
from nurturing.errors import InvalidSequence
from nurturing.services import sequences


class Command(BaseCommand):
    """``manage.py load_sequences [--brokerage SLUG] [--folder FOLDER]``: load the plans that changed."""

    help = "Load sequences from YAML files. An unchanged plan makes no new version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--brokerage", help="Slug; without it, every active brokerage.")
        parser.add_argument("--folder", type=Path, default=sequences.SHIPPED, help="Where the .yaml files are.")

    def handle(self, *args: Any, **options: Any) -> None:
        brokerages = Brokerage.objects.filter(is_active=True).order_by("pk")
        if options["brokerage"]:
            brokerages = brokerages.filter(slug=options["brokerage"])
            if not brokerages:
                raise CommandError(f"There is no active brokerage “{options['brokerage']}”.")
        for brokerage in brokerages:
            try:
                loaded = sequences.load(brokerage, folder=options["folder"])
            except InvalidSequence as problem:
                raise CommandError(problem.message) from problem
            for line in loaded:
                word = "new version" if line.is_new else "unchanged"
                self.stdout.write(f"{brokerage.slug}: {line.version} ({word})")

"""Bring the shipped templates into one brokerage or all."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.models import Brokerage
from outreach.services import templates


class Command(BaseCommand):
    """``manage.py load_templates [--brokerage SLUG]``: load the templates of this release that are new or changed."""

    help = "Load the shipped templates. Words that a brokerage wrote itself stay in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--brokerage", help="Slug; without it, every active brokerage.")

    def handle(self, *args: Any, **options: Any) -> None:
        brokerages = Brokerage.objects.filter(is_active=True).order_by("pk")
        if options["brokerage"]:
            brokerages = brokerages.filter(slug=options["brokerage"])
            if not brokerages:
                raise CommandError(f"There is no active brokerage “{options['brokerage']}”.")
        for brokerage in brokerages:
            loaded = templates.load(brokerage)
            fresh = sum(one.is_new for one in loaded)
            self.stdout.write(f"{brokerage.slug}: {fresh} new, {len(loaded) - fresh} unchanged")

"""Build the demo brokerages."""

from argparse import ArgumentParser
from datetime import UTC, datetime, time
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date, parse_datetime

from analytics.demo.build import AlreadyThere, build
from analytics.demo.clear import clear
from analytics.demo.office import log_ins
from crm.models import Brokerage
from crm.services import instance
from realestate.lib import clock


class Command(BaseCommand):
    """``manage.py seed_demo [--seed 1] [--as-of DATE] [--leads 2000]``: two brokerages with 90 days of history."""

    help = "Build the demo brokerages, once. The same seed and date make the same rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--as-of", help="The demo's present: a date (noon UTC) or a moment. Now, unless given.")
        parser.add_argument("--leads", type=int, default=2000)
        parser.add_argument("--replays", type=int, default=25, help="How many leads go through the services.")
        parser.add_argument("--first-start", action="store_true", help="Only where there is no brokerage at all.")

    def handle(self, *args: Any, **options: Any) -> None:
        unfinished = settings.DATA_DIR / "demo-unfinished"
        if unfinished.exists():
            clear()  # a build was cut off in the middle
        if options["first_start"]:
            if Brokerage.objects.exists():
                return
            self.stdout.write("Loading the demo data, once…")
        instance.establish(version=settings.VERSION)  # a database of no installation sends nothing, not even a demo
        as_of = _moment(options["as_of"])
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch()
        try:
            self._build(seed=options["seed"], as_of=as_of, leads=options["leads"], replays=options["replays"])
        except AlreadyThere as refusal:
            self.stdout.write(refusal.message)
        unfinished.unlink()

    def _build(self, **wanted: Any) -> None:
        began = monotonic()
        for one in build(**wanted):
            rows = sum(one.rows.values())
            many = one.rows.get("crm.Lead", 0) + one.replayed
            self.stdout.write(f"{one.brokerage.name}: {many} leads, {rows} rows, {one.replayed} through the services")
        self.stdout.write("\n".join([*log_ins(), f"Built in {monotonic() - began:.1f} s."]))


def _moment(given: str | None) -> datetime:
    if given is None:
        return clock.now()
    day = parse_date(given) if len(given) == len("2026-01-01") else None
    moment = datetime.combine(day, time(12), UTC) if day else parse_datetime(given)
    if moment is None:
        raise CommandError("--as-of takes a date such as 2026-11-20, or a moment such as 2026-11-20T14:30:00+00:00.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""Build the demo brokerages."""

from argparse import ArgumentParser
from datetime import UTC, datetime, time
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date, parse_datetime

from analytics.demo.build import AlreadyThere, build
from analytics.demo.office import FIRMS, PASSWORD
from crm.services import instance
from realestate.lib import clock


class Command(BaseCommand):
    """``manage.py seed_demo [--seed 1] [--as-of DATE] [--leads 2000]``: two brokerages with 90 days of history."""

    help = "Build the demo brokerages, once. The same seed and date make the same rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--as-of", help="The demo's present: a date (noon UTC) or a moment. Now, unless given.")
        parser.add_argument("--leads", type=int, default=2000)

    def handle(self, *args: Any, **options: Any) -> None:
        began = monotonic()
        instance.establish(version=settings.VERSION)  # a database of no installation sends nothing, not even a demo
        try:
            built = build(seed=options["seed"], as_of=_moment(options["as_of"]), leads=options["leads"])
        except AlreadyThere as refusal:
            self.stdout.write(refusal.message)
            return
        for one in built:
            rows = sum(one.rows.values())
            leads = one.rows["crm.Lead"] + one.replayed
            self.stdout.write(f"{one.brokerage.name}: {leads} leads, {rows} rows, {one.replayed} through the services")
        lines = _log_ins()
        path = settings.DATA_DIR / "demo-log-ins"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        path.chmod(0o600)
        self.stdout.write("\n".join([*lines, f"Built in {monotonic() - began:.1f} s."]))


def _log_ins() -> list[str]:
    people = [f"  {c.email:28} {c.name}, {c.role} at {firm.name}" for firm in FIRMS for c in firm.staff]
    return [f"Demo log-ins, all with the password {PASSWORD}:", *people]


def _moment(given: str | None) -> datetime:
    if given is None:
        return clock.now()
    day = parse_date(given) if len(given) == len("2026-01-01") else None
    moment = datetime.combine(day, time(12), UTC) if day else parse_datetime(given)
    if moment is None:
        raise CommandError("--as-of takes a date such as 2026-11-20, or a moment such as 2026-11-20T14:30:00+00:00.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

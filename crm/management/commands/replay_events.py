"""Tell one subscriber again what happened."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.models import Brokerage
from crm.services.replay import replay
from realestate.lib import clock, scopes
from realestate.lib.errors import DomainError


class Command(BaseCommand):
    """Hand a brokerage's recorded events to one subscriber again, whether it had them or not."""

    help = "Replay a brokerage's events to one subscriber, in order. Try --dry-run first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--brokerage", required=True, metavar="SLUG")
        parser.add_argument("--subscriber", required=True, metavar="APP", help="For example: scoring.")
        parser.add_argument(
            "--since", required=True, type=_moment, help="First moment, ISO 8601; UTC if no zone is given."
        )
        parser.add_argument("--until", type=_moment, help="First moment left out; now, if not given.")
        parser.add_argument("--dry-run", action="store_true", help="Count only.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay and print the counts; exit 1 if an event failed."""
        brokerage = Brokerage.objects.filter(slug=options["brokerage"]).first()
        if brokerage is None:
            raise CommandError(f"There is no brokerage “{options['brokerage']}”.")
        try:
            with scopes.in_brokerage(brokerage):
                done = replay(
                    subscriber=options["subscriber"],
                    since=options["since"],
                    until=options["until"] or clock.real_now(),
                    dry_run=options["dry_run"],
                )
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        for kind, count in sorted(done.counts.items()):
            self.stdout.write(f"{count:>8}  {kind}")
        verb = "would be replayed" if options["dry_run"] else "replayed"
        self.stdout.write(f"{done.total:>8}  {verb}, {len(done.failed)} failed")
        if done.failed:
            named = ", ".join(f"{pk} ({error})" for pk, error in list(done.failed.items())[:20])
            raise CommandError(f"These events failed: {named}")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no ISO 8601 moment.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

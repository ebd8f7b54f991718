"""``manage.py verify_audit [--brokerage SLUG] [--json]``: walk the audit chain and say whether anything was changed."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.models import Brokerage
from outreach.services import audit
from realestate.lib import scopes


class Command(BaseCommand):
    """Prints one line a brokerage. Note the head somewhere else: it proves later that nothing was cut off the end."""

    help = "Compare every link of the audit chain with its row; fails if one was changed, removed or put in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--brokerage", help="Slug; without it, every brokerage.")
        parser.add_argument("--json", action="store_true", help="One JSON object a line.")

    def handle(self, *args: Any, **options: Any) -> None:
        brokerages = Brokerage.objects.order_by("pk")
        if options["brokerage"]:
            brokerages = brokerages.filter(slug=options["brokerage"])
            if not brokerages:
                raise CommandError(f"There is no brokerage “{options['brokerage']}”.")
        broken = 0
        for brokerage in brokerages:
            with scopes.in_brokerage(brokerage):
                audit.seal()
                found = audit.verify()
            broken += not found.holds
            self.stdout.write(_line(brokerage.slug, found, as_json=options["json"]))
        if broken:
            raise CommandError(f"The chain is broken for {broken} of {len(brokerages)} brokerages.")


def _line(slug: str, found: audit.Verdict, *, as_json: bool) -> str:
    if as_json:
        said = {"brokerage": slug, "holds": found.holds, "links": found.links, "erased": found.erased}
        return json.dumps({**said, "unsealed": found.unsealed, "broken": found.broken, "head": found.head})
    state = "holds" if found.holds else f"BROKEN at {'; '.join(f'{at}: {why}' for at, why in found.broken[:10])}"
    return f"{slug}: {found.links} links, {found.erased} erased, {state}. Head {found.head}"

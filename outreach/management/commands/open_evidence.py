"""``manage.py open_evidence PR-12 --brokerage SLUG --because "…"``: what the law made us keep of an erased person."""

import json
from argparse import ArgumentParser
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError

from crm.models import Brokerage
from outreach.models import KeptEvidence
from outreach.services import erasing
from realestate.lib import scopes

log = structlog.get_logger()


class Command(BaseCommand):
    """For a court or an agency. The opening is logged with its reason; there is no page for it, on purpose."""

    help = "Print the sealed evidence of an erasure request as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("request", help="The request's number, such as PR-12.")
        parser.add_argument("--brokerage", required=True, help="Slug.")
        parser.add_argument("--because", required=True, help="Who asks, and on what ground.")

    def handle(self, *args: Any, **options: Any) -> None:
        brokerage = Brokerage.objects.filter(slug=options["brokerage"]).first()
        number = options["request"].removeprefix("PR-")
        if brokerage is None or not number.isdecimal():
            raise CommandError("Name a brokerage and a request, such as PR-12.")
        with scopes.in_brokerage(brokerage):
            rows = list(KeptEvidence.objects.filter(request_id=int(number)))
            if not rows:
                raise CommandError("Nothing is kept for this request.")
            log.warning("evidence.opened", request=int(number), because=options["because"])
            for row in rows:
                self.stdout.write(json.dumps(erasing.open_evidence(row), indent=2, ensure_ascii=False))

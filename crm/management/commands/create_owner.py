"""``manage.py create_owner EMAIL``: the first person of a brokerage on a machine without a browser."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from crm.models import Brokerage
from crm.services import accounts, password_links
from crm.states import Role
from realestate.lib.errors import DomainError


class Command(BaseCommand):
    """Prints a link by which the owner chooses a password, once."""

    help = "Make an owner, and a brokerage where there is none, and print a one-time link to choose a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", default="", help="The owner's name; the address unless given.")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--brokerage", default="", metavar="SLUG", help="Which one; needed where there are several.")
        which.add_argument("--brokerage-name", default="", metavar="NAME", help="Make a new one of this name.")
        parser.add_argument("--timezone", default="America/New_York", help="IANA zone of a new brokerage.")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            brokerage = self._brokerage(options)
            agent = accounts.create_agent(brokerage, email=options["email"], name=options["name"], role=Role.OWNER)
        except DomainError as refusal:
            hint = f" For a new link: manage.py password_link {options['email']}" if refusal.field == "email" else ""
            raise CommandError(f"{refusal.message}{hint}") from refusal
        self.stdout.write(f"{agent.name} owns {brokerage.name} ({brokerage.slug}) and chooses a password, once, at:")
        self.stdout.write(password_links.link(agent.user))
        self.stdout.write("Then open Settings, Brokerage: the postal address and the number texts come from.")

    def _brokerage(self, options: dict[str, Any]) -> Brokerage:
        if options["brokerage"]:
            try:
                return Brokerage.objects.get(slug=options["brokerage"])
            except Brokerage.DoesNotExist as error:
                raise CommandError(f"There is no brokerage “{options['brokerage']}”.") from error
        theirs = list(Brokerage.objects.filter(is_demo=False).order_by("slug"))
        if options["brokerage_name"] or not theirs:
            name = options["brokerage_name"] or "My brokerage"
            return accounts.create_brokerage(name, timezone=options["timezone"])
        if len(theirs) > 1:
            slugs = ", ".join(brokerage.slug for brokerage in theirs)
            raise CommandError(f"Say which brokerage with --brokerage: {slugs}. Or a new one with --brokerage-name.")
        return theirs[0]

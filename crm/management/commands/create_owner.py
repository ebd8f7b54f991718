"""``manage.py create_owner EMAIL``: the first person of a brokerage on a machine without a browser."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from crm.models import Brokerage
from crm.services import accounts
from crm.states import Role
from realestate.lib.errors import DomainError


class Command(BaseCommand):
    """Prints a link by which the owner chooses a password, once."""

    help = "Make an owner, and a brokerage where there is none, and print a one-time link to choose a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", default="", help="The owner's name; the address unless given.")
        parser.add_argument("--brokerage", default="", metavar="SLUG", help="One that exists; else a new one is made.")
        parser.add_argument("--brokerage-name", default="My brokerage", help="Name of the new brokerage.")
        parser.add_argument("--timezone", default="America/New_York", help="IANA zone of the new brokerage.")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            brokerage = self._brokerage(options)
            agent = accounts.create_agent(brokerage, email=options["email"], name=options["name"], role=Role.OWNER)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        uid, token = accounts.reset_token(agent.user)
        path = reverse("password_reset_confirm", kwargs={"uidb64": uid, "token": token})
        self.stdout.write(f"{agent.name} owns {brokerage.name} ({brokerage.slug}). Choose a password, once, at:")
        self.stdout.write(f"{settings.PUBLIC_URL.rstrip('/')}{path}")

    def _brokerage(self, options: dict[str, Any]) -> Brokerage:
        if not options["brokerage"]:
            return accounts.create_brokerage(options["brokerage_name"], timezone=options["timezone"])
        try:
            return Brokerage.objects.get(slug=options["brokerage"])
        except Brokerage.DoesNotExist as error:
            raise CommandError(f"There is no brokerage “{options['brokerage']}”.") from error

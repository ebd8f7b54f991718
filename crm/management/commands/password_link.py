"""``manage.py password_link EMAIL``: a way back in on a machine that sends no mail."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.models import User
from crm.services import password_links


class Command(BaseCommand):
    """Prints a link by which somebody who has a log-in chooses a password, once."""

    help = "Print a one-time link by which somebody who has a log-in chooses a new password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {options['email']}.")
        if not user.is_active:
            raise CommandError(f"The log-in of {user.email} is closed. An owner opens it under Settings, People here.")
        self.stdout.write(f"{user.email} chooses a password, once, within three days, at:")
        self.stdout.write(password_links.link(user))

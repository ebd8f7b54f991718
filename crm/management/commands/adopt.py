"""Make this installation the home of a restored database."""

from typing import Any

from django.core.management.base import BaseCommand

from crm.services import instance


class Command(BaseCommand):
    """After a restore: an operator says that the other copy is gone, and sending goes on from here."""

    help = "Let this installation send from a restored database. Only once the copy it came from no longer sends."

    def handle(self, *args: Any, **options: Any) -> None:
        """Adopt, and say how things stand."""
        instance.adopt()
        self.stdout.write(instance.why_closed() or "This installation now sends from this database.")

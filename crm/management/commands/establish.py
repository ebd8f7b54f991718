"""Tie the database to this machine's data folder."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from crm.services import instance


class Command(BaseCommand):
    """Write down, at the first start, which installation the database belongs to; later starts change nothing."""

    help = "Run by `up` at every start."

    def handle(self, *args: Any, **options: Any) -> None:
        """Establish, and say so if sending is closed."""
        instance.establish(version=settings.VERSION)
        reason = instance.why_closed()
        if reason:
            self.stdout.write(f"Nothing is sent from here: {reason}")

"""Say how one gets in."""

from typing import Any

from django.core.management.base import BaseCommand

from analytics.demo.office import log_ins
from crm.models import Brokerage
from crm.services import setup


class Command(BaseCommand):
    """The address of the set-up while nobody has set this installation up; the demo's log-ins while it is there."""

    help = "Print how one gets in. Run by `up` at every start."

    def handle(self, *args: Any, **options: Any) -> None:
        if setup.is_open():
            self.stdout.write(f"Nobody has set it up yet. Open {setup.address()}")
        elif Brokerage.objects.filter(is_demo=True).exists():
            self.stdout.write("\n".join(log_ins()))

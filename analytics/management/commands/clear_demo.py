"""Remove the demo brokerages."""

from typing import Any

from django.core.management.base import BaseCommand

from analytics.demo.clear import clear
from crm.services import setup

NEXT = """No brokerage is left. If Homestretch runs, its first page now sets up your own.
At the next start, `DEMO=0 make run` begins with the set-up, and `make run` loads the demo again."""


class Command(BaseCommand):
    """``manage.py clear_demo``: delete every demo brokerage with all its rows."""

    help = "Remove the demo brokerages with everything in them. Others are not touched."

    def handle(self, *args: Any, **options: Any) -> None:
        names = clear()
        self.stdout.write(f"Removed {' and '.join(names)}." if names else "There is no demo brokerage.")
        if names and setup.is_open():
            self.stdout.write(NEXT)

"""Remove the demo brokerages."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from analytics.demo.clear import clear


class Command(BaseCommand):
    """``manage.py clear_demo``: delete every demo brokerage with all its rows."""

    help = "Remove the demo brokerages with everything in them. Others are not touched."

    def handle(self, *args: Any, **options: Any) -> None:
        names = clear()
        (settings.DATA_DIR / "demo-log-ins").unlink(missing_ok=True)
        self.stdout.write(f"Removed {' and '.join(names)}." if names else "There is no demo brokerage.")

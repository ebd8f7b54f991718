#!/usr/bin/env python
"""Homestretch's command line."""

import os
import sys
from contextlib import nullcontext

# These either need no server or bring their own.
ALONE = {
    "up",
    "doctor",
    "restore",
    "help",
    "--help",
    "--version",
    "version",
    "check",
    "collectstatic",
    "makemigrations",
    "train_replies",
    "evaluate_replies",
    "evaluate_gate",
}


def main() -> None:
    """Run a management command; one that needs servers borrows them from a running `up`, or has its own meanwhile."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "realestate.settings")
    from django.conf import settings  # noqa: PLC0415 - after the settings are named
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from realestate import embedded  # noqa: PLC0415
    from realestate.lib import memory  # noqa: PLC0415

    memory.relax()
    alone = len(sys.argv) < 2 or sys.argv[1] in ALONE or "--help" in sys.argv
    try:
        servers = {"postgres": settings.EMBEDS_POSTGRES, "redis": settings.EMBEDS_REDIS}
    except (ImproperlyConfigured, ValueError) as error:
        sys.exit(f"Homestretch cannot start: {error}")
    borrowed = nullcontext() if alone or not any(servers.values()) else embedded.lent(settings.EMBEDDED, **servers)
    with borrowed:
        if not alone:  # links that a command prints or mails lead to where the pages are, whatever PORT says here
            settings.PUBLIC_URL = embedded.running_at(settings.EMBEDDED) or settings.PUBLIC_URL
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""``manage.py prove_sending``: kill sending workers at random moments and count what arrived."""

import json
import os
import platform
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from outreach.proving import trials
from realestate.embedded import Embedded

INSIDE = "HOMESTRETCH_PROOF"


class Command(BaseCommand):
    """Runs in a database of its own, which it makes and throws away; your data is never touched."""

    help = "Kill sending workers with kill -9 at random moments and count deliveries: none twice, none lost silently."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kills", type=int, default=50, help="How many workers are killed.")
        parser.add_argument("--messages", type=int, default=1500, help="How many texts are sent meanwhile.")
        parser.add_argument("--seed", type=int, default=1, help="Seed of the random moments.")

    def handle(self, *args: Any, **options: Any) -> None:
        if os.environ.get(INSIDE):
            self._prove(options)
            return
        with tempfile.TemporaryDirectory(prefix="hs-proof-") as folder:
            services = Embedded(Path(folder), durable=True)
            services.start()
            try:
                code = subprocess.run(self._again(options), env=_environment(Path(folder), services)).returncode
            finally:
                services.stop()
        if code:
            raise CommandError("The proof does not hold.")

    def _prove(self, options: dict[str, Any]) -> None:
        call_command("migrate", verbosity=0)
        report = trials.run(kills=options["kills"], messages=options["messages"], seed=options["seed"])
        machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
        self.stdout.write(json.dumps({**asdict(report), "holds": report.holds, "machine": machine}, indent=2))
        if not report.holds:
            sys.exit(1)

    def _again(self, options: dict[str, Any]) -> list[str]:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prove_sending"]
        return [*command, *(f"--{name}={options[name]}" for name in ("kills", "messages", "seed"))]


def _environment(folder: Path, services: Embedded) -> dict[str, str]:
    return {
        **os.environ,
        INSIDE: "1",
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": services.postgres.url,
        "REDIS_URL": services.redis.url,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "proof",
        "LOG_LEVEL": "ERROR",
    }

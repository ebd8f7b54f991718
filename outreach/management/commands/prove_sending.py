"""``manage.py prove_sending``: kill what sends, sweeps and serves at random moments, and count what arrived."""

import json
import os
import platform
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from outreach.proving import trials
from realestate import processes
from realestate.embedded import Embedded

INSIDE = "HOMESTRETCH_PROOF"
LOOK_AFTER = 0.1  # seconds between two looks after servers that were killed


class Command(BaseCommand):
    """Runs on servers of its own, which it starts and throws away; your data is never touched.

    The last line is one JSON object: ``proving.report.Report``. The exit code is 0 only if the proof holds.
    """

    help = "Kill workers, sweeps and web processes with kill -9 and count deliveries: none twice, none lost silently."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kills", type=int, default=220, help="How many processes are killed.")
        parser.add_argument("--stops", type=int, default=1000, help="How many sends are raced by a STOP.")
        parser.add_argument("--takeovers", type=int, default=200, help="How many answers are raced by a takeover.")
        parser.add_argument("--seed", type=int, default=1, help="Seed of the random moments.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = os.environ.get(INSIDE)
        if folder:
            self._prove(Path(folder), options)
            return
        with tempfile.TemporaryDirectory(prefix="hs-proof-") as name:
            services = Embedded(Path(name), durable=True)
            services.start()
            try:
                code = _run_beside(services, self._again(options), _environment(Path(name), services))
            finally:
                services.stop()
        if code:
            raise CommandError(f"The proof does not hold (exit code {code}).")

    def _prove(self, folder: Path, options: dict[str, Any]) -> None:
        call_command("migrate", verbosity=0)
        plan = trials.Plan(**{name: options[name] for name in ("kills", "stops", "takeovers", "seed")})
        report = trials.run(plan, folder)
        machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
        self.stdout.write(json.dumps({**report.as_json(), "machine": machine}))
        if not report.holds:
            sys.exit(1)

    def _again(self, options: dict[str, Any]) -> list[str]:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prove_sending"]
        return [*command, *(f"--{name}={options[name]}" for name in ("kills", "stops", "takeovers", "seed"))]


def _run_beside(services: Embedded, command: list[str], environment: dict[str, str]) -> int:
    """Run the trials, and start the servers again that they kill; return the trials' exit code."""
    running = processes.spawn(command, death_signal=signal.SIGKILL, env=environment)
    while running.poll() is None:
        services.watch()
        time.sleep(LOOK_AFTER)
    return running.returncode


def _environment(folder: Path, services: Embedded) -> dict[str, str]:
    """Return an environment without anybody's real keys."""
    return {
        **os.environ,
        INSIDE: str(folder),
        "ENV_FILE": "/dev/null",
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": services.postgres.url,
        "REDIS_URL": services.redis.url,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "proof",
        "LOG_LEVEL": "ERROR",
        "PROVIDER_PER_MINUTE": "1000000",
    }

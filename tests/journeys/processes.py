"""The real processes of a running Homestretch, on the test's own database: worker, bus and mail catcher."""

import os
import socket
import subprocess
import sys

from django.conf import settings
from django.db import connection

from realestate.celery import QUEUES
from tests.running import PATIENCE, eventually, free_port


class Processes:
    """Starts what ``manage.py up`` would, and ends it with the test."""

    def __init__(self) -> None:
        self.mail_port = free_port()
        self._running: list[subprocess.Popen[bytes]] = []
        self._environment = {
            **environment(),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "MAIL_CATCHER_PORT": str(self.mail_port),
        }

    def start(self) -> None:
        """Start all three and wait until mail can be handed in."""
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        celery = [sys.executable, "-m", "celery", "-A", "realestate", "worker", "--pool", "solo", "-l", "ERROR"]
        self._start([*manage, "run_mailcatcher"])
        self._start([*manage, "run_bus"])
        self._start([*celery, "-Q", ",".join(QUEUES), "--without-gossip", "--without-mingle"])
        eventually("the mail catcher", self._takes_mail)

    def stop(self) -> None:
        """End them all."""
        for process in self._running:
            process.terminate()
        for process in self._running:
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()

    def _start(self, command: list[str]) -> None:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=self._environment)
        self._running.append(process)

    def _takes_mail(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.mail_port)) == 0


def environment() -> dict[str, str]:
    """Return the environment of a process of ours that works on the test's own database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "realestate.settings",
        "DATABASE_URL": _url_of_test_database(),
    }


def _url_of_test_database() -> str:
    """Return the address of the database pytest made; ours names the one beside it."""
    name = connection.settings_dict["NAME"]
    head, _, query = settings.DATABASE_URL.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}?{query}"

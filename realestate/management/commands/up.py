"""Run everything on this machine: databases, web, worker, beat, bus, mail catcher."""

import os
import resource
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from realestate import embedded, health
from realestate.celery import QUEUES
from realestate.supervisor import Program, Supervisor

OPEN_FILES = 65536  # a thousand sockets, and room
READY_WITHIN = 60
BEHIND_PAGES = 5  # where worker or bus and the pages want one processor, the pages get three quarters of it
STOP_ORDER = ("beat", "worker", "web", "bus", "mail")


class Stop(BaseException):
    """A person pressed Ctrl-C, or the system asked us to end."""


class Command(BaseCommand):
    """Start in order, wait, stop in reverse: beat, worker, web, bus, Redis, PostgreSQL."""

    help = "Run Homestretch on this machine until Ctrl-C."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Own the data folder and run; say where the other one is, if there is one."""
        self.supervisor = Supervisor()
        began = time.monotonic()
        try:
            with stop_on_signals(), self._owning():
                self._run(began)
        except embedded.Busy as busy:
            self.stdout.write(f"Homestretch is running already: {busy.note}")
        except embedded.NotStarted as error:
            raise CommandError(str(error)) from None
        except Stop:
            pass

    @contextmanager
    def _owning(self) -> Iterator[None]:
        """Claim the data folder; a short command that holds it meanwhile is waited for."""
        said = False
        while True:
            try:
                with embedded.owning(settings.EMBEDDED, settings.PUBLIC_URL):
                    yield
                return
            except embedded.Busy as busy:
                if busy.note:
                    raise
            if not said:
                self.stdout.write("Another command uses the databases; waiting for it to end.")
                said = True
            time.sleep(0.2)

    def _run(self, began: float) -> None:
        refuse_taken_port()
        raise_open_files()
        services = settings.EMBEDDED
        try:
            services.start(postgres=settings.EMBEDS_POSTGRES, redis=settings.EMBEDS_REDIS)
            self._prepare()
            web, *others = programs()
            self.supervisor.start(web)
            self._wait_for_pages()
            self._greet(time.monotonic() - began)
            for program in others:
                self.supervisor.start(program)
            while True:
                self.supervisor.watch()
                services.watch()
                time.sleep(0.25)
        finally:
            with second_signal_kills(self.supervisor):
                self.supervisor.stop(STOP_ORDER)
                services.stop()
                self.stdout.write("Stopped.")

    def _prepare(self) -> None:
        """Bring the tables and the schedule to this release, and load demo data where there is no brokerage yet."""
        if not health.migrations().ok:
            if "crm_brokerage" in connection.introspection.table_names():
                call_command("backup", stdout=self.stdout)  # an upgrade: what it changes can be brought back
            self.stdout.write("Bringing the tables to this release…")
            call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        for command in ("sync_schedule", "establish"):
            call_command(command, stdout=self.stdout)
        if settings.DEMO:
            call_command("seed_demo", first_start=True, stdout=self.stdout)
        connection.close()

    def _wait_for_pages(self) -> None:
        give_up = time.monotonic() + READY_WITHIN
        while not answers(f"http://{reachable_host()}:{settings.PORT}/health/live"):
            self.supervisor.watch()
            if self.supervisor.failed_early("web") or time.monotonic() > give_up:
                raise CommandError("The web process did not start; its own words are above.")
            time.sleep(0.05)

    def _greet(self, seconds: float) -> None:
        self.stdout.write(f"\nHomestretch is ready at {settings.PUBLIC_URL} (after {seconds:.1f} s)")
        call_command("welcome", stdout=self.stdout)
        connection.close()
        self.stdout.write("Ctrl-C stops it.\n\n")
        self.stdout.flush()


def programs() -> list[Program]:
    """Return what runs beside the databases: first the pages, alone, so that they are there soon."""
    python = sys.executable
    manage = [python, str(settings.BASE_DIR / "manage.py")]
    numbers = settings.DATA_DIR / "run-metrics"
    shutil.rmtree(numbers, ignore_errors=True)
    numbers.mkdir(mode=0o700)
    shared = {
        "PROMETHEUS_MULTIPROC_DIR": str(numbers), "PYTHONUNBUFFERED": "1",
        "LOG_FORMAT": os.environ.get("LOG_FORMAT", "text"),
    }  # fmt: skip
    celery = [python, "-m", "celery", "--quiet", "--app", "realestate"]
    # Who asks is read by realestate.lib.proxies alone; uvicorn would believe anybody on this machine.
    web = [
        python, "-m", "uvicorn", "realestate.asgi:application", "--host", settings.HOST, "--port", str(settings.PORT),
        "--lifespan", "off", "--no-access-log", "--no-server-header", "--no-proxy-headers",
        "--ws-per-message-deflate", "false", "--timeout-graceful-shutdown", "3", "--log-level", "warning",
    ]  # fmt: skip
    worker = [
        *celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--queues", ",".join(QUEUES),
        "--loglevel", "warning",
    ]  # fmt: skip
    return [
        Program("web", web, 4, environment=shared),
        Program("bus", [*manage, "run_bus"], 3, environment=shared, nice=BEHIND_PAGES),
        Program("worker", worker, 6, environment=shared, nice=BEHIND_PAGES),
        Program("beat", [*celery, "beat", "--pidfile=", "--loglevel", "warning"], 2, environment=shared),
        Program("mail", [*manage, "run_mailcatcher"], 3, environment=shared),
    ]


def refuse_taken_port() -> None:
    """Raise if another program listens where the web process would."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError:
            raise CommandError(
                f"Port {settings.PORT} is taken by another program; choose one: PORT={settings.PORT + 1} make run"
            ) from None


def raise_open_files() -> None:
    """Allow as many open files as a thousand live pages need, for us and for every child."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def reachable_host() -> str:
    """Return an address of the web process that this machine can open."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.HOST, settings.HOST)  # noqa: S104


def answers(url: str) -> bool:
    """Return whether a page answers 200."""
    request = urllib.request.Request(url, headers={"X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(request, timeout=5) as page:
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Turn SIGINT, SIGTERM and SIGHUP into ``Stop`` for the block."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stop

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    yield


@contextmanager
def second_signal_kills(supervisor: Supervisor) -> Iterator[None]:
    """While stopping, a second Ctrl-C ends the programs at once; the databases still stop in order."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: supervisor.kill())
    yield

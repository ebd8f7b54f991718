"""Say in words how this machine is."""

import ctypes.util
import os
import platform
import shutil
import smtplib
import socket
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import django
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError
from django.db import connection

from realestate import embedded
from realestate.lib import checkup, clock
from realestate.lib.checkup import Answer

LOW_DISK = 2e9  # bytes
CLOCKS_MAY_DIFFER = 2  # seconds


class Command(BaseCommand):
    """Look at everything that Homestretch stands on; end with 1 if something essential is missing."""

    help = "List versions, ports, disk, libgomp, mail, Redis and clock, and what to do about what is not well."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask and print."""
        with ExitStack() as stack:
            try:
                servers = {"postgres": settings.EMBEDS_POSTGRES, "redis": settings.EMBEDS_REDIS}
                if any(servers.values()):
                    stack.enter_context(embedded.lent(settings.EMBEDDED, **servers))
            except embedded.NotStarted as error:
                self.stdout.write(f"NOT  embedded servers: {error}")
            answers = [*of_the_machine(), *checkup.ask_all()]
        for answer in answers:
            mark = "ok " if answer.ok else "NOT" if answer.essential else "hm "
            self.stdout.write(f"{mark}  {answer.name}: {answer.says}")
        if any(answer.essential and not answer.ok for answer in answers):
            raise SystemExit(1)


def of_the_machine() -> Iterator[Answer]:
    """Yield what can be asked of this machine, besides what the apps registered."""
    yield Answer(
        "versions", True,
        f"Homestretch {settings.VERSION}, Python {platform.python_version()}, Django {django.get_version()}", False,
    )  # fmt: skip
    yield port()
    yield disk()
    yield secret_file()
    found = ctypes.util.find_library("gomp")
    yield Answer(
        "libgomp", found is not None,
        f"{found} is here" if found else "missing: scores come from rules; on Debian: apt-get install libgomp1", False,
    )  # fmt: skip
    yield mail()
    yield clocks()


def port() -> Answer:
    """Ask whether the web process could listen, or does already."""
    with socket.socket() as probe:
        probe.settimeout(2)
        taken = probe.connect_ex(("127.0.0.1", settings.PORT)) == 0
    running = embedded.running_at(settings.EMBEDDED)
    if running:
        return Answer("port", taken, f"Homestretch runs at {running}", False)
    says = (
        f"{settings.PORT} is taken by another program: choose one with PORT=" if taken else f"{settings.PORT} is free"
    )
    return Answer("port", not taken, says, False)


def disk() -> Answer:
    """Ask how much room the data folder has."""
    free = shutil.disk_usage(settings.DATA_DIR if settings.DATA_DIR.exists() else settings.BASE_DIR).free
    return Answer("disk", free > LOW_DISK, f"{free / 1e9:.0f} GB free for {settings.DATA_DIR}", False)


def secret_file() -> Answer:
    """Ask whether others can read the secrets."""
    path = settings.DATA_DIR / "secrets"
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o600
    ok = mode == 0o600
    return Answer("secrets", ok, "closed to others" if ok else f"others may read them: chmod 600 {path}", True)


def mail() -> Answer:
    """Ask whether the mail server answers; hands nothing in."""
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        opened = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        with opened(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        caught = settings.MAIL_IS_CAUGHT
        says = f"the mail catcher starts with `make run` ({where})" if caught else f"{where} does not answer: {error}"
        return Answer("mail", caught, says, False)
    says = (
        f"kept on this machine by the mail catcher ({where}); EMAIL_URL lets it out" if settings.MAIL_IS_CAUGHT else ""
    )
    return Answer("mail", True, says or f"{where} answers", False)


def clocks() -> Answer:
    """Ask whether the database's clock is ours: claims and quiet hours rest on it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (theirs,) = cursor.fetchone()
    except DatabaseError:
        return Answer("clock", False, "the database could not be asked", False)
    apart = abs((theirs - clock.real_now()).total_seconds())
    zone = os.environ.get("TZ", "the system's")
    says = f"{apart:.1f} s apart from the database (zone of logs: {zone}; rows are in UTC)"
    return Answer("clock", apart < CLOCKS_MAY_DIFFER, says, False)

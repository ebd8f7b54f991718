"""The mail catcher: takes every mail handed in on loopback and keeps it, so that nobody is ever written to."""

import asyncio
import signal
import threading
from typing import Any

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from outreach.services import mail_catcher

log = structlog.get_logger()


class Command(BaseCommand):
    """Run until SIGTERM or SIGINT."""

    help = "Catch mail on 127.0.0.1 and show it under Settings, Caught mail."

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen, wait for the signal, stop."""
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        controller = Controller(Catcher(), "127.0.0.1", settings.MAIL_CATCHER_PORT)
        controller.start()
        log.info("mailcatcher.started", port=settings.MAIL_CATCHER_PORT)
        ended.wait()
        controller.stop()


class Catcher:
    """Keeps each mail in the database; SMTP hears "kept" only once it is committed there."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one mail, once per recipient."""
        try:
            await asyncio.to_thread(_keep, envelope)
        except DatabaseError:
            log.exception("mailcatcher.lost")
            return "451 Try again"
        log.info("mailcatcher.caught", recipients=len(envelope.rcpt_tos))
        return "250 Kept"


def _keep(envelope: Envelope) -> None:
    close_old_connections()
    try:
        for recipient in envelope.rcpt_tos:
            mail_catcher.keep(envelope.original_content or b"", sender=envelope.mail_from or "", recipient=recipient)
    finally:
        close_old_connections()

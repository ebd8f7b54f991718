"""The bus process: carries events from the outbox to every subscriber."""

import signal
from argparse import ArgumentParser
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from prometheus_client import start_http_server

from realestate.lib import memory
from realestate.lib.streams.worker import BusWorker

log = structlog.get_logger()


class Command(BaseCommand):
    """Run until SIGTERM or SIGINT; the event in hand is finished first."""

    help = "Carry events from the outbox to their subscribers. Several may run: they share the work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--metrics-port", type=int, help="Serve Prometheus metrics on this local port.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the threads, wait for the signal, stop them."""
        worker = BusWorker(settings.REDIS_URL)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.ask_to_stop())
        if options["metrics_port"]:
            start_http_server(options["metrics_port"], addr="127.0.0.1")
        memory.settle()
        worker.start()
        log.info("bus.started", subscribers=worker.subscribers)
        worker.wait()
        if not worker.stop():
            raise CommandError("A handler did not end in time; its event will be delivered again.")
        log.info("bus.stopped")

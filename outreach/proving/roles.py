"""What each process of the trials does: the programs of a real installation, in a hurry."""

import time
from collections.abc import Callable
from datetime import timedelta

import structlog
import uvicorn
from celery import current_app
from django.db import close_old_connections

from outreach.services import sending
from realestate.lib import scopes

log = structlog.get_logger()

VISIBLE_AGAIN = 2  # seconds after which the queue gives unfinished work to somebody else
IN_FLIGHT = timedelta(seconds=60)  # far longer than a call to the carrier takes on a busy machine
BREATH = 0.05  # seconds


def work() -> None:
    """Be a Celery worker with two processes, on a queue that takes two seconds of silence for a death."""
    options = {**current_app.conf.broker_transport_options, "visibility_timeout": VISIBLE_AGAIN}
    current_app.conf.broker_transport_options = options
    current_app.worker_main(
        ["worker", "-Q", "send", "-c", "2", "-l", "CRITICAL", "--without-gossip", "--without-mingle",
         "--without-heartbeat"]
    )  # fmt: skip


def sweep(brokerage_id: int) -> None:
    """Do over and over what the scheduled sweeps do: send what is due, ask about what is in doubt."""
    while True:
        try:
            with scopes.in_brokerage(brokerage_id):
                sending.deliver_due()
                sending.reconcile(in_flight=IN_FLIGHT)
        except Exception:  # noqa: BLE001 - as with a scheduled task, the next run starts afresh
            log.exception("sweep.failed")
            close_old_connections()
        time.sleep(BREATH)


def serve(port: int) -> None:
    """Be a web process."""
    uvicorn.run("realestate.asgi:application", port=port, lifespan="off", proxy_headers=False, log_level="critical")


def beat() -> None:
    """Be a scheduler."""
    current_app.start(["beat", "--pidfile=", "-l", "CRITICAL"])


ROLES: dict[str, Callable[..., None]] = {"worker": work, "sweep": sweep, "web": serve, "beat": beat}

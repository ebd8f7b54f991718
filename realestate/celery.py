"""The Celery application: tasks of all apps, each on the queue it names."""

import os
import warnings
from functools import cache
from typing import Any

from celery import Celery
from celery.signals import worker_ready
from django.utils.module_loading import autodiscover_modules
from kombu.entity import Queue

from realestate.lib import later, memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "realestate.settings")

# A container has no other user, and our messages are JSON, which runs nothing.
warnings.filterwarnings("ignore", message="You're running the worker with superuser")

QUEUES = ("send", "score", "ingest", "reports", "default")

app = Celery("homestretch")
app.config_from_object("django.conf:settings", namespace="CELERY")


def queue_of(name: str, *_: Any, **__: Any) -> dict[str, str] | None:
    """Return where a task queued by name belongs: the queue written at its ``@task``."""
    know_tasks()
    queue = later.queue_of(name)
    return {"queue": queue} if queue else None


@cache
def know_tasks() -> None:
    """Import the tasks of all apps, once per process; a web process has not done so by itself.

    Not by Celery's loader: each time it is asked, its Django part runs all system checks, 40 ms of them.
    """
    autodiscover_modules("tasks")


app.conf.update(
    task_queues=[Queue(name) for name in QUEUES],
    task_routes=(queue_of,),
    # Not a setting that Celery knows of: its Django part reads this name, and else reconnects for every task.
    CELERY_DB_REUSE_MAX=500,
)
app.autodiscover_tasks()


@worker_ready.connect
def settle(**_: Any) -> None:
    """Stop looking at what every task shares."""
    memory.settle()

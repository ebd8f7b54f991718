"""Every task that is named somewhere exists, and lands on a queue that a worker reads."""

import re
from pathlib import Path

from celery.signals import import_modules
from django.conf import settings

from realestate.celery import QUEUES, app, queue_of
from realestate.lib import later
from realestate.schedule import JOBS

APPS = ("realestate", "crm", "scoring", "outreach", "nurturing", "analytics")


def known_tasks():
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def named_in_code():
    """Return (file, task) for every literal first argument of `later(...)`."""
    for folder in APPS:
        for path in Path(settings.BASE_DIR / folder).rglob("*.py"):
            for name in re.findall(r'\blater\(\s*"([^"]+)"', path.read_text()):
                if path.name != "later.py":
                    yield str(path.relative_to(settings.BASE_DIR)), name


def test_every_name_that_work_is_queued_by_is_a_task():
    tasks = known_tasks()
    assert [(file, name) for file, name in named_in_code() if name not in tasks] == []


def test_every_periodic_job_is_a_task():
    tasks = known_tasks()
    assert [job.task for job in JOBS if job.task not in tasks] == []


def test_every_task_names_its_app_and_a_queue_that_is_read():
    for name in known_tasks():
        assert name.split(".")[0] in APPS, name
        assert (later.queue_of(name) or "default") in QUEUES, name


def test_a_task_queued_by_name_goes_to_its_own_queue():
    assert queue_of("outreach.deliver_due") == {"queue": "send"}
    assert queue_of("nobody.knows_it") is None


def test_queueing_a_task_does_not_import_and_check_everything_again():
    """Celery's own import of task modules runs all system checks, for each task that is queued."""
    queue_of("outreach.deliver_due")
    asked = []

    def note(**_):
        asked.append("import_modules")

    import_modules.connect(note, weak=False)
    try:
        queue_of("outreach.deliver_due")
    finally:
        import_modules.disconnect(note)
    assert asked == []

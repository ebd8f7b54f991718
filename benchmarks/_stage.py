"""The stage for benchmarks: a PostgreSQL and a Redis of their own in a temporary folder, migrated and empty."""

import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm.models import Brokerage, Lead

FILES = 8192


@contextmanager
def services() -> Iterator[None]:
    """Run both servers for the block, point Django and every child process at them, and set Django up."""
    from realestate.embedded import Embedded  # noqa: PLC0415 - before any settings are read

    folder = Path(tempfile.mkdtemp(prefix="hs-b-"))
    embedded = Embedded(folder)
    try:
        with embedded:
            os.environ.update(
                DATA_DIR=str(folder),
                DATABASE_URL=embedded.postgres.url,
                REDIS_URL=embedded.redis.url,
                DJANGO_SETTINGS_MODULE="realestate.settings",
                LOG_LEVEL="WARNING",
            )
            _set_up()
            yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def people(count: int) -> "tuple[Brokerage, list[tuple[Lead, str]]]":
    """Make a brokerage with people who may be texted now; return it, and the leads with their numbers."""
    from outreach.proving import stage  # noqa: PLC0415 - Django is set up by ``services``
    from realestate.lib import scopes  # noqa: PLC0415

    brokerage = stage.furnish()
    with scopes.in_brokerage(brokerage):
        agent, _ = stage.hire(brokerage)
        made = stage.People(brokerage, agent)
        return brokerage, [made.next() for _ in range(count)]


def allow_many_files() -> None:
    """Raise the number of files that this process and its children may open: each socket is one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))


def _set_up() -> None:
    import django  # noqa: PLC0415 - after the environment
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)

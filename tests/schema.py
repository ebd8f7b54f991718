"""A dump of the migrated test database, kept between runs for as long as no migration changes."""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from realestate.embedded import Embedded, Postgres


def dump_path(config: pytest.Config) -> Path:
    """Return where the dump for exactly these migrations and packages lies."""
    files = [*settings.BASE_DIR.glob("*/migrations/*.py"), settings.BASE_DIR / "requirements.txt"]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:20]
    return config.cache.mkdir("schema") / f"{digest}.sql"


def restore(dump: Path, worker: str) -> None:
    """Make this worker's test database from the dump."""
    address = _create_database(f"test_homestretch_{worker}" if worker else "test_homestretch")
    psql = [Postgres.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-f", str(dump)]
    subprocess.run([*psql, address], check=True, capture_output=True)


def fill(services: Embedded, dump: Path) -> None:
    """Give new servers of their own the migrated tables, so that a test need not wait for all migrations."""
    services.start(redis=False)
    try:
        psql = [Postgres.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-f", str(dump)]
        subprocess.run([*psql, services.postgres.url], check=True, capture_output=True)
    finally:
        services.stop()


def make(dump: Path) -> None:
    """Write the dump, unless it is there. One worker of a run does, and the others wait for it."""
    with (dump.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if dump.exists():
            return
        for old in dump.parent.glob("*.sql"):
            old.unlink(missing_ok=True)
        unfinished = dump.with_suffix(".unfinished")
        _migrate_and_dump(_create_database("migrated"), unfinished)
        unfinished.rename(dump)


def _migrate_and_dump(address: str, dump: Path) -> None:
    """Migrate in a process that counts no coverage: tracing would make it three times as long, and counts nothing."""
    untraced = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    migrate = [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "-v0"]
    subprocess.run(migrate, check=True, env={**untraced, "DATABASE_URL": address})
    subprocess.run([Postgres.program("pg_dump"), "--no-owner", "-f", str(dump), address], check=True)


def _create_database(name: str) -> str:
    """Make an empty database on the servers of the run, and return its address."""
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return settings.DATABASE_URL.replace("/homestretch?", f"/{name}?")

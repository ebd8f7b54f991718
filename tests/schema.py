"""A dump of the migrated test database, kept between runs for as long as no migration changes."""

import hashlib
import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from realestate.embedded import Embedded, Postgres


def dump_path(config: pytest.Config) -> Path:
    """Return where the dump for exactly these migrations and packages lies."""
    files = [*settings.BASE_DIR.glob("*/migrations/*.py"), settings.BASE_DIR / "requirements.txt"]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:20]
    return config.cache.mkdir("schema") / f"{digest}.sql"


def restore(dump: Path, worker: str) -> None:
    """Make this worker's test database from the dump, if there is one."""
    if not dump.exists():
        return
    name = f"test_homestretch_{worker}" if worker else "test_homestretch"
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    address = settings.DATABASE_URL.replace("/homestretch?", f"/{name}?")
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


def keep(dump: Path) -> None:
    """Write the dump, unless one is there."""
    if dump.exists():
        return
    for old in dump.parent.glob("*.sql"):
        old.unlink(missing_ok=True)
    address = settings.DATABASE_URL.replace("/homestretch?", f"/{connection.settings_dict['NAME']}?")
    unfinished = dump.with_suffix(f".{os.getpid()}")
    subprocess.run([Postgres.program("pg_dump"), "--no-owner", "-f", str(unfinished), address], check=True)
    unfinished.rename(dump)

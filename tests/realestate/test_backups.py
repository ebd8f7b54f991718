"""Backup and restore, with real processes over a data folder of their own: each step is what an operator types."""

import io
import json
import os
import re
import stat
import subprocess
import sys
import tarfile

import psycopg
import pytest
from django.conf import settings

from realestate import backups, secretfile
from realestate.backups import CannotRestore
from realestate.embedded import Embedded
from realestate.management.commands import doctor
from tests import schema

# The mark makes the database that the dump of the tables is taken from, also when these tests run alone.
pytestmark = pytest.mark.django_db

EXAMPLE = (settings.BASE_DIR / ".env.example").read_text()


def manage(folder, *command, **environment):
    kept = {key: value for key, value in os.environ.items() if not re.search(rf"^# {key}=", EXAMPLE, re.MULTILINE)}
    return subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command], capture_output=True, text=True,
        env=kept | {"DATA_DIR": str(folder), "ENV_FILE": "/dev/null"} | environment, timeout=300, check=False,
    )  # fmt: skip


def query(folder, sql):
    services = Embedded(folder)
    services.start(redis=False)
    try:
        with psycopg.connect(services.postgres.url, autocommit=True) as database:
            found = database.execute(sql)
            return found.fetchall() if found.description else []
    finally:
        services.stop()


@pytest.fixture(scope="module")
def home(tmp_path_factory, migrated_dump):
    """An installation with one brokerage, one upload, and a backup of both."""
    folder = tmp_path_factory.mktemp("b", numbered=True) / "d"
    schema.fill(Embedded(folder), migrated_dump)
    assert manage(folder, "establish").stdout == ""
    (folder / "uploads").mkdir()
    (folder / "uploads" / "people.csv").write_text("Name\nAnn\n")
    done = manage(folder, "backup", str(folder / "one.tar.gz"))
    assert done.returncode == 0, done.stderr
    return folder


def rewritten(source, target, **changes):
    """Copy a backup with another manifest."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old.getmembers():
            data = old.extractfile(member).read() if member.isfile() else b""
            if member.name == "manifest.json":
                data = json.dumps(json.loads(data) | changes).encode()
                member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return target


def test_a_backup_holds_everything_and_is_closed_to_others(home):
    backup = home / "one.tar.gz"
    with tarfile.open(backup) as archive:
        names = set(archive.getnames())
        manifest = json.load(archive.extractfile("manifest.json"))
    assert names == {"manifest.json", "secrets", "database.dump", "uploads", "uploads/people.csv"}
    assert manifest["version"] == settings.VERSION
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_T12_a_restored_copy_comes_up_whole_and_silent_until_it_is_adopted(home, tmp_path):
    copy = tmp_path / "copy"
    done = manage(copy, "restore", str(home / "one.tar.gz"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok   migrations: up to date" in done.stdout
    assert "NOT  sending: This database was restored from another installation" in done.stdout
    assert (copy / "uploads" / "people.csv").read_text() == "Name\nAnn\n"
    ours, theirs = secretfile.read(copy / "secrets"), secretfile.read(home / "secrets")
    assert ours["SECRET_KEY"] == theirs["SECRET_KEY"]
    assert ours["INSTANCE_ID"] != theirs["INSTANCE_ID"]
    assert "now sends from this database" in manage(copy, "adopt").stdout


def test_restore_over_the_same_installation_keeps_what_was_there_and_stays_silent_too(home):
    query(home, "INSERT INTO django_session VALUES ('later', 'x', now())")
    done = manage(home, "restore", str(home / "one.tar.gz"))
    assert done.returncode == 0, done.stdout + done.stderr
    (kept,) = re.findall(r"kept as (\w+)\.", done.stdout)
    assert query(home, "SELECT count(*) FROM django_session") == [(0,)]
    assert query(home, f"SELECT 1 FROM pg_database WHERE datname = '{kept}'") == [(1,)]
    assert "NOT  sending:" in done.stdout


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda home, here: rewritten(home / "one.tar.gz", here / "b", version="99.0.0"), "Update first"),
        (lambda home, here: home / "secrets", "is no backup of Homestretch"),
        (lambda home, here: here / "missing", "is no backup of Homestretch"),
    ],
)
def test_what_does_not_fit_is_refused(home, tmp_path, make, reason):
    with pytest.raises(CannotRestore, match=reason):
        backups.read_manifest(make(home, tmp_path))


def test_a_key_in_the_environment_that_would_hide_the_backups_is_refused(home, monkeypatch, settings):
    monkeypatch.setenv("SECRET_KEY", "another-key-" * 5)
    settings.SECRET_KEY = "another-key-" * 5
    with pytest.raises(CannotRestore, match="add the backup's key"):
        backups.restore(home / "one.tar.gz")


def test_a_damaged_dump_leaves_the_present_database_in_place(home, tmp_path):
    damaged = tmp_path / "damaged.tar.gz"
    with tarfile.open(home / "one.tar.gz") as old, tarfile.open(damaged, "w:gz") as new:
        for member in old.getmembers():
            data = old.extractfile(member).read() if member.isfile() else b""
            if member.name == "database.dump":
                data = data[: len(data) // 2]
                member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    done = manage(home, "restore", str(damaged))
    assert done.returncode == 1
    assert "pg_restore failed" in done.stderr
    assert query(home, "SELECT count(*) FROM crm_instance") == [(1,)]


def test_the_doctor_speaks_of_everything_and_ends_well(home):
    done = manage(home, "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    asked = [line[5:].split(":")[0] for line in done.stdout.splitlines()]
    assert asked[:7] == ["versions", "port", "disk", "secrets", "libgomp", "mail", "clock"]
    assert {"database", "migrations", "redis", "sending", "suppressions"} <= set(asked)


def test_the_doctor_minds_secrets_that_others_may_read(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "secrets").touch(0o644)
    answer = doctor.secret_file()
    assert (answer.ok, answer.essential) == (False, True)
    assert answer.says.startswith("others may read them: chmod 600")

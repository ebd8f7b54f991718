"""One file that brings an installation back: database, uploads, secrets and the release that made it."""

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from realestate import secretfile
from realestate.embedded import Postgres
from realestate.lib import addresses, clock

MANIFEST, DUMP, SECRETS, UPLOADS = "manifest.json", "database.dump", "secrets", "uploads"


class CannotRestore(Exception):
    """The file does not fit this installation; the message says what to do. Nothing was changed."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself; ``made_at`` in ISO 8601, UTC."""

    version: str
    made_at: str
    postgres: str


def write(target: Path | None = None) -> Path:
    """Write a backup while everything runs: the database as of one moment, closed to other users.

    Args:
        target: the file; by default one in ``DATA_DIR/backups`` that is named after release and time.
    """
    moment = clock.real_now()
    name = f"homestretch-{settings.VERSION}-{moment:%Y%m%dT%H%M%S}Z.tar.gz"
    target = target or settings.DATA_DIR / "backups" / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / DUMP
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={dump}", settings.DATABASE_URL)
        made_by = _run("pg_dump", "--version").strip()
        unfinished = Path(folder) / name
        with tarfile.open(unfinished, "w:gz") as archive:
            manifest = Manifest(settings.VERSION, moment.isoformat(), made_by)
            _add_text(archive, MANIFEST, json.dumps(asdict(manifest), indent=2))
            _add_text(archive, SECRETS, f"SECRET_KEY={settings.SECRET_KEY}\n")
            archive.add(dump, DUMP)
            if settings.MEDIA_ROOT.exists():
                archive.add(settings.MEDIA_ROOT, UPLOADS)
        unfinished.chmod(0o600)
        unfinished.rename(target)
    return target


def read_manifest(source: Path) -> Manifest:
    """Return what a backup says about itself.

    Raises:
        CannotRestore: it is no backup, or a newer release made it.
    """
    try:
        with tarfile.open(source) as archive:
            text = archive.extractfile(MANIFEST)
            manifest = Manifest(**json.load(text)) if text else None
    except (OSError, tarfile.TarError, KeyError, TypeError, ValueError):
        raise CannotRestore(f"{source} is no backup of Homestretch.") from None
    if manifest is None:
        raise CannotRestore(f"{source} is no backup of Homestretch.")
    if _order(manifest.version) > _order(settings.VERSION):
        raise CannotRestore(
            f"Release {manifest.version} made this backup; this is {settings.VERSION}. Update first, then restore."
        )
    return manifest


def restore(source: Path) -> str:
    """Put a backup in the place of what is here, and return the name under which the old database is kept.

    The backup is loaded beside the present database and only takes its place once it is whole. The secret key comes
    with it; the installation's id does not, and is made anew: a copy stays silent until an operator adopts it (T12).

    Raises:
        CannotRestore: the file does not fit; nothing was changed.
    """
    read_manifest(source)
    with tempfile.TemporaryDirectory(dir=_made(settings.DATA_DIR)) as folder, tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
        unpacked = Path(folder)
        key = secretfile.read(unpacked / SECRETS)["SECRET_KEY"]
        if "SECRET_KEY" in os.environ and key != settings.SECRET_KEY and key not in settings.SECRET_KEY_FALLBACKS:
            raise CannotRestore(
                "The environment sets another SECRET_KEY than the backup's. Unset it, or add the backup's key (in its "
                "file `secrets`) to SECRET_KEY_FALLBACKS; without it nothing that was sealed can be opened."
            )
        kept = _swap_database(unpacked / DUMP)
        _swap_folder(unpacked / UPLOADS, settings.MEDIA_ROOT)
    secretfile.replace(settings.DATA_DIR / "secrets", SECRET_KEY=key, INSTANCE_ID=secretfile.new("INSTANCE_ID"))
    return kept


def _swap_database(dump: Path) -> str:
    """Load the dump into a database of its own, then exchange the names."""
    connections.close_all()
    name = addresses.django_database(settings.DATABASE_URL)["NAME"]
    fresh, kept = f"{name}_restoring", f"{name}_before_{clock.real_now():%Y%m%d%H%M%S}"
    with psycopg.connect(_beside(name, "postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(fresh)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(fresh)))
        try:
            _run("pg_restore", "--no-owner", "--single-transaction", f"--dbname={_beside(name, fresh)}", str(dump))
        except CannotRestore:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(fresh)))
            raise
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )
        for old, new in ((name, kept), (fresh, name)):
            server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))
    return kept


def _swap_folder(source: Path, target: Path) -> None:
    """Put the backup's uploads where ours are; ours are kept beside."""
    if target.exists():
        target.rename(target.with_name(f"{target.name}-before-{clock.real_now():%Y%m%d%H%M%S}"))
    if source.exists():
        shutil.move(source, target)


def _run(program: str, *arguments: str) -> str:
    done = subprocess.run([Postgres.program(program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRestore(f"{program} failed: {done.stderr.strip()}")
    return done.stdout


def _beside(name: str, other: str) -> str:
    """Return the address of another database on the same server."""
    head, _, query = settings.DATABASE_URL.partition("?")
    return head.removesuffix(f"/{name}") + f"/{other}" + (f"?{query}" if query else "")


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(text.encode()), 0o600
    archive.addfile(member, io.BytesIO(text.encode()))


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder

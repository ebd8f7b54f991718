"""``manage.py up`` as a real process: it starts, shares, stops in order, and leaves nothing behind.

One start serves all that can be asked of a running one; starting costs seconds.
"""

import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import urllib.request
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from realestate.embedded import Embedded
from tests import schema
from tests.running import PATIENCE, alive, eventually, free_port

# The mark makes the database that the dump of the tables is taken from, also when these tests run alone.
pytestmark = pytest.mark.django_db


def environment(folder, port):
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    return kept | {"DATA_DIR": str(folder), "PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}", "DEMO": "0"}


class Up:
    """A running `manage.py up` with its output."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.log = folder.parent / f"{self.port}.log"
        self.process = start(folder, self.port, stdout=self.log.open("wb"), stderr=subprocess.STDOUT)

    @property
    def said(self):
        return self.log.read_text()

    def wait_for(self, what, check):
        """Wait until ``check`` is true; if the program ends or it never comes, fail with the last of its words."""

        def look():
            assert self.process.poll() is None, self.said
            return check()

        eventually(what, look, context=lambda: self.said[-4000:])

    def wait_until_started(self):
        self.wait_for("the last program's start", lambda: "mailcatcher.started" in self.said)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as page:
            return page.status, page.headers, page.read().decode()

    def answers(self, path):
        try:
            return self.get(path)[0] == 200
        except OSError:  # no connection, no answer in time, or an answer that says why not
            return False

    def children(self, of=b""):
        """Return the process ids of its children, or of those whose command line holds some words."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False)
        return [pid for pid in map(int, found.stdout.split()) if of in command_line(pid)]


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def start(folder, port, **options):
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "up"]
    return subprocess.Popen(command, env=environment(folder, port), stdin=subprocess.DEVNULL, **options)


def run_beside(up, port):
    return subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "up"],
        env=environment(up.folder, port), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def up(tmp_path_factory, migrated_dump):
    folder = tmp_path_factory.mktemp("up", numbered=True) / "d"
    schema.fill(Embedded(folder), migrated_dump)
    running = Up(folder)
    running.wait_until_started()
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


def test_it_serves_pages_with_a_strict_policy_and_a_correlation_id(up):
    status, headers, body = up.get("/health/live")
    assert (status, json.loads(body)["status"]) == (200, "alive")
    assert "script-src 'self';" in headers["Content-Security-Policy"] + ";"
    assert len(headers["X-Request-ID"]) == 32


def test_it_is_ready_and_its_events_travel(up):
    up.wait_for("everything it needs", lambda: up.answers("/health/ready"))
    assert json.loads(up.get("/health/ready")[2])["status"] == "ready"
    up.wait_for("events that travel", lambda: up.answers("/health/realtime"))


def test_metrics_of_all_processes_meet_in_one_place(up):
    _, _, body = up.get("/metrics")
    assert 'homestretch_request_seconds_count{method="GET",route="health/live",status="200"}' in body


def test_mail_is_caught_and_kept_whole(up):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "us@homestretch.example", "ann@buyers.example", "Your tour"
    mail.set_content("At four.")
    with smtplib.SMTP("127.0.0.1", up.port + 25) as server:
        server.send_message(mail)
    with psycopg.connect(Embedded(up.folder).postgres.url) as database:
        kept = database.execute("SELECT sender, recipient, raw LIKE '%At four.%' FROM outreach_caughtmail").fetchall()
    assert kept == [("us@homestretch.example", "ann@buyers.example", True)]
    assert "ann@buyers.example" not in up.said


def test_a_second_one_beside_it_prints_the_address_and_ends_well(up):
    second = run_beside(up, free_port())
    assert second.returncode == 0
    assert second.stdout.strip() == f"Homestretch is running already: http://127.0.0.1:{up.port}"


def test_a_command_borrows_its_databases(up):
    shell = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "showmigrations", "sessions"],
        env=environment(up.folder, up.port), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert "[X] 0001_initial" in shell.stdout
    assert up.get("/health/ready")[0] == 200


def test_a_program_that_dies_is_started_again(up):
    (bus,) = up.children(of=b"run_bus")
    starts = up.said.count("bus.started")
    os.kill(bus, signal.SIGKILL)
    up.wait_for("another start of the bus", lambda: up.said.count("bus.started") > starts)


def test_postgres_that_dies_is_started_again(up):
    (killed,) = up.children(of=b"bin/postgres")
    os.kill(killed, signal.SIGKILL)
    up.wait_for("another PostgreSQL", lambda: set(up.children(of=b"bin/postgres")) - {killed})
    up.wait_for("pages with their tables", lambda: up.answers("/health/ready"))


def test_ctrl_c_stops_everything_in_order(up):
    children = up.children()
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(PATIENCE) == 0
    ends = ("| stopped", "in time and was killed")  # a busy machine may take too long for the small ones
    stopped = [line.split("|")[0].strip() for line in up.said.splitlines() if line.endswith(ends)]
    assert stopped == ["beat", "worker", "web", "bus", "mail"]
    assert [pid for pid in children if alive(pid)] == []


def test_after_kill_9_of_the_parent_its_children_end_too(up):
    if up.process.poll() is None:
        up.process.terminate()
        up.process.wait(PATIENCE)
    again = Up(up.folder)
    again.wait_until_started()
    children = again.children()
    again.process.kill()
    again.process.wait()

    def left():
        return {pid: command_line(pid) for pid in children if alive(pid)}

    eventually("the end of its children", lambda: not left(), context=lambda: str(left()))
    assert len(children) == 7


def test_a_port_that_is_taken_is_said_in_words(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = start(tmp_path / "d", port, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said, _ = refused.communicate(timeout=PATIENCE)
    assert refused.returncode == 1
    assert f"Port {port} is taken by another program" in said

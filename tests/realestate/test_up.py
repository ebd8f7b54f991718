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
import time
import urllib.error
import urllib.request
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from realestate.embedded import Embedded
from tests import schema

# The mark makes the database that the dump of the tables is taken from, also when these tests run alone.
pytestmark = [pytest.mark.xdist_group("up"), pytest.mark.django_db]

START_WITHIN = 180  # a first start migrates, and the test machine is busy


def environment(folder, port):
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    return kept | {"DATA_DIR": str(folder), "PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}", "DEMO": "0"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Up:
    """A running `manage.py up` with its output."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.log = folder.parent / f"{self.port}.log"
        self.process = start(folder, self.port, stdout=self.log.open("wb"), stderr=subprocess.STDOUT)

    @property
    def said(self):
        return self.log.read_text()

    def wait_for(self, text):
        give_up = time.monotonic() + START_WITHIN
        while text not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < give_up, self.said
            time.sleep(0.1)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as page:
            return page.status, page.headers, page.read().decode()

    def children(self):
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False)
        return [int(pid) for pid in found.stdout.split()]


def start(folder, port, **options):
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "up"]
    return subprocess.Popen(command, env=environment(folder, port), stdin=subprocess.DEVNULL, **options)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, within, up=None):
    give_up = time.monotonic() + within
    while not condition():
        assert time.monotonic() < give_up, up.said[-4000:] if up else "waited in vain"
        time.sleep(0.05)


def run_beside(up, port):
    return subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "up"],
        env=environment(up.folder, port), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def up(tmp_path_factory, migrated_dump):
    folder = tmp_path_factory.mktemp("up", numbered=True) / "d"
    schema.fill(Embedded(folder), migrated_dump)
    running = Up(folder)
    running.wait_for("mailcatcher.started")
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
    status, _, body = up.get("/health/ready")
    assert (status, json.loads(body)["status"]) == (200, "ready")
    wait_until(lambda: realtime(up) == 200, within=120, up=up)


def realtime(up):
    try:
        return up.get("/health/realtime")[0]
    except urllib.error.HTTPError as error:
        return error.code


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
        env=environment(up.folder, up.port), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "[X] 0001_initial" in shell.stdout
    assert up.get("/health/ready")[0] == 200


def test_a_program_that_dies_is_started_again(up):
    (bus,) = [pid for pid in up.children() if b"run_bus" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    starts = up.said.count("bus.started")
    os.kill(bus, signal.SIGKILL)
    wait_until(lambda: up.said.count("bus.started") > starts, within=120, up=up)


def test_postgres_that_dies_is_started_again(up):
    (postgres,) = [pid for pid in up.children() if b"bin/postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(postgres, signal.SIGKILL)
    wait_until(lambda: ready(up) == 200, within=120, up=up)


def ready(up):
    try:
        return up.get("/health/ready")[0]
    except urllib.error.HTTPError as error:
        return error.code


def test_ctrl_c_stops_everything_in_order_within_twenty_seconds(up):
    children = up.children()
    began = time.monotonic()
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(20) == 0
    assert time.monotonic() - began < 20
    ends = ("| stopped", "in time and was killed")  # a busy machine may take too long for the small ones
    stopped = [line.split("|")[0].strip() for line in up.said.splitlines() if line.endswith(ends)]
    assert stopped == ["beat", "worker", "web", "bus", "mail"]
    assert [pid for pid in children if alive(pid)] == []


def test_after_kill_9_of_the_parent_its_children_end_too(up):
    if up.process.poll() is None:
        up.process.terminate()
        up.process.wait(30)
    again = Up(up.folder)
    again.wait_for("mailcatcher.started")
    children = again.children()
    again.process.kill()
    again.process.wait()
    wait_until(lambda: not any(alive(pid) for pid in children), within=20)
    assert len(children) == 7


def test_a_port_that_is_taken_is_said_in_words(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = start(tmp_path / "d", port, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said, _ = refused.communicate(timeout=60)
    assert refused.returncode == 1
    assert f"Port {port} is taken by another program" in said

"""The kill trials in small: the whole way, with few kills. ``make proof-send`` is the long run."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.xdist_group("proof")  # one run for all of these tests, not one for each worker

LIMIT = 900  # seconds; a quiet machine needs less than one


@pytest.fixture(scope="module")
def report():
    """Return what a short run found, on servers of its own."""
    command = [sys.executable, "manage.py", "prove_sending", "--kills=8", "--stops=10", "--takeovers=6"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_T11_kill_9_sends_nothing_twice_and_loses_nothing_silently(report):
    assert (report["trials"], report["duplicates"], report["losses"], report["unknown"]) == (8, 0, 0, 0)
    assert set(report["kills"]) == {"worker", "pool", "sweep", "web"}
    assert report["delivered_once"] > 20


def test_T18_lost_queue_and_restarted_database_lose_nothing(report):
    assert (report["redis_killed"], report["postgres_restarted"]) == (1, 1)


def test_T31_nothing_is_claimed_after_a_stop_is_committed(report):
    race = report["stop_race"]
    assert (race["sends"], race["late"], race["claimed_before"] + race["stopped"]) == (10, 0, 10)


def test_T59_nothing_is_said_after_a_person_has_taken_over(report):
    race = report["takeover_race"]
    assert (race["sends"], race["late"], race["claimed_before"] + race["stopped"]) == (6, 0, 6)

"""The bus as processes: killed, stopped, doubled, and left without Redis."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from crm.models import DeadLetter, Outbox
from realestate.lib.streams import health
from realestate.lib.streams.worker import BusWorker
from tests.realestate.lib.streams import steps
from tests.realestate.lib.streams.conftest import LONG_LEASE
from tests.realestate.lib.streams.steps import effects, take_steps
from tests.running import PATIENCE, eventually

pytestmark = pytest.mark.real_clock

CONTACTS = range(1, 17)  # two of each shard


@pytest.fixture
def start_bus(brokerage):
    """Return a function that starts a bus process; all of them are killed at the end."""
    started = []

    def start(*, lease=1.0, pause=None):
        command = [sys.executable, "-m", "tests.realestate.lib.streams.bus_process"]
        command += [connection.settings_dict["NAME"], settings.REDIS_URL, str(lease)]
        process = subprocess.Popen(
            command + ([str(pause)] if pause else []), stdout=subprocess.PIPE, text=True, env=dict(os.environ)
        )
        started.append(process)
        assert process.stdout.readline() == "started\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def worker(brokerage):
    """A bus inside this process."""
    running = BusWorker(settings.REDIS_URL, lease_seconds=1.0)
    running.start()
    yield running
    assert running.stop()


def all_once(contacts, numbers):
    """Say whether every contact's steps were handled, each once and in order."""
    return all(effects(contact) == list(numbers) for contact in contacts)


def test_kill_between_commit_and_acknowledgement_doubles_nothing(start_bus, brokerage):
    take_steps(brokerage, 4, range(3))
    doomed = start_bus(pause=60)
    assert doomed.stdout.readline() == "handled\n"  # committed, and not acknowledged

    doomed.kill()
    doomed.wait()
    start_bus()

    eventually("all three", lambda: len(effects(4)) >= 3)
    eventually("their acknowledgement", lambda: health.status().lag == 0)
    assert effects(4) == [0, 1, 2]


def test_random_kills_lose_nothing_double_nothing_and_keep_the_order(start_bus, brokerage):
    """Two buses; one of them is killed again and again while events are published."""
    start_bus()
    for trial in range(3):
        doomed = start_bus()
        for contact in CONTACTS:
            take_steps(brokerage, contact, range(trial * 5, trial * 5 + 5))
        doomed.kill()
        doomed.wait()

    eventually("every step", lambda: sum(len(effects(contact)) for contact in CONTACTS) >= 15 * len(CONTACTS))

    assert all_once(CONTACTS, range(15))
    assert Outbox.of_every_brokerage.count() == 0
    assert DeadLetter._base_manager.count() == 0


def test_sigterm_ends_it_well_in_the_middle_of_work(start_bus, brokerage):
    process = start_bus()
    take_steps(brokerage, 4, range(50))

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=PATIENCE) == 0
    assert effects(4) == list(range(len(effects(4)))), "what was done before the end is whole"


def test_a_stopped_bus_hands_its_shards_over_at_once(start_bus, brokerage):
    first = start_bus(lease=LONG_LEASE)
    take_steps(brokerage, 4, [1])
    eventually("the first step", lambda: effects(4) == [1])
    first.terminate()
    first.wait(timeout=PATIENCE)

    start_bus(lease=LONG_LEASE)
    take_steps(brokerage, 4, [2])

    eventually("the step of the second", lambda: effects(4) == [1, 2])


def test_without_redis_events_arrive_and_with_redis_back_none_comes_twice(brokerage, own_redis):
    running = BusWorker(own_redis.url, lease_seconds=1.0)
    running.start()
    try:
        take_steps(brokerage, 4, [1, 2])
        eventually("both steps", lambda: effects(4) == [1, 2])
        own_redis.kill()
        take_steps(brokerage, 4, [3, 4])
        eventually("two more without Redis", lambda: effects(4) == [1, 2, 3, 4])
        own_redis.start()
        take_steps(brokerage, 4, [5])
        eventually("the fifth", lambda: len(effects(4)) >= 5)
        eventually("the streams again", lambda: running._direct is None)
    finally:
        assert running.stop()

    assert effects(4) == [1, 2, 3, 4, 5]


def test_a_redis_that_lost_its_data_loses_no_event(brokerage, worker, redis_db):
    """The streams were wiped with events on them that nobody had read."""
    take_steps(brokerage, 4, [1])
    eventually("the first step", lambda: effects(4) == [1])
    for number in range(2, 30):
        take_steps(brokerage, 4, [number])
        if number == 15:
            redis_db.flushdb()

    eventually("all of them", lambda: len(effects(4)) >= 29)
    assert effects(4) == list(range(1, 30))


def test_poisoned_event_becomes_a_dead_letter_and_blocks_nobody(brokerage, worker):
    events = take_steps(brokerage, 4, [1, steps.POISON, 2])

    eventually("the two good ones", lambda: effects(4) == [1, 2])

    letter = eventually("the letter", lambda: DeadLetter._base_manager.first())
    assert (letter.event_id, letter.subscriber, letter.kind) == (events[1].pk, "tests", "step.taken")
    assert (letter.attempts, letter.resolved_at, letter.brokerage_id) == (1, None, brokerage.pk)
    assert letter.error.startswith("ValueError < steps.py:")


def test_status_without_redis_says_direct(brokerage, no_redis):
    take_steps(brokerage, 4, [1, 2])

    status = health.status()

    assert (status.mode, status.outbox, status.pending, status.healthy) == ("direct", 2, {}, False)
    assert status.oldest_seconds > 0


def test_status_of_a_running_bus(brokerage, worker):
    take_steps(brokerage, 4, [1, 2])
    eventually("both steps", lambda: effects(4) == [1, 2])

    status = eventually("a bus at rest", lambda: (found := health.status()).lag == 0 and found.outbox == 0 and found)

    assert status.as_dict() == {
        "mode": "streams", "outbox": 0, "oldest_seconds": 0.0, "held": 0, "lag": 0,
        "pending": {"tests": 0}, "healthy": True,
    }  # fmt: skip


def test_status_without_a_bus_process_says_stopped(brokerage, fast_redis):
    take_steps(brokerage, 4, [1])

    status = health.status()

    assert (status.mode, status.outbox, status.healthy) == ("stopped", 1, False)

import threading

import pytest
from django.conf import settings
from django.db import connection

from crm.models import Brokerage
from realestate.lib import bus, redis
from realestate.lib.streams import keys
from realestate.lib.streams.consumer import Consumer
from realestate.lib.streams.leases import Leases
from tests.realestate.lib.streams import steps
from tests.running import PATIENCE

LONG_LEASE = 10 * PATIENCE  # seconds: it does not run out while a test waits, however slow the machine


@pytest.fixture
def steps_bus(monkeypatch):
    """A bus that knows nothing but our steps."""
    monkeypatch.setattr(bus, "_kinds", {})
    monkeypatch.setattr(bus, "_handlers", {})
    steps.register()


@pytest.fixture
def spine(transactional_db, steps_bus):
    """Real tables, an empty effect table, and our steps on the bus."""
    with connection.cursor() as cursor:
        cursor.execute(steps.TABLE)
        cursor.execute("TRUNCATE test_effect")


@pytest.fixture
def brokerage(spine):
    return Brokerage.objects.create(name="Palm Realty", slug="palm")


@pytest.fixture
def fast_redis():
    return redis.connect(settings.REDIS_URL)


@pytest.fixture
def no_redis(monkeypatch, tmp_path):
    """Settings that point at a Redis that is not there."""
    redis.client.cache_clear()
    monkeypatch.setattr(settings, "REDIS_URL", f"unix://{tmp_path}/nothing.sock")
    yield settings.REDIS_URL
    redis.client.cache_clear()


@pytest.fixture
def make_consumer(fast_redis):
    """Return a function that makes a reader with leases of its own; they are given back at the end."""
    made = []

    def make(*, lease=LONG_LEASE):
        leases = Leases(redis.connect(settings.REDIS_URL), [steps.SUBSCRIBER], seconds=lease)
        leases.renew()
        made.append(leases)
        return Consumer(steps.SUBSCRIBER, redis.connect(settings.REDIS_URL), leases, threading.Event())

    yield make
    for leases in made:
        leases.release()


def drain(consumer, *, turns=60):
    """Let a reader go on until it finds nothing."""
    consumer.turn()  # makes the groups at the first start
    for _ in range(turns):
        if not consumer.turn():
            return


def stream_length(client, shard):
    return client.xlen(keys.stream(shard))

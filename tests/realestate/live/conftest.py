import asyncio
import json

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection

from realestate.lib import redis
from realestate.live import bus, send
from realestate.live.bus import Bus, Pace
from realestate.live.payloads import Message
from realestate.live.seats import Seat
from tests.running import PATIENCE

LONG = 10 * PATIENCE  # seconds: a period that does not pass while a test waits

OURS = Seat(brokerage_id=1, agent_id=11)
COLLEAGUE = Seat(brokerage_id=1, agent_id=12)
STRANGER = Seat(brokerage_id=2, agent_id=21)


class Page:
    """What one page was sent, as it arrives. ``stall`` makes it a browser that takes nothing more."""

    def __init__(self):
        self.frames = []
        self.stalled = False
        self._came = asyncio.Event()

    async def send(self, seq, text):
        if self.stalled:
            await asyncio.Event().wait()
        frame = json.loads(text)
        assert frame["seq"] == seq
        self.frames.append(frame)
        self._came.set()

    async def until(self, check, within=PATIENCE):
        """Return the frames once ``check(frames)`` holds."""
        async with asyncio.timeout(within):
            while not check(self.frames):
                self._came.clear()
                await self._came.wait()
        return self.frames

    async def until_count(self, count, within=PATIENCE):
        return await self.until(lambda frames: len(frames) >= count, within)

    def types(self):
        return [frame["type"] for frame in self.frames]


@pytest_asyncio.fixture
async def fan_out():
    """A bus that delivers quickly, on this worker's Redis. It neither pings nor drops within a test's time."""
    running = Bus(Pace(tick=0.01, ping=LONG, silence=LONG, outage=LONG, reconnect=0.02))
    async with asyncio.timeout(PATIENCE):
        await running.connected.wait()
    yield running
    await running.close()


@pytest_asyncio.fixture
async def shared_bus(fan_out):
    """The same bus, found by the edges as their loop's own."""
    bus._buses[asyncio.get_running_loop()] = fan_out
    yield fan_out
    del bus._buses[asyncio.get_running_loop()]


@pytest.fixture
def no_redis(monkeypatch, tmp_path):
    redis.client.cache_clear()
    monkeypatch.setattr(settings, "REDIS_URL", f"unix://{tmp_path}/nothing.sock")
    yield
    redis.client.cache_clear()


@sync_to_async
def tell_brokerage(brokerage_id, kind="score", **parts):
    _and_hang_up(send.to_brokerage, brokerage_id, kind, **parts)


@sync_to_async
def tell_agent(brokerage_id, agent_id, kind="alert", **parts):
    _and_hang_up(send.to_agent, brokerage_id, agent_id, kind, **parts)


def _and_hang_up(function, *args, **parts):
    try:
        function(*args, **parts)
    finally:
        connection.close()


def message(seq, *, prev=None, agent_id=None, key=None):
    """A message as the listener hands it to the bus."""
    tail = json.dumps({"type": "score", "data": {"n": seq}})[1:]
    return Message(seq=seq, prev=seq - 1 if prev is None else prev, agent_id=agent_id, key=key, tail=tail)

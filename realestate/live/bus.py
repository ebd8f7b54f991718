"""The fan-out: one Redis listener per process, and every page of the process served from memory.

Channels' own groups cost a queue and a task per client and message and fall seconds behind at a thousand sockets.
Here a message is parsed once per process, gathered for at most one tick, and offered to each page's buffer.
"""

import asyncio
from dataclasses import dataclass, field
from functools import partial
from weakref import WeakKeyDictionary

import structlog

from realestate.lib import redis
from realestate.live import backlog, groups, payloads
from realestate.live.clients import Client, Send, for_agent
from realestate.live.payloads import Message
from realestate.live.seats import Seat

log = structlog.get_logger()


@dataclass(frozen=True)
class Pace:
    """The bus's periods, in seconds.

    Attributes:
        tick: at most one delivery per tick; the first message after a quiet tick goes out at once.
        ping: how often a page is asked for a sign of life.
        silence: a page that has not answered, or not taken a write, for so long is dropped.
        outage: while Redis is away, how often pages are told to refetch, which is polling by another name.
    """

    tick: float = 0.05
    ping: float = 30.0
    silence: float = 75.0
    outage: float = 5.0
    reconnect: float = 0.25


@dataclass
class _Channel:
    """One brokerage's pages on this process. ``seq`` is None until the first message or snapshot."""

    seq: int | None = None
    clients: set[Client] = field(default_factory=set)
    pending: list[Message] = field(default_factory=list)


class Bus:
    """This process's live pages, by brokerage. Belongs to the event loop it was made on."""

    def __init__(self, pace: Pace | None = None, url: str | None = None) -> None:
        self.pace = pace or Pace()
        self.redis = redis.connect_async(url)
        self.connected = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._channels: dict[int, _Channel] = {}
        self._dirty: set[int] = set()
        self._flushed_at = 0.0
        self._flush_due = False
        self._listener = redis.connect_async(url, retries=0)  # a silent reconnect would hide what was missed
        self._pubsub = self._listener.pubsub(ignore_subscribe_messages=True)
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._watch())]

    async def join(self, seat: Seat, send: Send, *, since: int | None = None, answers: bool = True) -> Client:
        """Add a page and send it ``hello``, then what it missed since ``since``, then all that follows.

        Args:
            send: awaited with a number and a JSON text; once it fails the page has left.
            since: the last number that the page holds; None for a page that was just rendered.
            answers: whether the page can answer pings; if not, a write that succeeds is its sign of life.
        """
        client = Client(seat, answers=answers, now=self._loop.time())
        client.sender = asyncio.create_task(client.run(send))
        client.sender.add_done_callback(partial(self._left, client))
        channel = self._channels.setdefault(seat.brokerage_id, _Channel())
        channel.clients.add(client)
        try:
            await self._pubsub.subscribe(groups.channel(seat.brokerage_id))
        except redis.Down:
            log.warning("live.bus_down")
        missed = await backlog.read(self.redis, seat, since)
        if channel.seq is None and missed.seq:
            channel.seq = missed.seq
        last = await self._greet(send, missed, since)
        client.start(last, seq=missed.seq, gap=missed.gap)
        return client

    def leave(self, client: Client) -> None:
        """Take a page off the bus and end its sender. Safe to call twice."""
        channel = self._channels.get(client.seat.brokerage_id)
        if channel is not None:
            channel.clients.discard(client)
        client.sender.cancel()

    def heard(self, client: Client) -> None:
        """Note a sign of life."""
        client.heard_at = self._loop.time()

    def clients(self) -> list[Client]:
        """Return every page on this process."""
        return [client for channel in self._channels.values() for client in channel.clients]

    async def close(self) -> None:
        """End the bus and every page's sender."""
        for client in self.clients():
            self.leave(client)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._pubsub.aclose()
        await self._listener.aclose()
        await self.redis.aclose()

    def receive(self, brokerage_id: int, message: Message) -> None:
        """Take one announced message in and deliver it within a tick."""
        channel = self._channels.get(brokerage_id)
        if channel is None or (channel.seq is not None and message.prev < channel.seq and message.seq <= channel.seq):
            return
        if channel.seq is not None and message.prev != channel.seq:
            self._lose(channel, message.prev)
        channel.seq = message.seq
        channel.pending.append(message)
        self._dirty.add(brokerage_id)
        if not self._flush_due:
            self._flush_due = True
            self._loop.call_at(max(self._loop.time(), self._flushed_at + self.pace.tick), self._flush)

    def _flush(self) -> None:
        self._flush_due = False
        self._flushed_at = self._loop.time()
        dirty, self._dirty = self._dirty, set()
        for brokerage_id in dirty:
            channel = self._channels[brokerage_id]
            messages, channel.pending = channel.pending, []
            self._deliver(channel, messages)

    def _deliver(self, channel: _Channel, messages: list[Message]) -> None:
        """Offer a tick's messages to every page. Sorted once, not once per page: there may be thousands."""
        shared = for_agent(messages, None)
        addressed = {message.agent_id for message in messages if message.agent_id is not None}
        own = {agent_id: for_agent(messages, agent_id) for agent_id in addressed}
        for client in channel.clients:
            offered = own.get(client.seat.agent_id, shared)
            if offered:
                client.offer(offered)

    async def _greet(self, send: Send, missed: backlog.Missed, since: int | None) -> int:
        last = missed.seq if since is None else since
        await send(last, payloads.control(payloads.HELLO, last))
        for message in missed.messages:
            await send(message.seq, message.frame(last))
            last = message.seq
        return last

    async def _listen(self) -> None:
        while True:
            try:
                await self._resume()
                while True:
                    heard = await self._pubsub.get_message(timeout=1.0)
                    if heard is not None:
                        self.receive(int(heard["channel"].split(":")[1]), payloads.unpack(heard["data"]))
            except redis.Down:
                if self.connected.is_set():
                    log.warning("live.bus_down")
                self.connected.clear()
                await asyncio.sleep(self.pace.reconnect)

    async def _resume(self) -> None:
        """Subscribe anew, at the start and after a break; whoever may have missed something is told to refetch."""
        old, self._pubsub = self._pubsub, self._listener.pubsub(ignore_subscribe_messages=True)
        await old.aclose()
        await self._pubsub.subscribe(groups.channel(0), *(groups.channel(pk) for pk in self._channels))
        for brokerage_id, channel in self._channels.items():
            seq = int(await self.redis.get(groups.sequence(brokerage_id)) or 0)
            if channel.seq is not None:
                channel.seq = seq
                self._lose(channel, seq)
        self.connected.set()

    async def _watch(self) -> None:
        """Ping pages, drop the dead, and stand in for a Redis that is away."""
        told_at = self._loop.time()
        while True:
            await asyncio.sleep(min(self.pace.ping, self.pace.outage) / 5)
            now = self._loop.time()
            if self.connected.is_set():
                told_at = now
            elif now - told_at >= self.pace.outage:
                told_at = now
                for channel in self._channels.values():
                    self._lose(channel, channel.seq or 0)
            for client in self.clients():
                self._check(client, now)

    def _check(self, client: Client, now: float) -> None:
        stalled = client.sending_since is not None and now - client.sending_since > self.pace.silence
        if stalled or now - client.heard_at > self.pace.silence:
            log.info("live.dropped", reason="stalled" if stalled else "silent")
            self.leave(client)
        elif now - client.pinged_at >= self.pace.ping:
            client.ping(now)

    def _lose(self, channel: _Channel, seq: int) -> None:
        for client in channel.clients:
            client.lose(seq)

    def _left(self, client: Client, sender: "asyncio.Task[None]") -> None:
        self.leave(client)
        if not sender.cancelled():
            sender.exception()  # a broken connection is an ordinary end, seen here so that it is not reported as lost


_buses: "WeakKeyDictionary[asyncio.AbstractEventLoop, Bus]" = WeakKeyDictionary()


def current() -> Bus:
    """Return the running loop's bus, made on first use."""
    loop = asyncio.get_running_loop()
    if loop not in _buses:
        _buses[loop] = Bus()
    return _buses[loop]

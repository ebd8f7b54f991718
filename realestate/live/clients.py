"""One open page on this process: a small buffer between the bus and a connection that may be slow."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from realestate.live import payloads
from realestate.live.payloads import Message
from realestate.live.seats import Seat

BUFFER = 100  # messages a client may fall behind before it is told to refetch instead

Frame = tuple[int, str]  # the number it brings the page to, and its JSON text
Send = Callable[[int, str], Awaitable[None]]


def for_agent(messages: Iterable[Message], agent_id: int | None) -> dict[str, Message]:
    """Return what an agent may read of a tick's messages, by key and in order; None for what everybody may."""
    latest: dict[str, Message] = {}
    for message in messages:
        if message.is_for(agent_id):
            key = message.key or f"\0{message.seq}"
            latest.pop(key, None)
            latest[key] = message
    return latest


class Client:
    """What one page has been sent and what waits for it.

    The bus only ever calls ``offer``, which never waits: so a stalled page holds up nobody. ``run`` is the page's own
    task; it alone awaits the network.

    Attributes:
        heard_at: when the page last answered, on the event loop's clock.
        sending_since: when the write that is under way began; None between writes.
        sender: the task that writes to the page; it ends when the page has left or was dropped.
    """

    sender: "asyncio.Task[None]"

    def __init__(self, seat: Seat, *, answers: bool, now: float) -> None:
        self.seat = seat
        self._answers = answers
        self.heard_at = now
        self.pinged_at = now
        self.sending_since: float | None = None
        self._last = 0
        self._waiting: dict[str, Message] = {}
        self._gap_at: int | None = None
        self._ping = False
        self._started = False
        self._idle: asyncio.Future[None] | None = None

    def offer(self, messages: dict[str, Message]) -> None:
        """Add messages to what waits. The latest of a key wins; past the bound all of it becomes one gap.

        Args:
            messages: by key, in order, all of them for this page (``for_agent``). Never changed here: pages share it.
        """
        if not self._waiting:
            self._waiting = messages.copy()
        else:
            for key, message in messages.items():
                self._waiting.pop(key, None)
                self._waiting[key] = message
        if len(self._waiting) > BUFFER:
            self.lose(max(message.seq for message in self._waiting.values()))
        self._wake()

    def lose(self, seq: int) -> None:
        """Forget what waits and tell the page to refetch and to go on from ``seq``."""
        self._waiting.clear()
        self._gap_at = seq
        self._wake()

    def ping(self, now: float) -> None:
        """Ask the page for a sign of life."""
        self.pinged_at = now
        self._ping = True
        self._wake()

    def start(self, last: int, *, seq: int, gap: bool) -> None:
        """Begin to send.

        Args:
            last: the number that the page holds after its greeting.
            seq: the number up to which the greeting spoke for; what waits and is older is dropped.
            gap: the greeting could not be complete.
        """
        newer = {key: message for key, message in self._waiting.items() if message.seq > seq}
        self._waiting = {}
        self._last = last
        self._started = True
        if gap:
            self._gap_at = seq
        self.offer(newer)

    async def run(self, send: Send) -> None:
        """Send what waits, for as long as the connection lives."""
        loop = asyncio.get_running_loop()
        while True:
            frames = self._take() if self._started else []
            if not frames:
                # A bare future rather than an Event: this is done once per page and tick.
                self._idle = loop.create_future()
                await self._idle
                continue
            self.sending_since = loop.time()
            for seq, text in frames:
                await send(seq, text)
            if not self._answers:
                self.heard_at = loop.time()
            self.sending_since = None

    def _wake(self) -> None:
        if self._idle is not None and not self._idle.done():
            self._idle.set_result(None)

    def _take(self) -> list[Frame]:
        frames: list[Frame] = []
        if self._gap_at is not None:
            self._last, self._gap_at = self._gap_at, None
            frames.append((self._last, payloads.control(payloads.GAP, self._last)))
        waiting, self._waiting = self._waiting, {}
        for message in waiting.values():
            if message.seq > self._last:
                frames.append((message.seq, message.frame(self._last)))
                self._last = message.seq
        return frames + self._pings() if self._ping else frames

    def _pings(self) -> list[Frame]:
        if not self._ping:
            return []
        self._ping = False
        return [(self._last, payloads.control(payloads.PING, self._last))]

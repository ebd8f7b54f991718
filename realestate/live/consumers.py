"""The WebSocket of a page: signed-in agents only, one per tab."""

import asyncio
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from realestate.live import backlog, bus
from realestate.live.clients import Client
from realestate.live.seats import seat_of

NOT_SIGNED_IN = 4401
DROPPED = 4408


def with_server_send(application: Any) -> Any:
    """Return the ASGI application with the web server's own ``send`` in its scope, for ``LiveSocket``.

    The session layer looks at each message though it only ever acts on the first: a fifth of a frame's cost.
    """

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        await application({**scope, "live.send": send}, receive, send)

    return serve


class LiveSocket(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Joins its agent's bus and forwards; it never queries.

    A page that comes back says ``?since=N`` and is sent what it missed.
    """

    client: Client | None = None

    async def connect(self) -> None:
        """Accept agents, refuse everybody else."""
        seat = await seat_of(self.scope.get("user"))
        if seat is None:
            await self.close(code=NOT_SIGNED_IN)
            return
        await self.accept()
        self.client = await bus.current().join(seat, self._forward, since=backlog.since(self.scope["query_string"]))
        self.client.sender.add_done_callback(self._hang_up)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take any message as a sign of life; pages send ``{"type": "pong"}``."""
        if self.client is not None:
            bus.current().heard(self.client)

    async def disconnect(self, code: int) -> None:
        """Leave the bus."""
        if self.client is not None:
            bus.current().leave(self.client)

    async def _forward(self, seq: int, text: str) -> None:
        await self.scope["live.send"]({"type": "websocket.send", "text": text})

    def _hang_up(self, sender: "asyncio.Task[None]") -> None:
        self._closing = asyncio.ensure_future(self._close_quietly())

    async def _close_quietly(self) -> None:
        try:
            await self.close(code=DROPPED)
        except (OSError, RuntimeError):  # the page had closed it first
            return

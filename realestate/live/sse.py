"""``/live/stream/``: server-sent events, for networks that let no WebSocket through.

Each event's id is the message's number, so a browser that reconnects says by itself what it saw last.
"""

import asyncio

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope

from realestate.live import backlog, bus
from realestate.live.polling import answer
from realestate.live.seats import seat_of

HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # or nginx holds events back
]


async def live_stream(scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Stream a signed-in agent's messages until the page leaves; 401 for everybody else."""
    seat = await seat_of(scope.get("user"))
    if seat is None:
        await answer(send, 401, {"code": "not_signed_in"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS, "trailers": False})

    async def write(seq: int, text: str) -> None:
        event = f"id: {seq}\ndata: {text}\n\n".encode()
        await send({"type": "http.response.body", "body": event, "more_body": True})

    fan_out = bus.current()
    client = await fan_out.join(seat, write, since=_last_seen(scope), answers=False)
    leaving = asyncio.create_task(_disconnected(receive))
    try:
        await asyncio.wait({client.sender, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        fan_out.leave(client)


async def _disconnected(receive: ASGIReceiveCallable) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _last_seen(scope: HTTPScope) -> int | None:
    headers = dict(scope["headers"])
    said = headers.get(b"last-event-id", b"")
    return backlog.since(b"since=" + said) if said else backlog.since(scope["query_string"])

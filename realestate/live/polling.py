"""``/live/poll/?since=N``: the same messages for pages whose socket and stream both fail.

Answers ``{"seq": N, "messages": [...], "gap": false}``. With Redis away it answers ``gap: true`` each time, so the
page refetches its data from the database: slower, still right.
"""

import json

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope

from realestate.live import backlog, bus
from realestate.live.backlog import Missed
from realestate.live.seats import seat_of


async def live_poll(scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answer one poll of a signed-in agent; 401 for everybody else."""
    seat = await seat_of(scope.get("user"))
    if seat is None:
        await answer(send, 401, {"code": "not_signed_in"})
        return
    after = backlog.since(scope["query_string"])
    missed = await backlog.read(bus.current().redis, seat, after)
    await answer(send, 200, as_body(missed, after))


def as_body(missed: Missed, after: int | None) -> dict[str, object]:
    """Return a poll's answer as plain values."""
    frames: list[object] = []
    last = after or 0
    for message in missed.messages:
        frames.append(json.loads(message.frame(last)))
        last = message.seq
    return {"seq": missed.seq, "messages": frames, "gap": missed.gap}


async def answer(send: ASGISendCallable, status: int, body: dict[str, object]) -> None:
    """Send a small JSON response that nobody keeps."""
    text = json.dumps(body, separators=(",", ":")).encode()
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": text, "more_body": False})

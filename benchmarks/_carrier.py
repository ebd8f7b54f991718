"""A carrier at a steady rate, in a process of its own: ``python -m benchmarks._carrier PORT RATE FILE``.

Each line of the file is one request, ready to be sent, as a JSON string. A request goes out at its own moment, whether
or not those before it were answered, on a connection that is kept and free, else on a new one. Prints one JSON list:
for each request its status and the milliseconds from its moment to the end of the answer.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from uvicorn.loops.auto import auto_loop_factory

from realestate.lib import memory

LONGEST = 60.0  # seconds for one answer


class Line(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    def __init__(self) -> None:
        self._head, self._missing = b"", 0
        self.answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def ask(self, request: bytes) -> "asyncio.Future[int]":
        """Send a request; the status of its answer comes once all of the answer is here."""
        self.answered = asyncio.get_running_loop().create_future()
        self._head = b""
        self.transport.write(request)  # type: ignore[attr-defined]
        return self.answered

    def data_received(self, data: bytes) -> None:
        """Note the end of an answer, which says its own length."""
        self._head += data
        head, end, body = self._head.partition(b"\r\n\r\n")
        if end and not self.answered.done():
            length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            if len(body) >= length:
                self.answered.set_result(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits; a connection that nobody waits on was only closed."""
        if not self.answered.done():
            self.answered.set_result(0)


async def ask_all(port: int, rate: float, requests: list[bytes]) -> list[tuple[int, float]]:
    """Send each request at its moment; return status and milliseconds of each."""
    loop, free = asyncio.get_running_loop(), list[Line]()
    begin = time.perf_counter() + 0.2

    async def one(place: int, request: bytes) -> tuple[int, float]:
        due = begin + place / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        line = _kept(free) or (await loop.create_connection(Line, "127.0.0.1", port))[1]
        status = await asyncio.wait_for(line.ask(request), LONGEST)
        free.append(line)
        return status, (time.perf_counter() - due) * 1000

    return list(await asyncio.gather(*(one(place, request) for place, request in enumerate(requests))))


def _kept(free: list[Line]) -> Line | None:
    while free:
        line = free.pop()
        if not line.transport.is_closing():
            return line
    return None


def main() -> None:
    """Send the file and print what came back."""
    port, rate, path = int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3])
    requests = [json.loads(line).encode("latin-1") for line in path.read_text().splitlines()]
    memory.settle()  # who measures must not pause
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        print(json.dumps(runner.run(ask_all(port, rate, requests))))  # noqa: T201 - its output is its result


if __name__ == "__main__":
    main()

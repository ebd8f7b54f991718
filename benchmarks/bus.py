"""A thousand open pages at ten updates a second, through our own fan-out and a real web process.

``python -m benchmarks.bus [--sockets 1000] [--rate 10] [--seconds 10]``. The delay is from ``send.to_brokerage`` to
the bytes at each socket, both read from one clock.
"""

import argparse
import asyncio
import base64
import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import closing

from uvicorn.loops.auto import auto_loop_factory

from benchmarks import _stage
from benchmarks._report import finish, percentile, report
from realestate.lib import memory

TARGET_MS = 50.0
AT_ONCE = 50  # sockets that connect at the same time


class Page(asyncio.Protocol):
    """The least that is a browser: it upgrades, then notes how late each update is."""

    def __init__(self, request: bytes, delays: list[float]) -> None:
        self.request, self.delays = request, delays
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Find each ``"at":<nanoseconds>`` in what arrived. Frames are small, so one seldom spans two reads."""
        now = time.monotonic_ns()
        if not self.ready.done():
            self._head += data
            if b'"hello"' in self._head:
                self.ready.set_result(None)
            elif b" 403 " in self._head[:20]:
                self.ready.set_exception(RuntimeError("The socket was refused."))
            return
        at = data.find(b'"at":')
        while at != -1:
            end = data.find(b"}", at)
            self.delays.append((now - int(data[at + 5 : end])) / 1e6)
            at = data.find(b'"at":', end)


async def measure(
    port: int, cookie: str, brokerage_id: int, server: int, options: argparse.Namespace
) -> tuple[list[float], float]:
    """Open the sockets and send at the rate; return every delay in milliseconds, and the server's processor time."""
    delays: list[float] = []
    pages = await _open(port, cookie, options.sockets, delays)
    used = cpu_seconds(server)
    await _send(brokerage_id, options)
    expected = len(pages) * options.rate * options.seconds
    give_up = time.monotonic() + 15
    while len(delays) < expected and time.monotonic() < give_up:
        await asyncio.sleep(0.1)
    return delays, cpu_seconds(server) - used


async def _open(port: int, cookie: str, count: int, delays: list[float]) -> list[Page]:
    loop, gate = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)

    async def one() -> Page:
        async with gate:
            _, page = await loop.create_connection(lambda: Page(_upgrade(port, cookie), delays), "127.0.0.1", port)
            await page.ready
            return page

    return await asyncio.gather(*(one() for _ in range(count)))


async def _send(brokerage_id: int, options: argparse.Namespace) -> None:
    from realestate.live import send  # noqa: PLC0415 - after Django is set up

    begin = time.monotonic()
    for n in range(options.rate * options.seconds):
        await asyncio.sleep(max(0.0, begin + n / options.rate - time.monotonic()))
        data = {"lead": n, "at": time.monotonic_ns()}
        await asyncio.to_thread(send.to_brokerage, brokerage_id, "score", data=data)


def _upgrade(port: int, cookie: str) -> bytes:
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    return (
        f"GET /live/socket/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        f"Cookie: sessionid={cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    ).encode()


def sign_in() -> tuple[int, str]:
    """Make a brokerage with one agent; return its id and the agent's session cookie."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from crm.models import Agent, Brokerage, User  # noqa: PLC0415
    from realestate.lib import scopes  # noqa: PLC0415

    brokerage = Brokerage.objects.create(name="Palm Realty", slug="palm")
    user = User.objects.create_user("agent@palm.example", brokerage=brokerage)
    with scopes.in_brokerage(brokerage):
        Agent.objects.create(user=user, name="Ana")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return brokerage.pk, session.session_key


def serve(port: int) -> "subprocess.Popen[bytes]":
    """Start the web process and return once it listens."""
    command = [sys.executable, "-m", "uvicorn", "realestate.asgi:application", "--port", str(port)]
    command += ["--ws-per-message-deflate", "false", "--log-level", "warning", "--no-access-log", "--backlog", "2048"]
    process = subprocess.Popen(command, env=dict(os.environ))
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    process.kill()
    raise RuntimeError("The web process does not listen.")


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Run it and print the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--rate", type=int, default=10, help="updates a second")
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    _stage.allow_many_files()
    memory.settle()  # the one who measures must not pause
    with _stage.services(), closing(socket.socket()) as finder:
        finder.bind(("127.0.0.1", 0))
        port = finder.getsockname()[1]
        finder.close()
        brokerage_id, cookie = sign_in()
        server = serve(port)
        try:
            # The server's own loop: a slower one would add its own thousand reads to each delay.
            with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
                delays, used = runner.run(measure(port, cookie, brokerage_id, server.pid, options))
        finally:
            server.terminate()
            server.wait(timeout=20)
    expected = options.sockets * options.rate * options.seconds
    met = report(
        "bus: update to every open page",
        figure=percentile(delays, 0.99),
        unit="ms, 99th percentile",
        target=TARGET_MS,
        p50_ms=percentile(delays, 0.5),
        worst_ms=max(delays, default=float("nan")),
        sockets=options.sockets,
        updates_a_second=options.rate,
        frames_expected=expected,
        frames_arrived=len(delays),
        server_core_share=used / options.seconds,
    )
    finish(met and len(delays) == expected)


if __name__ == "__main__":
    main()

"""Processes that start in no time: one that has loaded everything, and does nothing but fork.

A worker that starts from nothing needs seconds to load; two hundred kills would be an hour of loading. A fork of a
loaded process is as much a process of its own: it has its own connections, and ``kill -9`` takes it as any other.
"""

import importlib
import json
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from django.db import connections

from outreach.proving import roles

LOADED = ("realestate.asgi", "realestate.celery", "celery.bin.worker", "celery.bin.beat", "celery.apps.worker",
          "celery.apps.beat", "django_celery_beat.schedulers", "uvicorn", "outreach.channels.sms_twilio")  # fmt: skip
ENDS_WITHIN = 5.0  # seconds


class Crew:
    """Starts and kills processes by role. Open it before any thread runs: forks and threads do not go together."""

    def __init__(self, log: Path) -> None:
        ours, theirs = socket.socketpair()
        if os.fork() == 0:
            ours.close()
            _fork_on_demand(theirs, log)
        theirs.close()
        self._orders = ours.makefile("rw")

    def start(self, role: str, **options: Any) -> "Member":
        """Start a process of a role of ``roles.ROLES``."""
        self._orders.write(json.dumps({"role": role, **options}) + "\n")
        self._orders.flush()
        return Member(int(self._orders.readline()))

    def close(self) -> None:
        """End the forking process, and with it whatever it forked and still runs."""
        self._orders.close()


class Member:
    """One process of the crew, in a session of its own with whatever it starts."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def kill(self) -> None:
        """Kill it and its children with SIGKILL, at whatever line they are."""
        _kill(self.pid)

    def kill_a_child(self, choose: Callable[[list[int]], int]) -> bool:
        """Kill one of its children with SIGKILL; return whether it had one."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        pids = [int(pid) for pid in children.read_text().split()] if children.exists() else []
        if pids:
            os.kill(choose(pids), signal.SIGKILL)
        return bool(pids)


def _kill(pid: int) -> None:
    """Kill a session, and wait until its leader is gone."""
    give_up = time.monotonic() + ENDS_WITHIN
    while time.monotonic() < give_up:
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.005)


def _fork_on_demand(pipe: socket.socket, log: Path) -> NoReturn:
    """Load what the roles need, then fork once per order until nobody is there to order."""
    for name in LOADED:
        importlib.import_module(name)
    connections.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the killed
    begun: list[int] = []
    with pipe.makefile("rw") as orders:
        for line in orders:
            pid = os.fork()
            if pid == 0:
                _become(json.loads(line), pipe, log)
            begun.append(pid)
            orders.write(f"{pid}\n")
            orders.flush()
    for pid in begun:
        _kill(pid)
    os._exit(0)


def _become(order: dict[str, Any], pipe: socket.socket, log: Path) -> NoReturn:
    """Turn this fork into a process of the ordered role."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pipe.detach()
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(said, 1)
    os.dup2(said, 2)
    try:
        roles.ROLES[order.pop("role")](**order)
    finally:
        os._exit(0)

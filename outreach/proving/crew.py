"""Processes that start in no time: one that has loaded everything, and does nothing but fork.

A worker that starts from nothing needs seconds to load; two hundred kills would be an hour of loading. A fork of a
loaded process is as much a process of its own: it has its own connections, and ``kill -9`` takes it as any other.
"""

import ctypes
import importlib
import json
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from django.db import connections

from outreach.proving import roles

LOADED = ("realestate.asgi", "realestate.celery", "celery.bin.worker", "celery.bin.beat", "celery.apps.worker",
          "celery.apps.beat", "django_celery_beat.schedulers", "uvicorn", "outreach.channels.sms_twilio")  # fmt: skip
PR_SET_PDEATHSIG = 1


class Crew:
    """Starts and kills processes by role. Open it before any thread runs: forks and threads do not go together."""

    def __init__(self, log: Path) -> None:
        ours, theirs = socket.socketpair()
        us = os.getpid()
        if os.fork() == 0:
            _die_with(us)
            ours.close()
            _fork_on_demand(theirs, log)
        theirs.close()
        self._orders = ours.makefile("rw")

    def start(self, role: str, **options: Any) -> "Member":
        """Start a process of a role of ``roles.ROLES``."""
        return Member(self, int(self._order(role=role, **options)))

    def kill(self, pid: int) -> None:
        """Kill a process it started, with whatever that one started, by SIGKILL. The parent alone knows who lives."""
        self._order(kill=pid)

    def _order(self, **what: Any) -> str:
        self._orders.write(json.dumps(what) + "\n")
        self._orders.flush()
        return self._orders.readline()

    def close(self) -> None:
        """End the forking process, and with it whatever it forked and still runs."""
        self._orders.close()


class Member:
    """One process of the crew, in a session of its own with whatever it starts."""

    def __init__(self, crew: Crew, pid: int) -> None:
        self.crew, self.pid = crew, pid

    def kill(self) -> None:
        """Kill it and its children with SIGKILL, at whatever line they are."""
        self.crew.kill(self.pid)

    def kill_a_child(self, choose: Callable[[list[int]], int]) -> bool:
        """Kill one of its children with SIGKILL; return whether it had one."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        pids = [int(pid) for pid in children.read_text().split()] if children.exists() else []
        with suppress(ProcessLookupError):  # it ended by itself a moment ago
            if pids:
                os.kill(choose(pids), signal.SIGKILL)
                return True
        return False


def _fork_on_demand(pipe: socket.socket, log: Path) -> NoReturn:
    """Load what the roles need, then fork and kill as ordered until nobody is there to order."""
    for name in LOADED:
        importlib.import_module(name)
    connections.close_all()
    us, alive = os.getpid(), set[int]()
    with pipe.makefile("rw") as orders:
        for line in orders:
            order = json.loads(line)
            if "kill" in order:
                pid = order["kill"]
                _kill(pid, alive)
            else:
                pid = os.fork()
                if pid == 0:
                    _die_with(us)
                    _become(order, pipe, log)
                alive.add(pid)
            orders.write(f"{pid}\n")
            orders.flush()
    for pid in list(alive):
        _kill(pid, alive)
    os._exit(0)


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, however that ends: nothing may outlive the trials."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _kill(pid: int, alive: set[int]) -> None:
    """Kill a child and its session. Until it is waited for here, nobody else can have its number."""
    if pid not in alive:
        return
    alive.discard(pid)
    for kill in (os.killpg, os.kill):  # in its first moments it has no session of its own yet
        with suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _become(order: dict[str, Any], pipe: socket.socket, log: Path) -> NoReturn:
    """Turn this fork into a process of the ordered role."""
    os.setsid()
    pipe.detach()
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(said, 1)
    os.dup2(said, 2)
    try:
        roles.ROLES[order.pop("role")](**order)
    finally:
        os._exit(0)

"""Keeps a handful of processes running, shows their logs under one roof, and stops them in order."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from realestate import processes

PATIENCE = (1, 2, 5, 10, 30)  # seconds before the nth restart; a minute of calm starts over
CALM = 60
COLOURS = (36, 33, 32, 35, 34, 31)


@dataclass
class Program:
    """One process to keep alive.

    Attributes:
        stop_within: seconds it gets to end by itself.
        death_signal: what the kernel sends it when the supervisor is killed. The databases end at that moment too, so
            there is nothing left to finish, and a program that asks them once more may wait for ever.
        nice: how much it stands back for the others when all want the processor, 0 to 19.
    """

    name: str
    command: Sequence[str]
    stop_within: float = 4
    death_signal: int = signal.SIGKILL
    environment: Mapping[str, str] = field(default_factory=dict)
    nice: int = 0


@dataclass
class _Running:
    program: Program
    child: processes.Child
    began: float
    reader: threading.Thread
    failures: int = 0
    restart_at: float | None = None


class Supervisor:
    """Starts programs, restarts those that end, stops all of them. Used from the main thread only."""

    def __init__(self, out: IO[str] | None = None) -> None:
        self.out = out or sys.stdout
        self.running: list[_Running] = []
        self._width = 8
        self._lock = threading.Lock()

    def start(self, program: Program) -> None:
        """Start one program; its output follows under its name."""
        child = self._spawn(program)
        self.running.append(_Running(program, child, time.monotonic(), self._read(program, child)))

    def watch(self) -> None:
        """Look once at every program, and start again what ended: at first soon, then ever later."""
        now = time.monotonic()
        for one in self.running:
            if one.restart_at is not None:
                if now >= one.restart_at:
                    one.child, one.began, one.restart_at = self._spawn(one.program), now, None
                    one.reader = self._read(one.program, one.child)
            elif one.child.poll() is not None:
                one.failures = 0 if now - one.began > CALM else one.failures + 1
                wait = PATIENCE[min(one.failures, len(PATIENCE) - 1)]
                one.restart_at = now + wait
                self.say(one.program.name, f"ended with {one.child.returncode}; starts again in {wait} s")

    def failed_early(self, name: str) -> bool:
        """Return whether a program has ended and not yet been started again."""
        return any(one.program.name == name and one.restart_at is not None for one in self.running)

    def stop(self, order: Sequence[str] = ()) -> None:
        """Stop every program, each within its time: those named in ``order``, then the rest, last started first."""
        places = {name: place for place, name in enumerate(order)}
        self.running.reverse()
        self.running.sort(key=lambda one: places.get(one.program.name, len(places)))
        while self.running:
            one = self.running.pop(0)
            ended = processes.stop(one.child, within=one.program.stop_within)
            one.reader.join(1)
            self.say(one.program.name, "stopped" if ended else "did not stop in time and was killed")

    def kill(self) -> None:
        """End every program at once."""
        for one in self.running:
            if one.child.poll() is None:
                os.killpg(one.child.pid, signal.SIGKILL)

    def say(self, name: str, line: str) -> None:
        """Write one line under a name."""
        prefix = f"{name:<{self._width}}|"
        if self.out.isatty():
            prefix = f"\x1b[{COLOURS[hash(name) % len(COLOURS)]}m{prefix}\x1b[0m"
        with self._lock:
            self.out.write(f"{prefix} {line}\n")
            self.out.flush()

    def _spawn(self, program: Program) -> processes.Child:
        return processes.spawn(
            program.command, death_signal=program.death_signal, nice=program.nice,
            env={**os.environ, **program.environment},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def _read(self, program: Program, child: processes.Child) -> threading.Thread:
        def copy() -> None:
            for line in child.stdout or ():
                self.say(program.name, line.decode(errors="replace").rstrip())

        thread = threading.Thread(target=copy, daemon=True)
        thread.start()
        return thread

"""What tests of running programs share: waiting for what must come, and asking the system who lives.

A limit here is no measure of speed. It ends a test that would hang, so it is far beyond what a busy machine needs.
"""

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

PATIENCE = 120.0  # seconds
LOOK_AGAIN = 0.02

Found = TypeVar("Found")


def eventually(what: str, check: Callable[[], Found], *, context: Callable[[], str] = str) -> Found:
    """Return the first true value of ``check``, which other threads or processes bring about.

    Raises:
        AssertionError: it never came; the message names ``what`` and ends with what ``context`` returns.
    """
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        if found := check():
            return found
        time.sleep(LOOK_AGAIN)
    raise AssertionError(f"This never came: {what}. {context()}")


def alive(pid: int) -> bool:
    """Say whether a process runs; one that ended and was not asked for its result does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

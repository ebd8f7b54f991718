"""Child processes that end with us: started in sessions of their own, stopped in order."""

import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

LAUNCHER = Path(__file__).with_name("launch.py")
Child = subprocess.Popen[bytes]


def spawn(
    program: Sequence[str],
    *,
    as_plain_user: bool = False,
    death_signal: int = signal.SIGTERM,
    nice: int = 0,
    **options: Any,
) -> Child:
    """Start a program in a session of its own; when this process dies, however it dies, the child is told.

    Call it from the main thread: the kernel counts the end of the starting thread as the end of the parent.

    Args:
        as_plain_user: for programs that refuse to run as root. Without effect for other users.
        death_signal: what the child gets when we are gone.
        nice: how much it stands back for others when all want the processor, 0 to 19.
        options: passed on to ``subprocess.Popen``.
    """
    return subprocess.Popen(
        launched(program, as_plain_user=as_plain_user, death_signal=death_signal, nice=nice),
        start_new_session=True,
        **options,
    )


def launched(
    program: Sequence[str], *, as_plain_user: bool = False, death_signal: int = signal.SIGTERM, nice: int = 0
) -> list[str]:
    """Return the command line that runs ``program`` through the launcher."""
    command = [sys.executable, "-I", "-S", str(LAUNCHER), f"--parent={os.getpid()}", f"--death-signal={death_signal}"]
    if nice:
        command.append(f"--nice={nice}")
    if as_plain_user and os.geteuid() == 0:
        command.append(f"--map-user={plain_user()}" if has_user_namespaces() else f"--setuid={plain_user()}")
    return [*command, "--", *program]


def stop(child: Child, *, ask: int = signal.SIGTERM, within: float = 10) -> bool:
    """Ask a child to end, and kill its session if it has not after ``within`` seconds.

    Returns:
        Whether it ended by itself.
    """
    if child.poll() is not None:
        return True
    child.send_signal(ask)
    try:
        child.wait(within)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return False
    return True


def owner_of(program_uses_plain_user: bool) -> int:
    """Return the user that must own a child's data: ours, or the plain user's where no namespace hides it."""
    if program_uses_plain_user and os.geteuid() == 0 and not has_user_namespaces():
        return plain_user()
    return os.geteuid()


def plain_user() -> int:
    """Return the number of a user that exists and is not root; programs look its name up."""
    users = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0}
    return users.get("nobody") or next(iter(users.values()))


@cache
def has_user_namespaces() -> bool:
    """Return whether a process may enter a user namespace here. Containers often forbid it."""
    probe = [sys.executable, "-I", "-S", str(LAUNCHER), f"--parent={os.getpid()}", "--death-signal=9", "--map-user=1"]
    return subprocess.run([*probe, "--", "/bin/true"], capture_output=True, check=False).returncode == 0

"""Start one program as a child that cannot outlive its parent: ``python -I -S launch.py OPTIONS -- program ...``.

A file of its own, run in a fresh interpreter, because what it does to a process (a user namespace, another user,
a death signal) must happen between fork and exec, and is not safe there in a program with threads.
"""

import argparse
import ctypes
import os
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Become the program named on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True, help="the process whose end is our end")
    parser.add_argument("--death-signal", type=int, required=True, help="what the kernel sends when it ends")
    parser.add_argument("--map-user", type=int, help="look like this user inside a user namespace of our own")
    parser.add_argument("--setuid", type=int, help="become this user for good")
    parser.add_argument("--nice", type=int, default=0, help="how much to stand back for others (0-19)")
    parser.add_argument("program", nargs="+")
    options = parser.parse_args()
    os.nice(options.nice)
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if options.map_user is not None and libc is not None:
        enter_user_namespace(libc, options.map_user)
    if options.setuid is not None:
        os.setgroups([])
        os.setgid(options.setuid)
        os.setuid(options.setuid)
    if libc is not None:
        # Last, since a change of user clears it.
        libc.prctl(PR_SET_PDEATHSIG, options.death_signal)
    if os.getppid() != options.parent:
        sys.exit("The parent ended before its child began.")
    os.execv(options.program[0], options.program)


def enter_user_namespace(libc: ctypes.CDLL, user: int) -> None:
    """Enter a namespace in which our own user has the number ``user``; nothing changes outside it."""
    uid, gid = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "This machine allows no user namespaces")
    for name, text in {"setgroups": "deny", "uid_map": f"{user} {uid} 1", "gid_map": f"{user} {gid} 1"}.items():
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


if __name__ == "__main__":
    main()

"""A Python that has imported what the settings need, and forks for each start: the imports are most of a start.

Run as a program it reads one JSON object a line, ``{"environment": {...}, "code": "..."}``, runs the code in a fork of
its own with that environment, and answers ``{"returncode": 0, "stdout": "...", "stderr": "..."}`` on a line.
"""

import json
import os
import subprocess
import sys
import traceback
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """How a start ended."""

    returncode: int
    stdout: str
    stderr: str


class Interpreter(AbstractContextManager["Interpreter"]):
    """Runs code in an environment, each time as if in a process of its own that knows nothing of us yet."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.project.warm"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def run(self, code: str, environment: dict[str, str]) -> Done:
        """Run ``code`` where ``environment`` is the whole environment, and return how that ended."""
        self._process.stdin.write(json.dumps({"environment": environment, "code": code}) + "\n")
        return Done(**json.loads(self._process.stdout.readline()))

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait()


def forget_ours() -> None:
    """Keep the packages that were imported, but none of our own modules."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "realestate"]:
        del sys.modules[name]


def child(asked: dict[str, Any], out: IO[bytes], err: IO[bytes]) -> int:
    """Be the start that was asked for; return its exit code."""
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    os.environ.clear()
    os.environ.update(asked["environment"])
    try:
        exec(asked["code"], {})
    except Exception:
        traceback.print_exc()
        return 1
    return 0


def text_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def main() -> None:
    __import__("realestate.settings")
    forget_ours()
    for line in sys.stdin:
        with TemporaryFile() as out, TemporaryFile() as err:
            started = os.fork()
            if not started:
                sys.exit(child(json.loads(line), out, err))
            code = os.waitstatus_to_exitcode(os.waitpid(started, 0)[1])
            print(json.dumps({"returncode": code, "stdout": text_of(out), "stderr": text_of(err)}), flush=True)


if __name__ == "__main__":
    main()

"""Is all well? Questions that apps register; health pages, `doctor` and `restore` ask them all.

A check is a function that returns a ``Finding``, in words that say what to do::

    checkup.add("event partitions", lambda: Finding(ok=not rows, says="…"))
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import Error as DatabaseError

from realestate.lib import redis

log = structlog.get_logger()


@dataclass(frozen=True)
class Finding:
    """The answer to one question; ``says`` is shown to operators and holds no personal data."""

    ok: bool
    says: str


@dataclass(frozen=True)
class Answer:
    """A finding with its question. Only an essential one takes the machine out of service."""

    name: str
    ok: bool
    says: str
    essential: bool


@dataclass(frozen=True)
class _Check:
    ask: Callable[[], Finding]
    essential: bool


_checks: dict[str, _Check] = {}


def add(name: str, ask: Callable[[], Finding], *, essential: bool = False) -> None:
    """Register a question, once, from ``AppConfig.ready``.

    Args:
        essential: pages cannot be served while it fails.
    """
    _checks[name] = _Check(ask, essential)


def ask_all() -> list[Answer]:
    """Ask everything, in the order of registration. A server that is away is a finding too, never an error."""
    return [_answer(name, check) for name, check in _checks.items()]


def _answer(name: str, check: _Check) -> Answer:
    try:
        finding = check.ask()
    except (DatabaseError, redis.Down, OSError) as error:
        log.warning("checkup.failed", check=name, error=str(error))
        finding = Finding(ok=False, says=f"could not be checked: {type(error).__name__}")
    return Answer(name, finding.ok, finding.says, check.essential)

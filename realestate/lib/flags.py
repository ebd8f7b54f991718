"""Pilots: something new for a few first, then for a share, then for all.

A flag says who is in by hash, so the same person stays in as the share grows; nothing is stored per person. Where
the share comes from (a row that operators edit) is registered by the app that owns it.
"""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rollout:
    """How far a flag is out: these always (a pilot group), and this share of the others, 0.0 to 1.0."""

    share: float = 0.0
    pilots: Collection[int] = field(default_factory=frozenset)


def _not_out(_flag: str) -> Rollout:
    return Rollout()


_rollout_of: Callable[[str], Rollout] = _not_out


def use_rollouts(look_up: Callable[[str], Rollout]) -> None:
    """Register where rollouts are kept. Called once, by the app that owns the table."""
    global _rollout_of
    _rollout_of = look_up


def is_on(flag: str, who: int) -> bool:
    """Return whether ``who`` (an agent's or a brokerage's id) has the flag now."""
    rollout = _rollout_of(flag)
    return who in rollout.pilots or place(flag, who) < rollout.share


def place(flag: str, who: int) -> float:
    """Return where in 0.0 to 1.0 somebody stands in the queue for a flag: even, and unlike that for other flags."""
    digest = hashlib.sha256(f"{flag}:{who}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64

"""Who sits at the other end of a live connection."""

from dataclasses import dataclass
from typing import Any

from channels.db import database_sync_to_async


@dataclass(frozen=True)
class Seat:
    """A signed-in agent's place: whose messages the connection may carry."""

    brokerage_id: int
    agent_id: int


@database_sync_to_async
def seat_of(user: Any) -> Seat | None:
    """Return the seat of a signed-in user, or None for strangers and for users who are no agent."""
    if user is None or not user.is_authenticated or not user.is_active:
        return None
    agent = getattr(user, "agent", None)
    return None if agent is None else Seat(brokerage_id=agent.brokerage_id, agent_id=agent.pk)

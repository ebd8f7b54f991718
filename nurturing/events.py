"""Facts that nurturing announces."""

from dataclasses import dataclass
from typing import ClassVar

from realestate.lib.bus import Fact, fact


@fact
@dataclass(frozen=True, kw_only=True)
class EnrollmentStarted(Fact):
    """A lead began a sequence."""

    kind: ClassVar[str] = "enrollment.started"
    enrollment_id: int
    lead_id: int
    sequence_id: int
    because: str


@fact
@dataclass(frozen=True, kw_only=True)
class EnrollmentEnded(Fact):
    """A run through a sequence is over: finished, or left early."""

    kind: ClassVar[str] = "enrollment.ended"
    enrollment_id: int
    lead_id: int
    status: str
    because: str


@fact
@dataclass(frozen=True, kw_only=True)
class TouchpointResolved(Fact):
    """A planned contact came to its end: done, skipped, blocked, failed, cancelled or expired."""

    kind: ClassVar[str] = "touchpoint.resolved"
    touchpoint_id: int
    lead_id: int
    status: str
    reason: str = ""


@fact
@dataclass(frozen=True, kw_only=True)
class AgentNotified(Fact):
    """An agent was told something."""

    kind: ClassVar[str] = "agent.notified"
    notice_id: int
    agent_id: int
    about: str

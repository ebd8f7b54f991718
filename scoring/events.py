"""Facts that scoring announces."""

from dataclasses import dataclass
from typing import ClassVar

from realestate.lib.bus import Fact, fact


@fact
@dataclass(frozen=True, kw_only=True)
class LeadScored(Fact):
    """A lead has a score again; ``before`` is None at the first time. Scores are 1-99."""

    kind: ClassVar[str] = "lead.scored"
    lead_id: int
    evaluation_id: int
    score: int
    before: int | None


@fact
@dataclass(frozen=True, kw_only=True)
class AlertRaised(Fact):
    """A person should act on a lead."""

    kind: ClassVar[str] = "alert.raised"
    alert_id: int
    lead_id: int
    agent_id: int | None = None

"""What is known of a lead at one moment, as plain values. The only input of every feature.

No name, address, language or place is in here, so no calculator can use one by accident (FHA-1).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LONGEST_WINDOW = timedelta(days=90)
MOST_ACTS = 500  # of the newest; a script that clicks all day must not cost more, or count for more


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that passed between the person and us.

    Attributes:
        kind: an interaction's kind, or ``reply`` (they wrote), ``understood`` (what it meant) or ``sent`` (we wrote).
        home: the property it was about.
        sentiment: -1 to 1.
    """

    kind: str
    at: datetime
    home: int | None = None
    seconds: int = 0
    intent: str = ""
    sentiment: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Visit:
    """An appointment: when, and what became of it."""

    status: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LeadFacts:
    """One lead at ``now``. ``acts`` are oldest first and at most ``LONGEST_WINDOW`` old."""

    now: datetime
    came_at: datetime
    kind: str = "buyer"
    source: str = ""
    price_known: bool = False
    budget_confirmed: bool = False
    preapproved: bool = False
    timeline: str = ""
    areas: int = 0
    home_described: bool = False
    last_inbound_at: datetime | None = None
    last_outbound_at: datetime | None = None
    acts: tuple[Act, ...] = ()
    visits: tuple[Visit, ...] = ()
    stages: tuple[str, ...] = field(default=(), metadata={"help": "Stages of the lead's open deals."})

    def within(self, days: int, kinds: Iterable[str]) -> list[Act]:
        """Return the acts of some kinds in the last ``days``, oldest first."""
        since = self.now - timedelta(days=days)
        wanted = frozenset(kinds)
        return [act for act in self.acts if act.kind in wanted and since < act.at <= self.now]

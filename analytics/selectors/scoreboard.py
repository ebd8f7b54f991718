"""The scoreboard as its page shows it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm.models import Agent
from realestate.lib import clock
from scoring.selectors import scoreboard
from scoring.selectors.scoreboard import Move, Row

WINDOWS = {"hour": "1 h", "today": "Today", "week": "7 days"}
DEFAULT_WINDOW = "today"
MOST = 20
MOST_ON_A_WALL = 8  # nobody scrolls a wall


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row as drawn.

    Attributes:
        places: how many of the rows shown it passed (or was passed by, negative) in the window; None if it is new.
        was: where its bar stood; the gain, or the loss, is drawn from there to the score.
    """

    row: Row
    places: int | None
    was: int
    waits: bool

    @property
    def owner(self) -> str:
        """The first name of the lead's agent, or nothing."""
        agent = self.row.lead.assigned_to
        return agent.name.split()[0] if agent else ""


@dataclass(frozen=True, kw_only=True)
class Board:
    """All that the page shows. ``floor`` is the score a lead needs to come on: the page listens for no less."""

    lines: list[Line]
    moves: list[Move]
    floor: int

    @property
    def last_move_at(self) -> datetime | None:
        """When a score changed last."""
        return self.moves[0].at if self.moves else None


def board(agent: Agent, window: str, *, most: int = MOST) -> Board:
    """Return the best leads that an agent may see, with what they gained in a window (a key of ``WINDOWS``)."""
    rows = scoreboard.top(agent, since=_since(window, ZoneInfo(agent.timezone)), most=most)
    return Board(
        lines=[
            Line(
                row=row,
                places=_places(row, rows),
                was=min(row.score, row.before or 0),
                waits=row.lead.assigned_to is None and row.lead.last_outbound_at is None,
            )
            for row in rows
        ],
        moves=scoreboard.latest_moves(agent),
        floor=rows[-1].score if len(rows) == most else 1,
    )


def _since(window: str, zone: ZoneInfo) -> datetime:
    now = clock.now()
    if window == "hour":
        return now - timedelta(hours=1)
    if window == "week":
        return now - timedelta(days=7)
    return datetime.combine(clock.today(zone), time.min, zone)


def _places(row: Row, rows: list[Row]) -> int | None:
    """Return how many places a row went up among the rows shown that were there before."""
    if row.before is None:
        return None
    now = [(other.before, other.lead.pk) for other in rows if other.before is not None]
    own = (row.before, row.lead.pk)
    return sorted(now, reverse=True).index(own) - now.index(own)

"""What the trials found: what the carrier took, held against what our rows say."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from outreach.models import Message
from outreach.states import WAITING, Direction, MessageStatus

Taken = Counter[tuple[str, str]]  # number and words -> how often the carrier took them
SAID_SENT = {MessageStatus.SENT, MessageStatus.DELIVERED}
SAID_NOT_SENT = {MessageStatus.FAILED, MessageStatus.BLOCKED, MessageStatus.CANCELLED}


@dataclass
class Race:
    """Sends raced by something that must stop them. ``late``: claimed after it had committed."""

    sends: int = 0
    claimed_before: int = 0
    stopped: int = 0
    late: int = 0


@dataclass
class Report:
    """What the trials found. ``duplicates``, ``losses`` and what was ``late`` in a race must be zero.

    Attributes:
        trials: processes killed with SIGKILL, by kind in ``kills``.
        losses: messages whose row says something else than happened, or that were asked for and have no row.
        unknown: messages of which the carrier could not tell. They are listed for a person.
        cut_mid_send: sends of which nobody lived to tell the outcome; each was settled by asking the carrier.
        waiting: what still waited or was on its way at the end, by state, reason and key; each is a loss, since
            everything had the time to finish.
        asked_again: requests that a web process did not live to answer, and that were repeated.
    """

    trials: int = 0
    duplicates: int = 0
    losses: int = 0
    unknown: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    redis_killed: int = 0
    postgres_restarted: int = 0
    messages: int = 0
    delivered_once: int = 0
    failed_and_listed: int = 0
    double_clicks: int = 0
    asked_again: int = 0
    cut_mid_send: int = 0
    stop_race: Race = field(default_factory=Race)
    takeover_race: Race = field(default_factory=Race)
    states: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether at most once, nothing lost silently, and stop means stop all held."""
        return not (self.duplicates or self.losses or self.stop_race.late or self.takeover_race.late)

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {**asdict(self), "holds": self.holds}

    def count(self, taken: Taken, asked_for: set[str]) -> None:
        """Hold every outbound row, and every key that was asked for, against what the carrier took."""
        rows = list(Message.objects.filter(direction=Direction.OUT).values_list("key", "address", "body", "status"))
        self.messages, self.states = len(rows), dict(Counter(str(status) for *_, status in rows))
        unfinished = Message.objects.filter(status__in=[*WAITING, MessageStatus.CLAIMED])
        self.waiting = dict(Counter(": ".join(why) for why in unfinished.values_list("status", "reason", "key")))
        for _, address, body, status in rows:
            self._judge(taken[address, body], status)
        self.losses += len(asked_for - {key for key, *_ in rows})
        ours = {(address, body) for _, address, body, _ in rows}
        self.duplicates += sum(times for what, times in taken.items() if what not in ours)

    def _judge(self, times: int, status: str) -> None:
        if times > 1:
            self.duplicates += 1
        elif status in SAID_SENT and times == 1:
            self.delivered_once += 1
        elif status in SAID_NOT_SENT and times == 0:
            self.failed_and_listed += status == MessageStatus.FAILED
        elif status == MessageStatus.UNKNOWN:
            self.unknown += 1
        else:
            self.losses += 1

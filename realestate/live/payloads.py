"""What travels on the live channel.

On the wire each message is one JSON object::

    {"seq": 1042, "prev": 1040, "type": "score", "html": "<tr hx-swap-oob=...>", "data": {"lead": 7}}

``seq`` grows within a brokerage, but not by one: messages for other agents and replaced ones are left out. ``prev``
is the number after which the server sent this one, so a client has missed something exactly when ``prev`` differs
from the last ``seq`` it holds. Then, and on a message of type ``gap``, it refetches the page's data.
"""

import json
from dataclasses import dataclass
from typing import Any

HELLO = "hello"  # first message: the number from which the client counts
PING = "ping"  # every heartbeat: the client answers {"type": "pong"}
GAP = "gap"  # messages were lost: refetch, then go on from this number


@dataclass(frozen=True, slots=True)
class Message:
    """One message on its way to a brokerage or to one of its agents.

    Attributes:
        prev: the number of the brokerage's message before it, whoever that was for.
        agent_id: the only reader; None for everybody in the brokerage.
        key: a later message with the same key replaces this one where it was not sent yet.
        tail: the client's part as JSON, without its opening brace.
    """

    seq: int
    prev: int
    agent_id: int | None
    key: str | None
    tail: str

    def frame(self, after: int) -> str:
        """Return the JSON text for a client whose last message was ``after``."""
        return f'{{"seq":{self.seq},"prev":{after},{self.tail}'

    def is_for(self, agent_id: int | None) -> bool:
        """Say whether an agent is to read it."""
        return self.agent_id is None or self.agent_id == agent_id


def pack(kind: str, *, html: str | None, data: dict[str, Any] | None, key: str | None, agent_id: int | None) -> str:
    """Return a message as it waits in Redis, before it has a number."""
    body = {"type": kind, "html": html, "data": data}
    shown = {name: value for name, value in body.items() if value is not None}
    return json.dumps([agent_id, key, json.dumps(shown, separators=(",", ":"))[1:]])


def unpack(stored: str) -> Message:
    """Return the message that ``seq|prev|packed`` stands for."""
    seq, prev, packed = stored.split("|", 2)
    agent_id, key, tail = json.loads(packed)
    return Message(seq=int(seq), prev=int(prev), agent_id=agent_id, key=key, tail=tail)


def control(kind: str, seq: int) -> str:
    """Return the JSON text of a ``hello``, ``ping`` or ``gap``."""
    return json.dumps({"seq": seq, "type": kind}, separators=(",", ":"))

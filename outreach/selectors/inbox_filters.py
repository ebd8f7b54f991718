"""What narrows a box of the inbox. It lives in the address, so that a view can be kept, sent and gone back to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from crm.models import Agent
from outreach.models import Conversation, Message, Reading
from outreach.states import Channel

CHANNELS = {Channel.SMS: "Text", Channel.EMAIL: "Email", Channel.CALL: "Call"}
STATES = {"unread": "Unread", "doubtful": "May be a stop"}


@dataclass(frozen=True)
class Filters:
    """The narrowing asked for; empty values narrow nothing. ``agent`` is the id of who answers."""

    channel: str = ""
    state: str = ""
    agent: int | None = None

    @classmethod
    def read(cls, params: Mapping[str, Any]) -> "Filters":
        """Return the filters of an address; what it does not know is left out."""
        channel, state, agent = (str(params.get(name, "")) for name in ("channel", "state", "agent"))
        return cls(
            channel if channel in CHANNELS else "",
            state if state in STATES else "",
            int(agent) if agent.isdecimal() and len(agent) < 10 else None,
        )

    def query(self) -> dict[str, str]:
        """Return them as an address holds them."""
        named = {"channel": self.channel, "state": self.state, "agent": str(self.agent or "")}
        return {name: value for name, value in named.items() if value}

    def narrow(self, rows: QuerySet[Conversation], reader: Agent) -> QuerySet[Conversation]:
        """Return the conversations that fit."""
        if self.channel:
            spoken = Message.objects.filter(conversation=OuterRef("pk"), channel=self.channel)
            rows = rows.filter(Exists(spoken))
        if self.agent:
            rows = rows.filter(agent=self.agent)
        if self.state == "unread":
            rows = unread(rows, reader)
        elif self.state == "doubtful":
            rows = rows.exclude(paused_reason="")
        return rows


def unread(rows: QuerySet[Conversation], reader: Agent) -> QuerySet[Conversation]:
    """Return those in which they wrote last and this agent has not looked since, or which are to be looked at again."""
    mine = Reading.objects.filter(conversation=OuterRef("pk"), agent=reader)
    theirs = Q(last_inbound_at__isnull=False) & (Q(answered_at=None) | Q(last_inbound_at__gt=F("answered_at")))
    seen = Exists(mine.filter(read_at__gte=OuterRef("last_inbound_at")))
    return rows.filter((theirs & ~seen) | Exists(mine.filter(read_at=None)))


def chips(filters: Filters, box: str, reader: Agent) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """Return what ``components/filters.html`` draws: the filters chosen, and those to choose from."""
    agents: dict[Any, str] = {}
    if reader.sees_everyone and box != "mine":
        agents = dict(Agent.objects.active().order_by("name").values_list("pk", "name"))
    choices: tuple[tuple[str, str, dict[Any, str]], ...] = (
        ("channel", "Channel", {str(key): words for key, words in CHANNELS.items()}),
        ("state", "State", STATES),
        ("agent", "Who answers", agents),
    )
    chosen, fields = [], []
    for name, label, options in choices:
        now = getattr(filters, name)
        if now and now in options:
            chosen.append({"text": options[now], "url": _address(replace(filters, **{name: type(now)()}), box)})
        elif options:
            listed = [
                {"text": words, "url": _address(replace(filters, **{name: value}), box), "pressed": False}
                for value, words in options.items()
            ]
            fields.append({"label": label, "options": listed})
    return chosen, fields


def _address(filters: Filters, box: str) -> str:
    return f"?{urlencode({'box': box} | filters.query())}"

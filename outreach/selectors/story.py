"""A handoff for whoever is told of it: why a person is needed, and what was said last, in a few lines or at length."""

from dataclasses import dataclass
from datetime import datetime

from outreach.models import Handoff, Message
from outreach.states import WAITING, Author, Direction, MessageStatus
from realestate.lib import text

LAST = 3  # messages
EACH = 100  # characters of a message
LAST_OF_TALK, EACH_OF_TALK = 12, 300
UNSAID = (*WAITING, MessageStatus.BLOCKED, MessageStatus.CANCELLED)


def story_of(handoff: Handoff) -> str:
    """Return the reason, and the last messages with who wrote them, oldest first."""
    said = Message.objects.filter(conversation_id=handoff.conversation_id).exclude(status__in=UNSAID)
    newest = list(said.exclude(body="").order_by("-occurred_at", "-pk")[:LAST])
    return "\n".join([handoff.summary, *(_line(message) for message in reversed(newest))])


def _line(message: Message) -> str:
    who = "They" if message.direction == Direction.IN else "We"
    words = " ".join(message.body.split())
    return f"{who}: {words if len(words) <= EACH else words[: EACH - 1].rstrip() + '…'}"


@dataclass(frozen=True)
class Said:
    """One message of a talk: who wrote it, what, and when."""

    who: str
    words: str
    at: datetime
    is_ours: bool


def talk_with(contact_id: int, *, last: int = LAST_OF_TALK) -> list[Said]:
    """Return what was last said with a person over all channels, oldest first; what never went out is left out."""
    rows = Message.objects.filter(contact=contact_id).exclude(status__in=UNSAID).exclude(body="")
    newest = rows.select_related("contact", "agent").order_by("-occurred_at", "-pk")[:last]
    return [
        Said(_who(message), text.trim(message.body.strip(), EACH_OF_TALK), message.occurred_at, _is_ours(message))
        for message in reversed(newest)
    ]


def _who(message: Message) -> str:
    if not _is_ours(message):
        return message.contact.first_name or message.contact.name
    return message.agent.name if message.author == Author.AGENT and message.agent else "Homestretch"


def _is_ours(message: Message) -> bool:
    return message.direction == Direction.OUT

"""A handoff in a few lines, for whoever is told of it: why a person is needed, and what was said last."""

from outreach.models import Handoff, Message
from outreach.states import WAITING, Direction, MessageStatus

LAST = 3  # messages
EACH = 100  # characters of a message
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

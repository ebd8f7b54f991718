"""Facts that outreach announces."""

from dataclasses import dataclass
from typing import ClassVar

from realestate.lib.bus import Fact, fact


@dataclass(frozen=True, kw_only=True)
class MessageFact(Fact):
    """What every fact about a message carries. ``key`` is the reason it was written ("touchpoint:12")."""

    message_id: int
    channel: str
    key: str
    lead_id: int | None = None


@fact
@dataclass(frozen=True, kw_only=True)
class MessageHeld(MessageFact):
    """The gate put a message off; it is tried again at its ``due_at``."""

    kind: ClassVar[str] = "message.held"
    reason: str


@fact
@dataclass(frozen=True, kw_only=True)
class MessageBlocked(MessageFact):
    """The gate refused a message for good."""

    kind: ClassVar[str] = "message.blocked"
    reason: str


@fact
@dataclass(frozen=True, kw_only=True)
class MessageCancelled(MessageFact):
    """A waiting message was taken back before it went out."""

    kind: ClassVar[str] = "message.cancelled"
    reason: str


@fact
@dataclass(frozen=True, kw_only=True)
class MessageSent(MessageFact):
    """The provider took the message."""

    kind: ClassVar[str] = "message.sent"


@fact
@dataclass(frozen=True, kw_only=True)
class MessageDelivered(MessageFact):
    """The provider says it arrived."""

    kind: ClassVar[str] = "message.delivered"


@fact
@dataclass(frozen=True, kw_only=True)
class MessageFailed(MessageFact):
    """It will not arrive."""

    kind: ClassVar[str] = "message.failed"
    reason: str


@fact
@dataclass(frozen=True, kw_only=True)
class MessageUncertain(MessageFact):
    """Nobody knows whether it went out. It is reconciled with the provider, never sent again blindly."""

    kind: ClassVar[str] = "message.uncertain"


@fact
@dataclass(frozen=True, kw_only=True)
class ReplyReceived(MessageFact):
    """The contact wrote."""

    kind: ClassVar[str] = "reply.received"


@fact
@dataclass(frozen=True, kw_only=True)
class ReplyUnderstood(MessageFact):
    """What the contact's message means, and what was done about it."""

    kind: ClassVar[str] = "reply.understood"
    intent: str
    sentiment: float
    action: str


@fact
@dataclass(frozen=True, kw_only=True)
class ContactSuppressed(Fact):
    """A number or address may not be used any more. ``scope`` as in the suppression."""

    kind: ClassVar[str] = "contact.suppressed"
    suppression_id: int
    scope: str
    source: str


@fact
@dataclass(frozen=True, kw_only=True)
class HandoffRequested(Fact):
    """A person is needed, and why."""

    kind: ClassVar[str] = "handoff.requested"
    handoff_id: int
    reason: str
    agent_id: int | None = None
    lead_id: int | None = None


@fact
@dataclass(frozen=True, kw_only=True)
class HandoffPassedOn(Fact):
    """Nobody took a handoff in time, so the next of us is told. ``number`` counts from 1."""

    kind: ClassVar[str] = "handoff.passed_on"
    handoff_id: int
    agent_id: int
    number: int
    lead_id: int | None = None


@fact
@dataclass(frozen=True, kw_only=True)
class ConversationTakenOver(Fact):
    """A person answers from now on."""

    kind: ClassVar[str] = "conversation.taken_over"
    conversation_id: int
    agent_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class ConversationWoke(Fact):
    """A conversation that somebody had put away came back by itself."""

    kind: ClassVar[str] = "conversation.woke"
    conversation_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class ConversationReturned(Fact):
    """The person gave the conversation back to Homestretch."""

    kind: ClassVar[str] = "conversation.returned"
    conversation_id: int
    agent_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class ConversationExported(Fact):
    """Somebody took a conversation out as a file; ``messages`` is how many it held."""

    kind: ClassVar[str] = "conversation.exported"
    conversation_id: int
    agent_id: int
    messages: int

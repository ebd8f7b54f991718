"""Words of messages and conversations, and the steps between them."""

from django.db import models


class Channel(models.TextChoices):
    """How a message travels."""

    SMS = "sms", "Text"
    EMAIL = "email", "Email"


class Purpose(models.TextChoices):
    """Why a message is sent; the gate judges by it."""

    MARKETING = "marketing", "Marketing"
    INFORMATIONAL = "informational", "About an appointment or a deal"
    REPLY = "reply", "Answer to their message"
    OPTOUT_CONFIRMATION = "optout_confirmation", "Opt-out confirmation"
    HELP_RESPONSE = "help_response", "Answer to HELP"


class Direction(models.TextChoices):
    """Which way a message goes."""

    OUT = "out", "To them"
    IN = "in", "From them"


class Author(models.TextChoices):
    """Who wrote a message."""

    AGENT = "agent", "Agent"
    SEQUENCE = "sequence", "Sequence"
    ASSISTANT = "assistant", "Homestretch"
    CONTACT = "contact", "Contact"


class MessageStatus(models.TextChoices):
    """How far a message has come."""

    QUEUED = "queued", "Waiting"
    HELD = "held", "Held until later"
    BLOCKED = "blocked", "Blocked"
    CANCELLED = "cancelled", "Cancelled"
    CLAIMED = "claimed", "Being sent"
    UNKNOWN = "unknown", "Not known yet"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"
    RECEIVED = "received", "Received"


MESSAGE_STEPS: dict[str, frozenset[str]] = {
    MessageStatus.QUEUED: frozenset(
        {MessageStatus.HELD, MessageStatus.BLOCKED, MessageStatus.CANCELLED, MessageStatus.CLAIMED}
    ),
    MessageStatus.HELD: frozenset(
        {MessageStatus.HELD, MessageStatus.BLOCKED, MessageStatus.CANCELLED, MessageStatus.CLAIMED}
    ),
    MessageStatus.BLOCKED: frozenset(),
    MessageStatus.CANCELLED: frozenset(),
    # From the claim on the message may have reached the person. One step leads back to waiting, and only the
    # sender takes it, at once, when the provider certainly never got the request (no connection, "try later").
    MessageStatus.CLAIMED: frozenset(
        {MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.FAILED, MessageStatus.UNKNOWN, MessageStatus.HELD}
    ),
    MessageStatus.UNKNOWN: frozenset({MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.FAILED}),
    MessageStatus.SENT: frozenset({MessageStatus.DELIVERED, MessageStatus.FAILED}),
    MessageStatus.DELIVERED: frozenset(),
    MessageStatus.FAILED: frozenset({MessageStatus.DELIVERED}),
    MessageStatus.RECEIVED: frozenset(),
}
WAITING = (MessageStatus.QUEUED, MessageStatus.HELD)


class Verdict(models.TextChoices):
    """What the gate said."""

    ALLOW = "allow", "Allowed"
    DEFER = "defer", "Held"
    BLOCK = "block", "Blocked"


class SuppressionScope(models.TextChoices):
    """What an opt-out covers."""

    ALL = "all", "Everything"
    PHONE = "phone", "Texts and calls"
    SMS = "sms", "Texts"
    CALLS = "calls", "Calls"
    EMAIL = "email", "Email"


class InCharge(models.TextChoices):
    """Who answers in a conversation."""

    ASSISTANT = "assistant", "Homestretch"
    AGENT = "agent", "Agent"


CONVERSATION_STEPS: dict[str, frozenset[str]] = {
    InCharge.ASSISTANT: frozenset({InCharge.AGENT}),
    InCharge.AGENT: frozenset({InCharge.ASSISTANT}),
}


class HandoffState(models.TextChoices):
    """Whether a person has taken a handoff up."""

    OPEN = "open", "Waits for a person"
    TAKEN = "taken", "Taken over"
    CLOSED = "closed", "Closed"


HANDOFF_STEPS: dict[str, frozenset[str]] = {
    HandoffState.OPEN: frozenset({HandoffState.TAKEN, HandoffState.CLOSED}),
    HandoffState.TAKEN: frozenset({HandoffState.CLOSED}),
    HandoffState.CLOSED: frozenset(),
}

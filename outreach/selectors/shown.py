"""Messages as pages draw them: who wrote, how far it came, what the gate said, what it cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from outreach.models import Attachment, GateDecision, Message
from outreach.selectors.words import REASONS, in_short, intent_tone, intent_words
from outreach.states import CALLS, Author, Direction, MessageStatus, Verdict
from realestate.lib import clock

SENT = {MessageStatus.SENT, MessageStatus.DELIVERED}
TONES: dict[str, str] = {
    MessageStatus.QUEUED: "info",
    MessageStatus.CLAIMED: "info",
    MessageStatus.HELD: "held",
    MessageStatus.UNKNOWN: "unknown",
    MessageStatus.BLOCKED: "blocked",
    MessageStatus.FAILED: "blocked",
    MessageStatus.CANCELLED: "quiet",
}
NO_GATE = {"PAUSED", "UNREAD", "CARRIER_UNREACHABLE"}


@dataclass(frozen=True)
class Shown:
    """One message with the gate's latest answer about it."""

    message: Message
    decision: GateDecision | None
    files: tuple[Attachment, ...] = ()

    @property
    def way(self) -> str:
        """``in`` or ``out``."""
        return self.message.direction

    @property
    def by(self) -> str:
        """``ai`` for what no person wrote."""
        return "ai" if self.message.author in {Author.ASSISTANT, Author.SEQUENCE} else ""

    @property
    def who(self) -> str:
        """Who wrote it, for the line beneath; empty for what they wrote themselves."""
        if self.message.author == Author.AGENT:
            return self.message.agent.name if self.message.agent else "An agent"
        return {Author.ASSISTANT: "Homestretch", Author.SEQUENCE: "Sequence"}.get(Author(self.message.author), "")

    @property
    def words(self) -> str:
        """What was said. A call has no words of its own, and a picture may come without any."""
        if not self.message.body and self.message.channel in CALLS:
            return "Called" if self.is_out else "They called"
        return self.message.body

    @property
    def is_out(self) -> bool:
        """Whether it is one of ours."""
        return self.message.direction == Direction.OUT

    @property
    def is_draft(self) -> bool:
        """Whether it has not left us, and perhaps never will."""
        return self.is_out and self.message.status not in SENT | {MessageStatus.CLAIMED, MessageStatus.UNKNOWN}

    @property
    def can_be_taken_back(self) -> bool:
        """Whether it still waits."""
        return self.message.status in {MessageStatus.QUEUED, MessageStatus.HELD}

    @property
    def is_scheduled(self) -> bool:
        """Whether it waits for nothing but its hour."""
        return self.is_planned and self.message.status == MessageStatus.QUEUED

    @property
    def is_planned(self) -> bool:
        """Whether its time is still to come."""
        due = self.message.due_at
        return self.can_be_taken_back and due is not None and due > clock.now()

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return TONES.get(self.message.status, "allowed")

    @cached_property
    def sentence(self) -> str:
        """Why it waits or will not go, in words; empty for what went."""
        if self.message.status == MessageStatus.HELD and self.decision and self.message.reason not in NO_GATE:
            return self.decision.sentence
        if self.message.status == MessageStatus.BLOCKED and self.decision:
            return self.decision.sentence
        return REASONS.get(self.message.reason, self.message.reason)

    @property
    def in_short(self) -> str:
        """The sentence where the verdict stands beside it."""
        return in_short(self.sentence)

    @property
    def is_allowed(self) -> bool:
        """Whether the gate's last word was yes."""
        return self.decision is not None and self.decision.verdict == Verdict.ALLOW

    @property
    def cost(self) -> str:
        """What it cost: ``$0.011``; empty where it cost nothing."""
        return dollars(self.message.cost_micros)

    @property
    def wants(self) -> str:
        """What their message asks for, or that nobody knows yet; empty for ours and for what says nothing."""
        if self.message.status == MessageStatus.ARRIVED:
            return str(self.message.get_status_display())
        if self.is_out or self.message.intent in {"", "unknown", "acknowledged"}:
            return ""
        return intent_words(self.message.intent)

    @property
    def wants_tone(self) -> str:
        """The tone of what it asks for."""
        if self.message.status == MessageStatus.ARRIVED:
            return "quiet"
        return intent_tone(self.message.intent)


def dollars(micros: int | None) -> str:
    """Return millionths of a dollar as people read them: ``$0.011``; empty for nothing."""
    if not micros:
        return ""
    amount = f"{micros / 1_000_000:.4f}".rstrip("0")
    return f"${amount}" if len(amount.split(".")[1]) > 1 else f"${micros / 1_000_000:.2f}"


def show(messages: Iterable[Message]) -> list[Shown]:
    """Return messages with their latest decisions, in the order given; one statement for all."""
    rows = list(messages)
    latest = (
        GateDecision.objects.filter(message__in=[row.pk for row in rows if row.direction == Direction.OUT])
        .defer("evidence")
        .order_by("message_id", "-decided_at", "-pk")
        .distinct("message_id")
    )
    decisions = {decision.message_id: decision for decision in latest}
    files: dict[int, list[Attachment]] = {}
    for file in Attachment.objects.filter(message__in=[row.pk for row in rows]).order_by("message_id", "place"):
        files.setdefault(file.message_id, []).append(file)
    return [Shown(row, decisions.get(row.pk), tuple(files.get(row.pk, ()))) for row in rows]

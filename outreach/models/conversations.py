"""Conversations with a contact, the messages in them, and handoffs to a person."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from crm.models import Agent, BrokerageModel, Contact, ContactPoint, Lead, TenantForeignKey, TenantOneToOne
from crm.models.base import scoped
from outreach.states import (
    WAITING,
    Author,
    Channel,
    Direction,
    HandoffState,
    InCharge,
    MessageStatus,
    Purpose,
)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Clauses about conversations."""

    def unanswered(self) -> "ConversationQuerySet":
        """What they wrote since our last word asks for an answer; a mere "thank you" closes and asks for none."""
        words = Message.objects.filter(conversation=OuterRef("pk"), direction=Direction.IN).exclude(
            understood__closes=True
        )
        since = words.filter(occurred_at__gt=OuterRef("answered_at"))
        return self.filter(
            (Q(answered_at=None) & Exists(words)) | (Q(last_inbound_at__gt=F("answered_at")) & Exists(since))
        )


class Conversation(BrokerageModel):
    """All that is said between a contact and the brokerage. One per contact, over all channels."""

    contact = TenantOneToOne(Contact, on_delete=models.CASCADE, related_name="conversation")
    in_charge = models.CharField(max_length=10, choices=InCharge.choices, default=InCharge.ASSISTANT)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="conversations")
    taken_over_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person last gave it back; Homestretch reads nothing before (T61)."
    )
    paused_reason = models.CharField(
        max_length=160, blank=True, help_text="Automation waits for a person to decide about an unclear answer."
    )
    last_message_at = models.DateTimeField(null=True, blank=True)
    last_inbound_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, help_text="When we last wrote.")
    snoozed_until = models.DateTimeField(null=True, blank=True)
    rested_by = TenantForeignKey(
        Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="rested_conversations"
    )

    objects: ClassVar[Any] = scoped(ConversationQuerySet)

    class Meta:
        indexes = [
            models.Index(name="outreach_conversation_recent", fields=["brokerage", "-last_message_at", "-id"]),
            models.Index(
                name="outreach_conversation_rests",
                fields=["brokerage", "snoozed_until"],
                condition=Q(snoozed_until__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="outreach_conversation_charge_known", condition=Q(in_charge__in=InCharge.values)
            ),
            models.CheckConstraint(
                name="outreach_conversation_agent_named",
                condition=~Q(in_charge="agent") | Q(taken_over_at__isnull=False),
            ),
            models.CheckConstraint(
                name="outreach_conversation_assistant_alone",
                condition=~Q(in_charge="assistant") | Q(agent__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Conversation {self.pk}"


class MessageQuerySet(models.QuerySet["Message"]):
    """Clauses about messages."""

    def since_return(self, conversation: Conversation) -> "MessageQuerySet":
        """Those of a conversation since a person last gave it back: what was settled before is not taken up (T61)."""
        mine = self.filter(conversation=conversation)
        return mine.filter(occurred_at__gt=conversation.returned_at) if conversation.returned_at else mine

    def waiting(self) -> "MessageQuerySet":
        """Not on the wire yet: these an opt-out cancels."""
        return self.filter(status__in=WAITING)

    def recallable(self) -> "MessageQuerySet":
        """Not on the wire yet, claimed or not: what a stop takes back under the contact's lock."""
        return self.filter(Q(status__in=WAITING) | Q(at_hand=True))

    def arrived(self) -> "MessageQuerySet":
        """From them, and not understood yet; in the order they came."""
        return self.filter(status=MessageStatus.ARRIVED).order_by("pk")

    def outbound(self) -> "MessageQuerySet":
        """From us to them."""
        return self.filter(direction=Direction.OUT)


class Message(BrokerageModel):
    """One text or email, in or out.

    ``key`` names the reason for an outbound message ("touchpoint:12", "composer:<uuid>"); its uniqueness makes
    a second request for the same message the same message (T02, T21). ``due_at`` is when it may first be tried;
    of one that has ``arrived``, when it is to be read.
    """

    # Every claim moves a row to a new place and so writes each index anew: a link that is mostly empty is indexed
    # where it is filled.
    conversation = TenantForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="messages")
    lead = TenantForeignKey(Lead, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages")
    point = TenantForeignKey(ContactPoint, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages")
    address = models.CharField(max_length=254, help_text="Number or address at the time of sending.")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    channel = models.CharField(max_length=16, choices=Channel.choices)
    purpose = models.CharField(max_length=24, choices=Purpose.choices, default=Purpose.MARKETING)
    author = models.CharField(max_length=10, choices=Author.choices)
    agent = TenantForeignKey(
        Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages", db_index=False
    )
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    html = models.TextField(
        blank=True, default="", db_default="", help_text="The same as HTML, without frame and footer; cleaned."
    )
    key = models.CharField(max_length=120)
    status = models.CharField(max_length=10, choices=MessageStatus.choices, default=MessageStatus.QUEUED)
    due_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it is held, blocked, cancelled or failed.")
    carrier = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    error_code = models.CharField(max_length=20, blank=True)
    segments = models.PositiveSmallIntegerField(default=0)
    cost_micros = models.BigIntegerField(default=0, help_text="Millionths of a US dollar.")
    price_due_at = models.DateTimeField(
        null=True, blank=True, help_text="When the carrier is asked for the final price; empty once it is known."
    )
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="Claims so far, this one included; of what came in, how often reading it failed."
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    at_hand = models.BooleanField(
        default=False, db_default=False, help_text="Claimed together with others and not on the wire yet."
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    occurred_at = models.DateTimeField(help_text="When it was written or received; orders the thread.")
    intent = models.CharField(max_length=24, blank=True)
    sentiment = models.FloatField(null=True, blank=True, help_text="-1 to 1.")
    understood = models.JSONField(default=dict, blank=True)
    in_reply_to = TenantForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replies", db_index=False
    )
    campaign = models.CharField(max_length=60, blank=True, help_text="What it can be stopped with: sequence:3.")
    series = models.CharField(max_length=60, blank=True, help_text="This person's run through it: enrollment:12.")
    series_max = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Most messages of the series.")

    objects: ClassVar[Any] = scoped(MessageQuerySet)

    class Meta:
        indexes = [
            models.Index(name="outreach_message_thread", fields=["conversation", "-occurred_at", "-id"]),
            models.Index(name="outreach_message_due", fields=["brokerage", "due_at"], condition=Q(status__in=WAITING)),
            models.Index(
                name="outreach_message_arrived", fields=["brokerage", "contact", "id"], condition=Q(status="arrived")
            ),
            models.Index(
                name="outreach_message_on_wire",
                fields=["brokerage", "claimed_at"],
                condition=Q(status__in=["claimed", "unknown"]),
            ),
            models.Index(
                name="outreach_message_claimed",
                fields=["brokerage", "claimed_at"],
                condition=Q(claimed_at__isnull=False),
            ),
            models.Index(
                name="outreach_message_sent", fields=["brokerage", "sent_at"], condition=Q(sent_at__isnull=False)
            ),
            models.Index(
                name="outreach_message_price",
                fields=["brokerage", "price_due_at"],
                condition=Q(price_due_at__isnull=False),
            ),
            models.Index(name="outreach_message_history", fields=["contact", "claimed_at"]),
            models.Index(
                name="outreach_message_heard", fields=["contact", "address", "occurred_at"], condition=Q(direction="in")
            ),
            models.Index(name="outreach_message_provider", fields=["provider_id"], condition=~Q(provider_id="")),
            models.Index(name="outreach_message_report", fields=["brokerage", "-occurred_at"]),
            GinIndex(SearchVector("subject", "body", config="english"), name="outreach_message_words"),
            models.Index(name="outreach_message_series", fields=["contact", "series"], condition=~Q(series="")),
            models.Index(name="outreach_message_agent", fields=["agent"], condition=Q(agent__isnull=False)),
            models.Index(
                name="outreach_message_answered", fields=["in_reply_to"], condition=Q(in_reply_to__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="outreach_message_at_hand_claimed", condition=Q(at_hand=False) | Q(status=MessageStatus.CLAIMED)
            ),
            models.UniqueConstraint(name="outreach_message_key", fields=["brokerage", "key"]),
            models.CheckConstraint(name="outreach_message_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="outreach_message_status_known", condition=Q(status__in=MessageStatus.values)),
            models.CheckConstraint(name="outreach_message_purpose_known", condition=Q(purpose__in=Purpose.values)),
            models.CheckConstraint(
                name="outreach_message_waiting_dated", condition=~Q(status__in=WAITING) | Q(due_at__isnull=False)
            ),
            models.CheckConstraint(
                name="outreach_message_arrived_dated",
                condition=~Q(status="arrived") | Q(direction="in", due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="outreach_message_claim_dated",
                condition=~Q(status__in=["claimed", "unknown"]) | Q(claimed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.pk}"


class DeliveryUpdate(BrokerageModel):
    """One callback of a provider, kept as it came (T56). A repeat word for word is the same callback."""

    message = TenantForeignKey(Message, on_delete=models.CASCADE, related_name="updates")
    status = models.CharField(max_length=24)
    error_code = models.CharField(max_length=20, blank=True)
    payload = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="outreach_update_once", fields=["brokerage", "message", "status", "error_code"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.status} of {self.message_id}"


class Handoff(BrokerageModel):
    """The moment a person is needed, with the reason."""

    conversation = TenantForeignKey(Conversation, on_delete=models.CASCADE, related_name="handoffs")
    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, null=True, blank=True, related_name="handoffs")
    message = TenantForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="handoffs")
    reason = models.CharField(max_length=40)
    summary = models.CharField(max_length=240)
    status = models.CharField(max_length=8, choices=HandoffState.choices, default=HandoffState.OPEN)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="handoffs")
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="outreach_handoff_open", fields=["brokerage", "agent", "created_at"], condition=Q(status="open")
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="outreach_handoff_one_open", fields=["brokerage", "conversation"], condition=Q(status="open")
            ),
            models.CheckConstraint(name="outreach_handoff_status_known", condition=Q(status__in=HandoffState.values)),
        ]

    def __str__(self) -> str:
        return self.summary


class HandoffCall(BrokerageModel):
    """Somebody else was told of a handoff that nobody had taken: who, when, and as which in the row."""

    handoff = TenantForeignKey(Handoff, on_delete=models.CASCADE, related_name="calls")
    agent = TenantForeignKey(Agent, on_delete=models.CASCADE, related_name="handoff_calls")
    number = models.PositiveSmallIntegerField(help_text="1 for the first who was told after the agent asked first.")
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["handoff", "number"]
        constraints = [
            models.UniqueConstraint(name="outreach_call_number_once", fields=["brokerage", "handoff", "number"]),
            models.UniqueConstraint(name="outreach_call_agent_once", fields=["brokerage", "handoff", "agent"]),
        ]

    def __str__(self) -> str:
        return f"{self.agent} told of handoff {self.handoff_id}"

"""How far each agent has read."""

from django.db import models

from crm.models import Agent, BrokerageModel, TenantForeignKey
from outreach.models.conversations import Conversation


class Reading(BrokerageModel):
    """When an agent last looked at a conversation; ``read_at`` empty = to be looked at again, whatever came since."""

    conversation = TenantForeignKey(Conversation, on_delete=models.CASCADE, related_name="readings")
    agent = TenantForeignKey(Agent, on_delete=models.CASCADE, related_name="readings")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="outreach_reading_again", fields=["brokerage", "agent"], condition=models.Q(read_at__isnull=True)
            )
        ]
        constraints = [
            models.UniqueConstraint(name="outreach_reading_once", fields=["brokerage", "conversation", "agent"])
        ]

    def __str__(self) -> str:
        return f"Reading of conversation {self.conversation_id}"

"""Chat rooms that hear what agents are told."""

from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, TenantForeignKey
from nurturing.states import RoomKind


class ChatRoom(BrokerageModel):
    """One Slack or Teams channel. Its address is a secret by itself, so it is sealed, and never shown again."""

    kind = models.CharField(max_length=6, choices=RoomKind.choices)
    name = models.CharField(max_length=60)
    sealed_url = models.TextField(editable=False)
    agent = TenantForeignKey(
        Agent, on_delete=models.CASCADE, null=True, blank=True, related_name="rooms",
        help_text="Only what this agent is told; empty = what anybody is told.",
    )  # fmt: skip
    is_on = models.BooleanField(default=True)
    problem = models.CharField(max_length=200, blank=True, help_text="Why it was switched off.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="nurturing_room_name", fields=["brokerage", "name"]),
            models.CheckConstraint(name="nurturing_room_kind_known", condition=Q(kind__in=RoomKind.values)),
        ]

    def __str__(self) -> str:
        return self.name

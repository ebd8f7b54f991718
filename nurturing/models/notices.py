"""What an agent is told."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, Lead, TenantForeignKey
from crm.models.base import scoped
from nurturing.states import NoticeState


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Clauses about notices."""

    def unseen(self) -> "NoticeQuerySet":
        """Not looked at yet."""
        return self.filter(status=NoticeState.NEW)


class Notice(BrokerageModel):
    """One thing told to one agent, once (``key``), on the channels they chose."""

    agent = TenantForeignKey(Agent, on_delete=models.CASCADE, related_name="notices")
    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=160)
    body = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=80)
    status = models.CharField(max_length=4, choices=NoticeState.choices, default=NoticeState.NEW)
    emailed_at = models.DateTimeField(null=True, blank=True)
    text_due_at = models.DateTimeField(
        null=True, blank=True, help_text="When it is told by text if nobody has seen it; empty: not, or not any more."
    )
    texted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = scoped(NoticeQuerySet)

    class Meta:
        indexes = [
            models.Index(name="nurturing_notice_new", fields=["agent", "-created_at"], condition=Q(status="new")),
            models.Index(
                name="nurturing_notice_text_due",
                fields=["brokerage", "text_due_at"],
                condition=Q(text_due_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="nurturing_notice_key", fields=["brokerage", "agent", "key"]),
            models.CheckConstraint(name="nurturing_notice_known", condition=Q(status__in=NoticeState.values)),
        ]

    def __str__(self) -> str:
        return self.title

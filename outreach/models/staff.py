"""Texts to our own people. They are part of no conversation."""

from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, Contact, TenantForeignKey
from outreach.states import StaffTextState


class StaffText(BrokerageModel):
    """One text to one of our own people, once (``key``): somebody waits for them."""

    agent = TenantForeignKey(Agent, on_delete=models.CASCADE, related_name="texts")
    contact = TenantForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="staff_texts",
        help_text="Whom it is about; who is erased is erased from it too.",
    )  # fmt: skip
    address = models.CharField(max_length=20, help_text="The agent's number at the time.")
    body = models.TextField()
    key = models.CharField(max_length=120)
    status = models.CharField(max_length=8, choices=StaffTextState.choices, default=StaffTextState.QUEUED)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it was blocked, or failed.")
    decision = models.JSONField(default=dict, blank=True, help_text="What the gate said, by which rule and version.")
    carrier = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    segments = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "text to one of us"
        verbose_name_plural = "texts to our own people"
        indexes = [
            models.Index(
                name="outreach_staff_text_on_wire",
                fields=["brokerage", "claimed_at"],
                condition=Q(status__in=["claimed", "unknown"]),
            )
        ]
        constraints = [
            models.UniqueConstraint(name="outreach_staff_text_key", fields=["brokerage", "key"]),
            models.CheckConstraint(name="outreach_staff_text_known", condition=Q(status__in=StaffTextState.values)),
        ]

    def __str__(self) -> str:
        return f"Text {self.pk} to {self.agent}"

"""Alerts: the moment a person should act, why, until when, and how to open."""

from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, Lead, TenantForeignKey
from realestate.lib import clock
from scoring.states import AlertState


class Alert(BrokerageModel):
    """One alert about one lead. ``key`` keeps the same cause from alerting twice."""

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="alerts")
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="alerts")
    kind = models.CharField(max_length=40)
    reason = models.CharField(max_length=240)
    opener = models.CharField(max_length=400, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    deadline_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=AlertState.choices, default=AlertState.OPEN)
    key = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(
                name="scoring_alert_open", fields=["brokerage", "agent", "deadline_at"], condition=Q(status="open")
            )
        ]
        constraints = [
            models.UniqueConstraint(name="scoring_alert_key", fields=["brokerage", "key"]),
            models.CheckConstraint(name="scoring_alert_known", condition=Q(status__in=AlertState.values)),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def is_late(self) -> bool:
        """It still waits, and its deadline is over."""
        return self.status == AlertState.OPEN and self.deadline_at < clock.now()

"""Deals on the pipeline, and appointments on the way to them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from crm.models.accounts import Agent
from crm.models.base import BrokerageModel, TenantForeignKey, scoped
from crm.models.leads import Lead
from crm.models.properties import Property
from crm.states import AppointmentState, DealKind, DealStage


class DealQuerySet(models.QuerySet["Deal"]):
    """Clauses about deals."""

    def open(self) -> "DealQuerySet":
        """Deals that can still be won or lost."""
        return self.exclude(stage__in=[DealStage.CLOSED, DealStage.LOST])

    def for_agent(self, agent: Agent) -> "DealQuerySet":
        """Deals this agent may see."""
        if agent.sees_everyone:
            return self
        mine = Q(agent=agent) | Q(agent=None)
        if agent.team_id:
            mine |= Q(agent__team=agent.team_id)
        return self.filter(mine)


class Deal(BrokerageModel):
    """One sale in the making. Money is in cents."""

    lead = TenantForeignKey(Lead, on_delete=models.PROTECT, related_name="deals")
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="deals")
    kind = models.CharField(max_length=12, choices=DealKind.choices)
    property = TenantForeignKey(Property, on_delete=models.SET_NULL, null=True, blank=True, related_name="deals")
    title = models.CharField(max_length=160)
    stage = models.CharField(max_length=16, choices=DealStage.choices, default=DealStage.QUALIFIED)
    stage_since = models.DateTimeField()
    value_cents = models.BigIntegerField(null=True, blank=True)
    commission_cents = models.BigIntegerField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    lost_reason = models.CharField(max_length=160, blank=True)

    objects: ClassVar[Any] = scoped(DealQuerySet)

    class Meta:
        indexes = [models.Index(name="crm_deal_board", fields=["brokerage", "kind", "stage", "-stage_since"])]
        constraints = [
            models.CheckConstraint(name="crm_deal_kind_known", condition=Q(kind__in=DealKind.values)),
            models.CheckConstraint(name="crm_deal_stage_known", condition=Q(stage__in=DealStage.values)),
            models.CheckConstraint(
                name="crm_deal_closed_dated", condition=~Q(stage="closed") | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(name="crm_deal_lost_reasoned", condition=~Q(stage="lost") | ~Q(lost_reason="")),
        ]

    def __str__(self) -> str:
        return self.title


class StageChange(BrokerageModel):
    """One move of a deal across the board."""

    deal = TenantForeignKey(Deal, on_delete=models.CASCADE, related_name="stage_changes")
    old = models.CharField(max_length=16, choices=DealStage.choices, blank=True)
    new = models.CharField(max_length=16, choices=DealStage.choices)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "deal stage change"
        verbose_name_plural = "deal stage changes"
        indexes = [models.Index(name="crm_stage_change_deal", fields=["deal", "created_at"])]

    def __str__(self) -> str:
        return f"{self.old} to {self.new}"


class Appointment(BrokerageModel):
    """A time when a person meets a person."""

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="appointments")
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="appointments")
    deal = TenantForeignKey(Deal, on_delete=models.SET_NULL, null=True, blank=True, related_name="appointments")
    title = models.CharField(max_length=160)
    place = models.CharField(max_length=160, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=AppointmentState.choices, default=AppointmentState.SET)

    class Meta:
        indexes = [
            models.Index(name="crm_appointment_day", fields=["brokerage", "agent", "starts_at"]),
            models.Index(name="crm_appointment_lead", fields=["lead"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="crm_appointment_status_known", condition=Q(status__in=AppointmentState.values)
            ),
            models.CheckConstraint(name="crm_appointment_order", condition=Q(ends_at__gt=models.F("starts_at"))),
        ]

    def __str__(self) -> str:
        return self.title

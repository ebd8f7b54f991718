"""One lead's run through a sequence, and each contact in it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, Contact, Lead, TenantForeignKey
from crm.models.base import scoped
from nurturing.models.sequences import Sequence, SequenceVersion, Step
from nurturing.states import EnrollmentStatus, TouchpointStatus


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    """Clauses about enrollments."""

    def running(self) -> "EnrollmentQuerySet":
        """Active or paused: those that an exit ends."""
        return self.filter(status__in=[EnrollmentStatus.ACTIVE, EnrollmentStatus.PAUSED])

    def for_agent(self, agent: Agent) -> "EnrollmentQuerySet":
        """Runs of the leads this agent may see."""
        return self.filter(lead__in=Lead.objects.for_agent(agent))


class Enrollment(BrokerageModel):
    """A lead in a sequence. The database allows one running enrollment per lead and sequence (T17)."""

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="enrollments")
    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="enrollments")
    sequence = TenantForeignKey(Sequence, on_delete=models.PROTECT, related_name="enrollments")
    version = TenantForeignKey(SequenceVersion, on_delete=models.PROTECT, related_name="enrollments")
    status = models.CharField(max_length=8, choices=EnrollmentStatus.choices, default=EnrollmentStatus.ACTIVE)
    started_because = models.CharField(max_length=160)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=160, blank=True)

    objects: ClassVar[Any] = scoped(EnrollmentQuerySet)

    class Meta:
        indexes = [
            models.Index(name="nurturing_enrollment_lead", fields=["lead", "-started_at"]),
            models.Index(name="nurturing_enrollment_seq", fields=["sequence", "status"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="nurturing_one_running",
                fields=["brokerage", "lead", "sequence"],
                condition=Q(status__in=["active", "paused"]),
            ),
            models.CheckConstraint(name="nurturing_enrollment_known", condition=Q(status__in=EnrollmentStatus.values)),
            models.CheckConstraint(
                name="nurturing_enrollment_ended",
                condition=Q(status__in=["active", "paused"]) | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} in {self.sequence_id}"

    @property
    def is_running(self) -> bool:
        """Whether it still goes on, paused or not."""
        return self.status in {EnrollmentStatus.ACTIVE, EnrollmentStatus.PAUSED}


class TouchpointQuerySet(models.QuerySet["Touchpoint"]):
    """Clauses about touchpoints."""

    def planned(self) -> "TouchpointQuerySet":
        """Still to come."""
        return self.filter(status=TouchpointStatus.PLANNED)

    def for_agent(self, agent: Agent) -> "TouchpointQuerySet":
        """Steps of the leads this agent may see."""
        return self.filter(lead__in=Lead.objects.for_agent(agent))


class Touchpoint(BrokerageModel):
    """One planned or done contact. A row per enrollment and step: a step cannot happen twice (T05, T07)."""

    enrollment = TenantForeignKey(Enrollment, on_delete=models.CASCADE, related_name="touchpoints")
    step = TenantForeignKey(Step, on_delete=models.PROTECT, related_name="touchpoints")
    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="touchpoints")
    due_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=TouchpointStatus.choices, default=TouchpointStatus.PLANNED)
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    message_id = models.BigIntegerField(null=True, blank=True, help_text="The outreach message it became.")
    reason = models.CharField(max_length=200, blank=True)
    checks = models.JSONField(default=list, blank=True, help_text="Each condition with what was found.")

    objects: ClassVar[Any] = scoped(TouchpointQuerySet)

    class Meta:
        indexes = [
            models.Index(name="nurturing_touch_due", fields=["brokerage", "due_at"], condition=Q(status="planned")),
            models.Index(
                name="nurturing_touch_claimed", fields=["brokerage", "claimed_at"], condition=Q(status="claimed")
            ),
            models.Index(name="nurturing_touch_lead", fields=["lead", "due_at"]),
            models.Index(name="nurturing_touch_message", fields=["message_id"], condition=Q(message_id__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(name="nurturing_touch_once", fields=["brokerage", "enrollment", "step"]),
            models.CheckConstraint(name="nurturing_touch_known", condition=Q(status__in=TouchpointStatus.values)),
        ]

    def __str__(self) -> str:
        return f"Touchpoint {self.pk}"

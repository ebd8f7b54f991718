"""What passed between a contact and us, messages aside; and what is still to do."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from crm.models.accounts import Agent
from crm.models.base import BrokerageModel, TenantForeignKey, scoped
from crm.models.contacts import Contact
from crm.models.leads import Lead
from crm.models.properties import Property
from crm.states import InteractionKind, TaskState
from realestate.lib import clock


class Interaction(BrokerageModel):
    """A call, a note, a viewed home: one line of the timeline and one input of the score."""

    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="interactions")
    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, null=True, blank=True, related_name="interactions")
    kind = models.CharField(max_length=12, choices=InteractionKind.choices)
    property = TenantForeignKey(Property, on_delete=models.SET_NULL, null=True, blank=True, related_name="interactions")
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="interactions")
    summary = models.TextField(blank=True)
    disposition = models.CharField(max_length=24, blank=True, help_text="Outcome of a call.")
    seconds = models.PositiveIntegerField(null=True, blank=True)
    occurred_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(name="crm_interaction_history", fields=["contact", "-occurred_at", "-id"]),
            models.Index(name="crm_interaction_recent", fields=["brokerage", "kind", "-occurred_at"]),
        ]
        constraints = [
            models.CheckConstraint(name="crm_interaction_kind_known", condition=Q(kind__in=InteractionKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class TaskQuerySet(models.QuerySet["Task"]):
    """Clauses about tasks."""

    def open(self) -> "TaskQuerySet":
        """Tasks that still wait."""
        return self.filter(status=TaskState.OPEN)


class Task(BrokerageModel):
    """Something a person must do. ``key`` makes an automatic one unique."""

    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks")
    status = models.CharField(max_length=8, choices=TaskState.choices, default=TaskState.OPEN)
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=80, null=True, blank=True, editable=False)  # noqa: DJ001 - many have none

    objects: ClassVar[Any] = scoped(TaskQuerySet)

    class Meta:
        indexes = [
            models.Index(name="crm_task_due", fields=["brokerage", "agent", "due_at"], condition=Q(status="open")),
            models.Index(name="crm_task_lead", fields=["lead"]),
        ]
        constraints = [
            models.UniqueConstraint(name="crm_task_key", fields=["brokerage", "key"]),
            models.CheckConstraint(name="crm_task_status_known", condition=Q(status__in=TaskState.values)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """It waits, and its time is over."""
        return self.status == TaskState.OPEN and self.due_at is not None and self.due_at < clock.now()


class Feedback(BrokerageModel):
    """A lead's stars, 1 to 5, for how we write or for how well homes fit."""

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="feedback")
    subject = models.CharField(max_length=16, choices=[("communication", "Communication"), ("match", "Match")])
    stars = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="crm_feedback_stars", condition=Q(stars__range=(1, 5)))]

    def __str__(self) -> str:
        return f"{self.stars} stars"

"""Experiments: who is tried on what. Assignment is recorded as an event; statistics live in analytics."""

from django.db import models
from django.db.models import Q

from crm.models.base import BrokerageModel, TenantForeignKey
from crm.states import ExperimentState


class Experiment(BrokerageModel):
    """A question with two or more arms and one metric."""

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    metric = models.CharField(max_length=40)
    higher_is_better = models.BooleanField(default=True)
    salt = models.CharField(max_length=32, editable=False)
    status = models.CharField(max_length=8, choices=ExperimentState.choices, default=ExperimentState.DRAFT)
    started_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="crm_experiment_key", fields=["brokerage", "key"]),
            models.CheckConstraint(name="crm_experiment_status_known", condition=Q(status__in=ExperimentState.values)),
        ]

    def __str__(self) -> str:
        return self.name


class Arm(BrokerageModel):
    """One way to be tried. Shares are relative weights."""

    experiment = TenantForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    weight = models.PositiveSmallIntegerField(default=1)
    settings = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="crm_arm_key", fields=["brokerage", "experiment", "key"]),
            models.CheckConstraint(name="crm_arm_weight", condition=Q(weight__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

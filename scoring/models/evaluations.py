"""Scores with their reasons, and the weights they were made with."""

from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, Lead, TenantForeignKey


class WeightSet(BrokerageModel):
    """Points per rule. Never edited in place: a change makes the next version."""

    name = models.CharField(max_length=80, default="Rules")
    version = models.PositiveSmallIntegerField(default=1)
    points = models.JSONField(help_text="Rule name to points.")
    is_active = models.BooleanField(default=False)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="scoring_weights_version", fields=["brokerage", "version"]),
            models.UniqueConstraint(
                name="scoring_weights_one_active", fields=["brokerage"], condition=Q(is_active=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Evaluation(BrokerageModel):
    """One scoring run: the score, the reasons that sum to it, and all it rests on."""

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="evaluations")
    score = models.PositiveSmallIntegerField()
    before = models.PositiveSmallIntegerField(null=True, blank=True)
    reasons = models.JSONField(help_text="List of rule, words, points; the points sum to the score.")
    features = models.JSONField()
    inputs_hash = models.CharField(max_length=64)
    model = models.CharField(max_length=40, help_text="What made the score, for example rules-1.")
    rests_on = models.CharField(max_length=16, default="rules", help_text="rules, prior or data")
    event_id = models.BigIntegerField(null=True, blank=True, help_text="The event that caused it.")
    evaluated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="scoring_evaluation_lead", fields=["lead", "-evaluated_at", "-id"])]
        constraints = [
            models.UniqueConstraint(
                name="scoring_evaluation_once",
                fields=["brokerage", "lead", "event_id"],
                condition=Q(event_id__isnull=False),
            ),
            models.CheckConstraint(name="scoring_evaluation_range", condition=Q(score__range=(1, 99))),
        ]

    def __str__(self) -> str:
        return f"{self.score} for {self.lead_id}"

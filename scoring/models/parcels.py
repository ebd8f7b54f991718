"""The wholesaler's score of parcels, each kept with the facts and signals it was made from."""

from django.db import models
from django.db.models import Q

from crm.models import BrokerageModel, Property, TenantForeignKey
from scoring.states import Tier


class ParcelAssessment(BrokerageModel):
    """One scoring of one parcel. A changed fact, signal or number makes the next row; none is ever edited."""

    property = TenantForeignKey(Property, on_delete=models.CASCADE, related_name="assessments")
    score = models.PositiveSmallIntegerField()
    score_if_unknowns_best = models.PositiveSmallIntegerField()
    needs_enrichment = models.BooleanField()
    tier = models.CharField(max_length=2, choices=Tier.choices)
    answer = models.JSONField(help_text="Points by group, reasons, guardrails, exclusion, and the money.")
    parcel = models.JSONField(help_text="The facts it was made from; no names.")
    signals = models.JSONField(help_text="The signals of distress it was made from.")
    source = models.CharField(max_length=80, help_text="Who told of the parcel.")
    as_of = models.DateField(help_text="The day the source's facts are of.")
    rubric = models.CharField(max_length=16)
    inputs_hash = models.CharField(max_length=64)
    assessed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="scoring_assessment_home", fields=["property", "-assessed_at", "-id"])]
        constraints = [
            models.CheckConstraint(name="scoring_assessment_tier_known", condition=Q(tier__in=Tier.values)),
            models.CheckConstraint(
                name="scoring_assessment_range",
                condition=Q(score__range=(0, 100), score_if_unknowns_best__range=(0, 100)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier} ({self.score}) for {self.property_id}"

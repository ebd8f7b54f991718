"""Models that learnt from a brokerage's own outcomes, version by version, and all that they told."""

from django.db import models
from django.db.models import Q

from crm.models import BrokerageModel, TenantForeignKey, TenantOneToOne
from scoring.models.evaluations import Evaluation
from scoring.states import Purpose


class ModelVersion(BrokerageModel):
    """One learned model with its card. Never changed: training makes the next version.

    The content lies in the database, so that every process reads the same model and a backup holds it.
    """

    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    version = models.PositiveIntegerField()
    content = models.BinaryField()
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the content.")
    learnt_from = models.DateTimeField(help_text="The first moment of the leads it learnt from.")
    learnt_until = models.DateTimeField(help_text="The last moment of the leads it learnt from.")
    leads = models.PositiveIntegerField(help_text="How many leads it learnt from.")
    card = models.JSONField(help_text="How good it was on later leads that it had not seen, and what it reads.")
    is_active = models.BooleanField("in force", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="scoring_model_version", fields=["brokerage", "purpose", "version"]),
            models.UniqueConstraint(
                name="scoring_model_one_active", fields=["brokerage", "purpose"], condition=Q(is_active=True)
            ),
            models.CheckConstraint(name="scoring_model_purpose_known", condition=Q(purpose__in=Purpose.values)),
            models.CheckConstraint(name="scoring_model_window", condition=Q(learnt_until__gte=models.F("learnt_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} v{self.version}"


class Prediction(BrokerageModel):
    """What a model told of a lead: the record of every time it was asked. Its inputs are those of the evaluation."""

    evaluation = TenantOneToOne(Evaluation, on_delete=models.CASCADE, related_name="prediction")
    model = TenantForeignKey(ModelVersion, on_delete=models.RESTRICT, related_name="predictions")
    probability = models.FloatField(help_text="0 to 1, calibrated.")
    reasons = models.JSONField(help_text="List of rule, words, points; the points sum to hundredths of it.")
    inputs_hash = models.CharField(max_length=64, help_text="SHA-256 of what the model read.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="scoring_prediction_range", condition=Q(probability__range=(0, 1))),
        ]

    def __str__(self) -> str:
        return f"{self.probability:.0%} by {self.model_id}"

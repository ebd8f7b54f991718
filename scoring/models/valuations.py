"""What homes would sell for: automated estimates, each kept with the sales it rests on."""

from django.db import models
from django.db.models import F, Q

from crm.models import BrokerageModel, Property, TenantForeignKey


class Valuation(BrokerageModel):
    """One estimate of one home on one day. Never an appraisal, and never called one (VAL-1)."""

    property = TenantForeignKey(Property, on_delete=models.CASCADE, related_name="valuations")
    estimate_cents = models.BigIntegerField()
    low_cents = models.BigIntegerField(null=True, blank=True, help_text="Empty: too few sales to measure a range.")
    high_cents = models.BigIntegerField(null=True, blank=True)
    coverage = models.FloatField(help_text="Share of like sales that the range is to hold.", default=0.8)
    errors = models.PositiveIntegerField(default=0, help_text="On how many sales the range was measured.")
    sales = models.PositiveIntegerField(help_text="How many sales the estimate could choose from.")
    newest_sale_on = models.DateField()
    comparables = models.JSONField(help_text="Those that count most: street, price, lines of the working, weight.")
    valued_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="scoring_valuation_home", fields=["property", "-valued_at", "-id"])]
        constraints = [
            models.CheckConstraint(name="scoring_valuation_positive", condition=Q(estimate_cents__gt=0)),
            models.CheckConstraint(
                name="scoring_valuation_in_range",
                condition=Q(low_cents=None, high_cents=None)
                | Q(low_cents__lte=F("estimate_cents"), high_cents__gte=F("estimate_cents")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.property_id} on {self.valued_at:%Y-%m-%d}"

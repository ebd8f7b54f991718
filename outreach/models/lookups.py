"""What others know of a number: its line type, and whether it was given to somebody else."""

from django.db import models
from django.db.models import Q

from crm.models import BrokerageModel, ContactPoint, TenantForeignKey
from outreach.states import LookupKind


class NumberLookup(BrokerageModel):
    """One paid question about a number, with its answer and cost. Kept: it is the proof of the safe harbour."""

    point = TenantForeignKey(ContactPoint, on_delete=models.SET_NULL, null=True, blank=True, related_name="lookups")
    kind = models.CharField(max_length=10, choices=LookupKind.choices)
    result = models.CharField(max_length=24, help_text="mobile, landline, voip, unknown; or yes, no, no_data.")
    asked_about = models.DateField(
        null=True, blank=True, help_text="Day on which the number certainly was theirs; the question is about since."
    )
    provider = models.CharField(max_length=20)
    cost_micros = models.PositiveIntegerField(default=0, help_text="Millionths of a US dollar, by the price list.")
    looked_up_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="outreach_lookup_point", fields=["point", "kind", "-looked_up_at"]),
            models.Index(name="outreach_lookup_cost", fields=["brokerage", "-looked_up_at"]),
        ]
        constraints = [
            models.CheckConstraint(name="outreach_lookup_kind_known", condition=Q(kind__in=LookupKind.values))
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.result}"

"""What buyers do not want to be shown again."""

from django.db import models

from crm.models import Agent, BrokerageModel, Lead, Property, TenantForeignKey


class MatchDismissal(BrokerageModel):
    """A home that is not for a buyer. It is not proposed again, and says something of their taste in homes."""

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="dismissed_homes")
    property = TenantForeignKey(Property, on_delete=models.CASCADE, related_name="dismissals")
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="scoring_dismissed_once", fields=["brokerage", "lead", "property"])]
        indexes = [models.Index(name="scoring_dismissed_home", fields=["property"])]

    def __str__(self) -> str:
        return f"{self.property_id} is not for {self.lead_id}"

"""Browsers that agents want to be told in."""

from django.db import models

from crm.models import Agent, BrokerageModel, TenantForeignKey


class PushSubscription(BrokerageModel):
    """One browser of an agent, as it signed itself up (RFC 8030). Its address is a secret by itself, and sealed."""

    agent = TenantForeignKey(Agent, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint_hash = models.CharField(max_length=64)
    sealed = models.TextField(editable=False, help_text="Address and keys, as JSON.")
    label = models.CharField(max_length=60, blank=True, help_text="Which browser it is.")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When it last took a notice.")

    class Meta:
        constraints = [models.UniqueConstraint(name="nurturing_push_once", fields=["brokerage", "endpoint_hash"])]

    def __str__(self) -> str:
        return self.label or f"Browser {self.pk}"

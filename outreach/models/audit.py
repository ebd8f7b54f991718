"""The chain over what must not be changed: each link holds a row's digest and everything before it (AUD-1)."""

from django.db import models
from django.db.models import Q

from crm.models import BrokerageModel
from outreach.states import AuditKind


class AuditLink(BrokerageModel):
    """One link. Append-only by trigger; a brokerage's links are numbered without a gap."""

    position = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=AuditKind.choices)
    row_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the row as it was.")
    chained = models.CharField(max_length=64, help_text="SHA-256 of the link before, and this digest.")
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = "audit chain link"
        verbose_name_plural = "audit chain"
        constraints = [
            models.UniqueConstraint(name="outreach_audit_position", fields=["brokerage", "position"]),
            models.UniqueConstraint(name="outreach_audit_once", fields=["brokerage", "kind", "row_id"]),
            models.CheckConstraint(name="outreach_audit_kind_known", condition=Q(kind__in=AuditKind.values)),
        ]

    def __str__(self) -> str:
        return f"link {self.position}"

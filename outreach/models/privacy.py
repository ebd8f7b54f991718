"""What people ask about their data, what is kept for the law after an erasure, and what retention removed."""

from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, Contact, TenantForeignKey
from outreach.models.conversations import Message
from outreach.states import RequestKind, RequestState


class PrivacyRequest(BrokerageModel):
    """One wish about personal data, with its deadlines; kept 24 months (11 CCR 7101). Holds no copy of the data."""

    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="privacy_requests")
    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    status = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.RECEIVED)
    received_at = models.DateTimeField()
    how = models.CharField(max_length=120, help_text="How they asked: by email, on the phone, in a letter.")
    acknowledge_by = models.DateField(help_text="Ten business days.")
    answer_by = models.DateField(help_text="45 calendar days, or 90 once extended.")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    extended_because = models.CharField(max_length=240, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_how = models.CharField(max_length=240, blank=True)
    verified_by = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    proof = TenantForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=240, blank=True)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(name="outreach_privacy_due", fields=["brokerage", "status", "answer_by"])]
        constraints = [
            models.UniqueConstraint(
                name="outreach_privacy_one_open",
                fields=["brokerage", "contact", "kind"],
                condition=Q(status__in=["received", "verified"]),
            ),
            models.CheckConstraint(name="outreach_privacy_kind_known", condition=Q(kind__in=RequestKind.values)),
            models.CheckConstraint(name="outreach_privacy_status_known", condition=Q(status__in=RequestState.values)),
            models.CheckConstraint(
                name="outreach_privacy_verified_first",
                condition=~Q(status__in=["verified", "done"]) | Q(verified_at__isnull=False) | Q(kind="do_not_sell"),
            ),
        ]

    def __str__(self) -> str:
        return f"PR-{self.pk}"


class KeptEvidence(BrokerageModel):
    """What the law makes us keep of an erased person: consents and what we sent, sealed, until its day."""

    request = TenantForeignKey(PrivacyRequest, on_delete=models.CASCADE, related_name="evidence")
    sealed = models.TextField(help_text="Encrypted; opened only by a command that says who and why.")
    checksum = models.CharField(max_length=64)
    keep_until = models.DateField()

    def __str__(self) -> str:
        return f"evidence of {self.request}"


class RetentionRun(BrokerageModel):
    """One run of the retention rules: what it removed, or would have."""

    is_dry = models.BooleanField(default=True)
    counts = models.JSONField(default=dict)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="outreach_retention_recent", fields=["brokerage", "-id"])]

    def __str__(self) -> str:
        return f"{'dry ' if self.is_dry else ''}run of {self.finished_at:%Y-%m-%d}"

"""Refusals, how they are lifted, and what the gate decided."""

from django.db import models
from django.db.models import F, Q

from crm.models import Agent, BrokerageModel, Consent, Contact, TenantForeignKey
from outreach.models.conversations import Message
from outreach.states import Channel, LiftState, Purpose, SuppressionScope, Verdict


class Suppression(BrokerageModel):
    """A lasting do-not-contact entry. Belongs to the number or address by keyed hash, not to the contact."""

    identifier_hash = models.CharField(max_length=64)
    scope = models.CharField(max_length=6, choices=SuppressionScope.choices)
    source = models.CharField(max_length=40, help_text="text, email, one-click, agent, provider, import")
    verbatim = models.TextField(blank=True)
    classifier_version = models.CharField(max_length=40, blank=True)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    effective_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "opt-out"
        verbose_name_plural = "opt-outs"
        indexes = [models.Index(name="outreach_suppression_hash", fields=["brokerage", "identifier_hash"])]
        constraints = [
            models.UniqueConstraint(
                name="outreach_suppression_once",
                fields=["brokerage", "identifier_hash", "scope"],
                condition=Q(lifted_at=None),
            ),
            models.CheckConstraint(
                name="outreach_suppression_scope_known", condition=Q(scope__in=SuppressionScope.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()} since {self.effective_at:%Y-%m-%d}"


class SuppressionLift(BrokerageModel):
    """A wish to reopen a number or address: one asks with the person's own new word, another confirms (TCPA-REV-4)."""

    suppression = TenantForeignKey(Suppression, on_delete=models.CASCADE, related_name="lifts")
    message = TenantForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    consent = TenantForeignKey(Consent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    opted_in_at = models.DateTimeField(help_text="When they said so, from this very number or address.")
    reason = models.CharField(max_length=240)
    status = models.CharField(max_length=10, choices=LiftState.choices, default=LiftState.ASKED)
    asked_by = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    settled_by = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "lifted opt-out"
        verbose_name_plural = "lifted opt-outs"
        constraints = [
            models.UniqueConstraint(
                name="outreach_lift_one_open", fields=["brokerage", "suppression"], condition=Q(status="asked")
            ),
            models.CheckConstraint(name="outreach_lift_status_known", condition=Q(status__in=LiftState.values)),
            models.CheckConstraint(
                name="outreach_lift_two_people", condition=Q(settled_by=None) | ~Q(settled_by=F("asked_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"lift of {self.suppression_id}"


class GateDecision(BrokerageModel):
    """One answer of the gate, with everything it looked at. Append-only by trigger."""

    message = TenantForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions")
    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="gate_decisions")
    channel = models.CharField(max_length=16, choices=Channel.choices)
    purpose = models.CharField(max_length=24, choices=Purpose.choices)
    verdict = models.CharField(max_length=5, choices=Verdict.choices)
    reason = models.CharField(max_length=40, blank=True)
    rule = models.CharField(max_length=40, blank=True)
    rules_version = models.CharField(max_length=24)
    sentence = models.CharField(max_length=400)
    defer_until = models.DateTimeField(null=True, blank=True)
    evidence = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="outreach_decision_recent", fields=["brokerage", "-decided_at", "-id"]),
            models.Index(  # of many messages that went, the few that did not
                name="outreach_decision_refused",
                fields=["brokerage", "-decided_at", "-id"],
                condition=~Q(reason=""),
            ),
            models.Index(name="outreach_decision_message", fields=["message"]),
            models.Index(name="outreach_decision_contact", fields=["contact", "-decided_at"]),
        ]
        constraints = [
            models.CheckConstraint(name="outreach_decision_verdict_known", condition=Q(verdict__in=Verdict.values)),
            models.CheckConstraint(name="outreach_decision_reasoned", condition=Q(verdict="allow") | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} {self.reason}".strip()

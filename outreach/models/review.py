"""What people said of texts before they went out."""

from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, TenantForeignKey
from outreach.models.conversations import Message
from outreach.models.templates import TemplateVersion
from outreach.states import ReviewVerdict


class Review(BrokerageModel):
    """A person's word on one exact text (REV-1).

    ``version``, ``writer`` and ``campaign`` say what it counts for: fifty texts of each are read before the rest is
    only sampled. ``text_hash`` ties it to the very words; any change voids it.
    """

    message = TenantForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews")
    version = TenantForeignKey(
        TemplateVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews"
    )
    writer = models.CharField(max_length=120, blank=True, help_text="The model and its prompt; empty: the template.")
    campaign = models.CharField(max_length=60, blank=True)
    verdict = models.CharField(max_length=8, choices=ReviewVerdict.choices)
    text_hash = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="outreach_review_counts", fields=["brokerage", "version", "writer", "-id"])]
        constraints = [
            models.CheckConstraint(name="outreach_review_verdict_known", condition=Q(verdict__in=ReviewVerdict.values))
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}, {self.message_id}"

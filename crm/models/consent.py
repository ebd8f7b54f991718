"""Permissions to write or call, with their proof."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from crm.models.base import BrokerageModel, TenantForeignKey
from crm.models.contacts import Contact, ContactPoint
from crm.states import ConsentLevel


class Consent(BrokerageModel):
    """One permission, for one number or address, with its proof. Never edited: revoking dates it."""

    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    point = TenantForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="consents")
    level = models.CharField(max_length=8, choices=ConsentLevel.choices)
    channels = ArrayField(models.CharField(max_length=8), help_text="sms, voice, email")
    source = models.CharField(max_length=40)
    wording = models.TextField(blank=True, help_text="What the person saw.")
    wording_version = models.CharField(max_length=40, blank=True)
    seller_named = models.CharField(max_length=120, blank=True)
    signed = models.BooleanField(default=False)
    number_matches = models.BooleanField(default=False)
    disclosed_automated = models.BooleanField(default=False)
    not_condition = models.BooleanField(default=False)
    prechecked = models.BooleanField(default=False)
    proof = models.JSONField(default=dict, blank=True, help_text="Address of the page, IP, browser, form.")
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="crm_consent_point", fields=["point", "-given_at"])]
        constraints = [
            models.CheckConstraint(name="crm_consent_level_known", condition=Q(level__in=ConsentLevel.values))
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.pk}"

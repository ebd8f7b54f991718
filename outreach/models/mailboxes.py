"""Agents' own mailboxes: mail goes out and comes in through their own provider."""

from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, TenantOneToOne
from outreach.states import MailSecurity


class Mailbox(BrokerageModel):
    """One agent's account with their mail provider. The password is sealed, and never shown again.

    ``uid_validity`` and ``last_uid`` say how far the inbox was read (RFC 3501, 2.3.1.1).
    """

    agent = TenantOneToOne(Agent, on_delete=models.CASCADE, related_name="mailbox")
    address = models.EmailField()
    username = models.CharField(max_length=254)
    sealed_password = models.TextField(editable=False)
    smtp_host = models.CharField(max_length=253)
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(max_length=8, choices=MailSecurity.choices, default=MailSecurity.STARTTLS)
    imap_host = models.CharField(max_length=253, blank=True, help_text="Empty: answers are not read.")
    imap_port = models.PositiveIntegerField(default=993)
    is_on = models.BooleanField(default=True)
    uid_validity = models.BigIntegerField(null=True, blank=True)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True, help_text="When the inbox was last asked.")
    problem = models.CharField(max_length=240, blank=True, help_text="Why it could not be read, in its own words.")

    class Meta:
        verbose_name_plural = "mailboxes"
        constraints = [
            models.CheckConstraint(
                name="outreach_mailbox_security_known", condition=Q(smtp_security__in=MailSecurity.values)
            )
        ]

    def __str__(self) -> str:
        return f"Mailbox {self.pk}"

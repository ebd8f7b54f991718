"""Letters on paper: batches that are printed together, and one row for each letter in them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, Contact, Lead, TenantForeignKey, TenantOneToOne
from crm.models.base import scoped
from outreach.models.conversations import Message
from outreach.models.templates import TemplateVersion
from outreach.states import BatchStatus
from realestate.lib.postal import PostalAddress


class LetterBatchQuerySet(models.QuerySet["LetterBatch"]):
    """Clauses about batches."""

    def for_agent(self, agent: Agent) -> "LetterBatchQuerySet":
        """Those an agent may see: their own, or all of them for who sees everyone."""
        return self if agent.sees_everyone else self.filter(agent=agent)


class LetterBatch(BrokerageModel):
    """Letters that are written, approved, printed and mailed together.

    ``body`` is what each letter is filled from; where it is a template's, ``version`` says which. What each person gets
    stands in the letter's message once the files are made.
    """

    name = models.CharField(max_length=80)
    body = models.TextField()
    version = TenantForeignKey(
        TemplateVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="letter_batches",
        help_text="The template whose words they are; empty: words of their own.",
    )  # fmt: skip
    campaign = models.CharField(max_length=60, blank=True, help_text="What put people on the list: sequence:3.")
    status = models.CharField(max_length=10, choices=BatchStatus.choices, default=BatchStatus.COLLECTING)
    agent = TenantForeignKey(
        Agent, on_delete=models.PROTECT, related_name="letter_batches", help_text="Who signs the letters."
    )
    approved_by = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True, help_text="When the files were made.")
    mailed_on = models.DateField(null=True, blank=True)
    cost_cents = models.PositiveIntegerField(null=True, blank=True, help_text="Print and postage of one letter.")

    objects: ClassVar[Any] = scoped(LetterBatchQuerySet)

    class Meta:
        verbose_name_plural = "letter batches"
        indexes = [models.Index(name="outreach_batch_recent", fields=["brokerage", "-id"])]
        constraints = [
            models.CheckConstraint(name="outreach_batch_status_known", condition=Q(status__in=BatchStatus.values)),
            models.CheckConstraint(
                name="outreach_batch_mailed_dated", condition=~Q(status="mailed") | Q(mailed_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Letter(BrokerageModel):
    """One letter of a batch, with the address it goes to and the code by which it is answered.

    ``message`` is its claim: it exists once the files are being made, and says what the gate decided.
    """

    batch = TenantForeignKey(LetterBatch, on_delete=models.CASCADE, related_name="letters")
    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="letters")
    lead = TenantForeignKey(Lead, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters")
    message = TenantOneToOne(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="letter")
    recipient = models.CharField(max_length=160)
    street = models.CharField(max_length=160)
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=2)
    postal_code = models.CharField(max_length=10)
    address_hash = models.CharField(max_length=64, help_text="Keyed, as in opt-outs: one letter per house and batch.")
    code = models.CharField(max_length=20)
    words = models.TextField(blank=True, help_text="As read or approved, with its end; printed as they are.")
    read_by = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True, help_text="When somebody read it and let it go (FCL-1).")
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="When they agreed to be reached otherwise.")
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="When they asked for no more letters.")

    class Meta:
        indexes = [models.Index(name="outreach_letter_batch", fields=["batch", "id"])]
        constraints = [
            models.UniqueConstraint(name="outreach_letter_code", fields=["brokerage", "code"]),
            models.UniqueConstraint(name="outreach_letter_person", fields=["brokerage", "batch", "contact"]),
            models.UniqueConstraint(name="outreach_letter_house", fields=["brokerage", "batch", "address_hash"]),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def address(self) -> PostalAddress:
        """Return where it goes."""
        return PostalAddress(street=self.street, city=self.city, state=self.state, postal_code=self.postal_code)

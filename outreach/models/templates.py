"""Templates as versioned words, and how the words of a message came about."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, TenantForeignKey, TenantOneToOne
from crm.models.base import scoped
from crm.states import LeadKind
from outreach.models.conversations import Message
from outreach.states import TemplateState, Touch, WritingChannel


class Template(BrokerageModel):
    """What is written to whom, at which moment and by which way. Its words are in its versions."""

    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, choices=WritingChannel.choices)
    audience = models.CharField(max_length=8, choices=LeadKind.choices, blank=True, help_text="Empty: anybody.")
    touch = models.CharField(max_length=10, choices=Touch.choices, default=Touch.ANY)
    county = models.CharField(max_length=60, blank=True, help_text="Empty: any county; one for the county wins.")
    language = models.CharField(max_length=8, default="en")

    class Meta:
        ordering = ["audience", "channel", "name"]
        constraints = [
            models.UniqueConstraint(name="outreach_template_key", fields=["brokerage", "key"]),
            models.CheckConstraint(
                name="outreach_template_channel_known", condition=Q(channel__in=WritingChannel.values)
            ),
            models.CheckConstraint(name="outreach_template_touch_known", condition=Q(touch__in=Touch.values)),
            models.CheckConstraint(
                name="outreach_template_audience_known", condition=Q(audience="") | Q(audience__in=LeadKind.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateVersionQuerySet(models.QuerySet["TemplateVersion"]):
    """Clauses about versions."""

    def in_force(self) -> "TemplateVersionQuerySet":
        """Those that may be used."""
        return self.filter(status=TemplateState.IN_FORCE)


class TemplateVersion(BrokerageModel):
    """One edition of a template's words. The database lets nobody change them: an edit is the next version."""

    template = TenantForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=TemplateState.choices, default=TemplateState.DRAFT)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True, default="", help_text="Of an email: what is shown where HTML is; cleaned.")
    variables = ArrayField(models.CharField(max_length=40), default=list, help_text="Found in subject, text and HTML.")
    checksum = models.CharField(max_length=64)
    is_shipped = models.BooleanField(default=False, help_text="Came with a release, not written here.")
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True, help_text="What was changed, and why.")

    objects: ClassVar[Any] = scoped(TemplateVersionQuerySet)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="outreach_template_number", fields=["brokerage", "template", "number"]),
            models.UniqueConstraint(
                name="outreach_template_one_in_force",
                fields=["brokerage", "template"],
                condition=Q(status="in_force"),
            ),
            models.CheckConstraint(name="outreach_template_status_known", condition=Q(status__in=TemplateState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.template} v{self.number}"


class Wording(BrokerageModel):
    """How the words of one message came about: from which template, with which facts, by whose hand.

    ``writer`` names the model that wrote them, with its prompt; empty where the template itself was filled.
    ``wants_model`` until a model was asked; ``refused`` says why a draft of one was not taken.
    """

    message = TenantOneToOne(Message, on_delete=models.CASCADE, related_name="wording")
    version = TenantForeignKey(TemplateVersion, on_delete=models.SET_NULL, null=True, related_name="wordings")
    writer = models.CharField(max_length=120, blank=True)
    wants_model = models.BooleanField(default=False)
    facts = models.JSONField(default=list, blank=True, help_text="Name, value and source of each fact.")
    refused = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = "message wording"
        verbose_name_plural = "message wordings"

    def __str__(self) -> str:
        return f"Words of {self.message_id}"

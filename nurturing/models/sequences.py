"""Sequences as versioned data. A version is never edited: a change makes the next one."""

from django.db import models
from django.db.models import Q

from crm.models import Agent, BrokerageModel, TenantForeignKey
from crm.states import LeadKind, Segment
from nurturing.states import StepKind
from outreach.models import Template


class Sequence(BrokerageModel):
    """A plan of several messages over time."""

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    lead_kind = models.CharField(max_length=8, choices=LeadKind.choices, blank=True, help_text="Empty: any kind.")
    segment = models.CharField(max_length=24, choices=Segment.choices, blank=True, default=Segment.NONE)
    priority = models.PositiveSmallIntegerField(default=100, help_text="Lower goes first where two would start.")
    enroll_above = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Leads scored above this start by themselves; 0: every new lead with consent; empty: only by hand.",
    )
    is_paused = models.BooleanField(default=False, help_text="Kill switch: nothing of this sequence goes out.")

    class Meta:
        ordering = ["priority", "name"]
        constraints = [
            models.UniqueConstraint(name="nurturing_sequence_key", fields=["brokerage", "key"]),
            models.CheckConstraint(
                name="nurturing_sequence_threshold", condition=Q(enroll_above=None) | Q(enroll_above__range=(0, 99))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SequenceVersion(BrokerageModel):
    """One edition of a sequence. An enrollment runs the version it started on."""

    sequence = TenantForeignKey(Sequence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    is_current = models.BooleanField(default=False)
    days = models.PositiveSmallIntegerField(default=30, help_text="A run ends after so many days, steps left or not.")
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    checksum = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="nurturing_version_number", fields=["brokerage", "sequence", "number"]),
            models.UniqueConstraint(
                name="nurturing_version_one_current", fields=["sequence"], condition=Q(is_current=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} v{self.number}"


class Step(BrokerageModel):
    """One line of a version: wait, look at the conditions, do one thing."""

    version = TenantForeignKey(SequenceVersion, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=StepKind.choices)
    wait_minutes = models.PositiveIntegerField(help_text="After the step before, or after the start.")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    template = TenantForeignKey(
        Template, on_delete=models.PROTECT, null=True, blank=True, related_name="steps",
        help_text="Whose words it has, those in force when it is done; empty: words of its own.",
    )  # fmt: skip
    workflow = models.CharField(max_length=80, blank=True, help_text="Its id at GoHighLevel.")
    tone = models.CharField(max_length=60, blank=True)
    personalise_on = models.JSONField(default=list, blank=True, help_text="Lead fields the text may use.")
    conditions = models.JSONField(default=list, blank=True, help_text="All must hold: field, test, value.")
    expires_after_minutes = models.PositiveIntegerField(
        default=2880, help_text="Later than this it is not done at all."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="nurturing_step_number", fields=["brokerage", "version", "number"]),
            models.CheckConstraint(name="nurturing_step_kind_known", condition=Q(kind__in=StepKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

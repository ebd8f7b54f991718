"""Contacts being worked as buyer, seller or owner."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest

from crm.models.accounts import Agent
from crm.models.base import BrokerageModel, TenantForeignKey, scoped
from crm.models.contacts import Contact
from crm.states import LeadKind, LeadStatus, Segment, Timeline


class LeadQuerySet(models.QuerySet["Lead"]):
    """Clauses about leads."""

    def open(self) -> "LeadQuerySet":
        """Leads still worked: neither converted, churned nor opted out."""
        return self.filter(converted_at=None, churned_at=None).exclude(status=LeadStatus.OPTED_OUT)

    def for_agent(self, agent: Agent) -> "LeadQuerySet":
        """Leads this agent may see: owners and managers all, others their own, their team's and unassigned ones."""
        if agent.sees_everyone:
            return self
        mine = Q(assigned_to=agent) | Q(assigned_to=None)
        if agent.team_id:
            mine |= Q(assigned_to__team=agent.team_id)
        return self.filter(mine)

    def silent_since(self, moment: datetime) -> "LeadQuerySet":
        """Leads that have not written or called since then."""
        return self.filter(Q(last_inbound_at=None) | Q(last_inbound_at__lt=moment))


class Lead(BrokerageModel):
    """A contact being worked. The score is scoring's, kept here so that lists can order by it."""

    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="leads")
    kind = models.CharField(max_length=8, choices=LeadKind.choices)
    segment = models.CharField(max_length=24, choices=Segment.choices, blank=True, default=Segment.NONE)
    status = models.CharField(max_length=16, choices=LeadStatus.choices, default=LeadStatus.NEW)
    assigned_to = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="leads")
    source = models.CharField(max_length=60, blank=True)
    locations = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    price_min_cents = models.BigIntegerField(null=True, blank=True)
    price_max_cents = models.BigIntegerField(null=True, blank=True)
    budget_confirmed = models.BooleanField(default=False)
    preapproved = models.BooleanField(default=False)
    property_type = models.CharField(max_length=24, blank=True)
    beds_min = models.PositiveSmallIntegerField(null=True, blank=True)
    baths_min = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    timeline = models.CharField(max_length=8, choices=Timeline.choices, blank=True, default=Timeline.UNKNOWN)
    score = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    score_before = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    scored_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_inbound_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_outbound_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_touch_at = models.DateTimeField(null=True, blank=True, editable=False)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    converted_at = models.DateTimeField(null=True, blank=True)
    churned_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = scoped(LeadQuerySet)

    class Meta:
        indexes = [
            models.Index(name="crm_lead_by_score", fields=["brokerage", "-score", "-id"]),
            models.Index(name="crm_lead_by_agent", fields=["brokerage", "assigned_to", "-score", "-id"]),
            models.Index(name="crm_lead_by_status", fields=["brokerage", "status", "-score", "-id"]),
            models.Index(name="crm_lead_by_age", fields=["brokerage", "-created_at", "-id"]),
            models.Index(
                F("brokerage"),
                Greatest("last_inbound_at", "last_outbound_at").desc(),
                F("id").desc(),
                name="crm_lead_by_word",
            ),
            models.Index(name="crm_lead_contact", fields=["contact"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="crm_lead_one_open",
                fields=["brokerage", "contact", "kind"],
                condition=Q(converted_at=None, churned_at=None),
            ),
            models.CheckConstraint(name="crm_lead_kind_known", condition=Q(kind__in=LeadKind.values)),
            models.CheckConstraint(name="crm_lead_status_known", condition=Q(status__in=LeadStatus.values)),
            models.CheckConstraint(name="crm_lead_segment_known", condition=Q(segment__in=Segment.values)),
            models.CheckConstraint(name="crm_lead_timeline_known", condition=Q(timeline__in=Timeline.values)),
            models.CheckConstraint(name="crm_lead_score_range", condition=Q(score=None) | Q(score__range=(1, 99))),
            models.CheckConstraint(
                name="crm_lead_price_order",
                condition=Q(price_min_cents=None)
                | Q(price_max_cents=None)
                | Q(price_min_cents__lte=F("price_max_cents")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.contact}"


class StatusChange(BrokerageModel):
    """One step of a lead, with its reason."""

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="status_changes")
    old = models.CharField(max_length=16, choices=LeadStatus.choices)
    new = models.CharField(max_length=16, choices=LeadStatus.choices)
    reason = models.CharField(max_length=200)
    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "lead stage change"
        verbose_name_plural = "lead stage changes"
        indexes = [models.Index(name="crm_status_change_lead", fields=["lead", "created_at"])]

    def __str__(self) -> str:
        return f"{self.old} to {self.new}"


class SmartList(BrokerageModel):
    """A saved search over people, own or shared."""

    name = models.CharField(max_length=80)
    owner = TenantForeignKey(Agent, on_delete=models.CASCADE, null=True, blank=True, related_name="lists")
    is_shared = models.BooleanField(default=False)
    filters = models.JSONField(default=dict, help_text="The same names and values as in the page's address.")
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(name="crm_list_name", fields=["brokerage", "owner", "name"], nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name

"""Doors that leads come in by from outside: web forms and webhooks."""

from django.db import models
from django.db.models import Q

from crm.models.accounts import Agent
from crm.models.base import BrokerageModel, TenantForeignKey, TenantOneToOne
from crm.models.contacts import Contact
from crm.models.deals import Appointment
from crm.models.interactions import Task
from crm.states import HookState, LeadKind, LinkKind
from realestate.lib import clock

GHL_PROVIDERS = ("ghl", "ghl-workflow")


class WebForm(BrokerageModel):
    """A form that a brokerage puts on its own site. ``public_id`` is in its address."""

    name = models.CharField(max_length=80)
    public_id = models.CharField(max_length=24, unique=True)
    lead_kind = models.CharField(max_length=8, choices=LeadKind.choices, default=LeadKind.BUYER)
    heading = models.CharField(max_length=120)
    consent_wording = models.TextField(help_text="Shown beside an unticked box; stored with each consent.")
    wording_version = models.PositiveSmallIntegerField(default=1)
    assigned_to = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class GhlConnection(BrokerageModel):
    """A GoHighLevel location that belongs to a brokerage. The tenant comes from here, never from a body."""

    location_id = models.CharField(max_length=40, unique=True)
    company_id = models.CharField(max_length=40, blank=True)
    hook_secret = models.CharField(max_length=64, help_text="In the address of unsigned workflow webhooks.")
    is_active = models.BooleanField(default=True)
    access_token = models.TextField(blank=True, editable=False, help_text="Sealed. Opens their API for us.")
    refresh_token = models.TextField(blank=True, editable=False, help_text="Sealed. Changes with each use.")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Of the access token; empty = does not expire.")
    problem = models.CharField(max_length=200, blank=True, help_text="Why their API last refused us.")
    mirrors_tasks = models.BooleanField(default=False, help_text="Tasks of agents are made over there too.")
    tasks_since = models.DateTimeField(null=True, blank=True, help_text="Older tasks stay here alone.")

    class Meta:
        verbose_name = "GoHighLevel connection"
        verbose_name_plural = "GoHighLevel connections"

    def __str__(self) -> str:
        return self.location_id

    @property
    def can_call(self) -> bool:
        """Whether we have what opens their API."""
        return self.is_active and bool(self.access_token)


class GhlLink(BrokerageModel):
    """What a person or appointment of GoHighLevel is here, and the moment of the newest news of it.

    An appointment that was cancelled before it ever came keeps its line without a row, so that the late news of
    its making is known to be old.
    """

    kind = models.CharField(max_length=12, choices=LinkKind.choices)
    external_id = models.CharField(max_length=80)
    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    appointment = TenantForeignKey(Appointment, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    as_of = models.DateTimeField()

    class Meta:
        verbose_name = "GoHighLevel link"
        verbose_name_plural = "GoHighLevel links"
        constraints = [
            models.UniqueConstraint(name="crm_ghl_link_once", fields=["brokerage", "kind", "external_id"]),
            models.CheckConstraint(
                name="crm_ghl_link_fits",
                condition=Q(kind="contact", contact__isnull=False, appointment=None)
                | Q(kind="appointment", contact=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class GhlTask(BrokerageModel):
    """A task that was made over there too. The row is the claim: it is written before their API is asked, once."""

    task = TenantOneToOne(Task, on_delete=models.CASCADE, related_name="ghl")
    external_id = models.CharField(max_length=80, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "GoHighLevel task"
        verbose_name_plural = "GoHighLevel tasks"
        indexes = [models.Index(name="crm_ghl_task_external", fields=["brokerage", "external_id"])]

    def __str__(self) -> str:
        return f"task {self.task_id} {self.external_id}".strip()


class InboundHookQuerySet(models.QuerySet["InboundHook"]):
    """Clauses about stored webhooks."""

    def of_location(self, connection: GhlConnection) -> "InboundHookQuerySet":
        """What GoHighLevel sent from one location, signed or by a workflow."""
        return self.filter(
            brokerage_id=connection.brokerage_id,
            provider__in=GHL_PROVIDERS,
            body__locationId=connection.location_id,
        )


class InboundHook(models.Model):
    """A webhook as it came, stored before anything is done with it. Without a brokerage while unknown."""

    brokerage = models.ForeignKey("crm.Brokerage", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    provider = models.CharField(max_length=20)
    external_id = models.CharField(max_length=120, help_text="The sender's id, else a hash of the body.")
    kind = models.CharField(max_length=60, blank=True)
    body = models.JSONField()
    status = models.CharField(max_length=10, choices=HookState.choices, default=HookState.RECEIVED)
    error = models.TextField(blank=True)
    received_at = models.DateTimeField(default=clock.real_now)
    handled_at = models.DateTimeField(null=True, blank=True)

    objects = InboundHookQuerySet.as_manager()

    class Meta:
        verbose_name = "received webhook"
        verbose_name_plural = "received webhooks"
        indexes = [
            models.Index(name="crm_hook_state", fields=["status", "received_at"]),
            models.Index(name="crm_hook_recent", fields=["brokerage", "provider", "-received_at"]),
            models.Index(
                name="crm_hook_unsettled", fields=["brokerage", "status"], condition=~Q(status=HookState.HANDLED)
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="crm_hook_once", fields=["provider", "external_id"]),
            models.CheckConstraint(name="crm_hook_status_known", condition=Q(status__in=HookState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind}"

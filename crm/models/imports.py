"""Uploads, with every row and what became of it."""

from django.db import models
from django.db.models import Q

from crm.models.accounts import Agent
from crm.models.base import BrokerageModel, TenantForeignKey
from crm.models.contacts import Contact
from crm.models.leads import Lead
from crm.states import ImportState, LeadKind, RowOutcome


class Import(BrokerageModel):
    """One uploaded file. Undoing it removes what only it brought."""

    agent = TenantForeignKey(Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports")
    file = models.FileField(upload_to="imports/%Y/%m/")
    filename = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)
    lead_kind = models.CharField(max_length=8, choices=LeadKind.choices, default=LeadKind.BUYER)
    source = models.CharField(max_length=60, default="csv")
    mapping = models.JSONField(default=dict, help_text="Column of the file to field of ours.")
    status = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    joined_count = models.PositiveIntegerField(default=0)
    rejected_count = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="crm_import_recent", fields=["brokerage", "-created_at"])]
        constraints = [
            models.CheckConstraint(name="crm_import_status_known", condition=Q(status__in=ImportState.values))
        ]

    def __str__(self) -> str:
        return self.filename


class ImportRow(BrokerageModel):
    """One row as it was in the file, with its outcome."""

    upload = TenantForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Line in the file; the header is line 1.")
    raw = models.JSONField()
    outcome = models.CharField(max_length=8, choices=RowOutcome.choices)
    reason = models.CharField(max_length=240, blank=True)
    contact = TenantForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows")
    lead = TenantForeignKey(Lead, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows")
    brought = models.JSONField(default=dict, help_text="Ids this row created, for undo.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="crm_import_row_number", fields=["brokerage", "upload", "number"]),
            models.CheckConstraint(name="crm_import_row_outcome_known", condition=Q(outcome__in=RowOutcome.values)),
        ]
        indexes = [models.Index(name="crm_import_row_outcome", fields=["upload", "outcome", "number"])]

    def __str__(self) -> str:
        return f"row {self.number}"

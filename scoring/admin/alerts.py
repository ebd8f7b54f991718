"""Alerts: read by operators, set aside in bulk."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from crm.admin.base import ReadOnlyAdmin, each
from scoring.models import Alert
from scoring.services import alerts


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    """What was raised, for whom, and what became of it."""

    list_display = ["show_lead", "kind", "reason", "agent", "show_status", "deadline_at", "created_at"]
    list_filter = ["status", "kind", "agent"]
    list_select_related = ["lead__contact", "agent"]
    search_fields = ["lead__contact__name", "reason"]
    fields = [
        "show_lead", "agent", "kind", "reason", "opener", "score", "deadline_at", "status", "key", "created_at",
        "updated_at",
    ]  # fmt: skip
    readonly_fields = fields
    actions = ["set_aside"]

    @display(description="Lead")
    def show_lead(self, row: Alert) -> str:
        return row.lead.contact.name

    @display(description="Status", label={"Open": "warning", "Done": "success", "Dismissed": "info"})
    def show_status(self, row: Alert) -> str:
        return row.get_status_display()

    @admin.action(description="Set aside")
    def set_aside(self, request: HttpRequest, chosen: QuerySet[Alert]) -> None:
        """Dismiss what was chosen; what is no longer open is counted as refused."""
        each(self, request, chosen, alerts.dismiss, words="{done} set aside, {refused} were not open.")

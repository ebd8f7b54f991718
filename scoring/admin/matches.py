"""Homes that were set aside for buyers: read by operators."""

from django.contrib import admin
from unfold.decorators import display

from crm.admin.base import ReadOnlyAdmin
from scoring.models import MatchDismissal


@admin.register(MatchDismissal)
class MatchDismissalAdmin(ReadOnlyAdmin):
    """Which home is not for whom, and who said so."""

    list_display = ["show_lead", "property", "agent", "created_at"]
    list_filter = ["agent"]
    list_select_related = ["lead__contact", "property", "agent"]
    search_fields = ["lead__contact__name", "property__situs_street"]
    fields = ["show_lead", "property", "agent", "created_at"]
    readonly_fields = fields

    @display(description="Lead")
    def show_lead(self, row: MatchDismissal) -> str:
        return row.lead.contact.name

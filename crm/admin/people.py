"""People and leads, to look at; they change on their pages."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import TabularInline
from unfold.decorators import display

from crm.admin.base import LeanAdmin, ReadOnlyAdmin
from crm.models import Consent, Contact, ContactPoint, Import, ImportRow, Lead, SmartList, StatusChange, Tag, WebForm


class PointInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """Numbers and addresses of a contact."""

    model = ContactPoint
    extra = 0
    can_delete = False
    fields = readonly_fields = [
        "kind",
        "value",
        "is_primary",
        "line_type",
        "status",
        "is_wrong",
        "is_litigator",
        "source",
    ]


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin):
    """Everyone reachable."""

    list_display = ["name", "city", "state", "source", "created_at"]
    list_filter = ["state", ("merged_into", admin.EmptyFieldListFilter), ("erased_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "points__value"]
    inlines = [PointInline]


@admin.register(Lead)
class LeadAdmin(ReadOnlyAdmin):
    """Contacts being worked."""

    list_display = ["show_page", "kind", "status", "score", "assigned_to", "source", "created_at"]
    list_filter = ["status", "kind", "assigned_to"]
    list_select_related = ["contact", "assigned_to"]
    search_fields = ["contact__name"]

    @display(description="Lead")
    def show_page(self, row: Lead) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("crm:lead", args=[row.pk]), row.contact.name)


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnlyAdmin):
    """Every step of every lead."""

    list_display = ["lead", "old", "new", "reason", "agent", "created_at"]
    list_filter = ["new"]
    list_select_related = ["lead__contact", "agent"]


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """Permissions with their proof; never edited."""

    list_display = ["contact", "level", "channels", "source", "given_at", "revoked_at"]
    list_filter = ["level", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["contact"]
    search_fields = ["contact__name"]


@admin.register(Tag)
class TagAdmin(LeanAdmin):
    """Words that agents put on people."""

    list_display = ["name", "created_at"]
    search_fields = ["name"]


@admin.register(SmartList)
class SmartListAdmin(ReadOnlyAdmin):
    """Kept searches."""

    list_display = ["name", "owner", "is_shared"]
    list_select_related = ["owner"]
    list_filter = ["is_shared"]


@admin.register(WebForm)
class WebFormAdmin(ReadOnlyAdmin):
    """Forms on the brokerage's own site."""

    list_display = ["name", "public_id", "lead_kind", "assigned_to", "is_active"]
    list_select_related = ["assigned_to"]
    list_filter = ["is_active", "lead_kind"]


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    """Uploads and what became of them."""

    list_display = [
        "filename",
        "agent",
        "status",
        "rows_total",
        "created_count",
        "joined_count",
        "rejected_count",
        "created_at",
    ]
    list_filter = ["status"]
    list_select_related = ["agent"]
    search_fields = ["filename"]


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnlyAdmin):
    """Every row of every upload."""

    list_display = ["upload", "number", "outcome", "reason", "contact"]
    list_filter = ["outcome"]
    list_select_related = ["upload", "contact"]

"""Notices: what agents were told."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from nurturing.models import Notice


@admin.register(Notice)
class NoticeAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Read only: a notice is a record of what was told."""

    list_display = ["title", "agent", "kind", "show_status", "created_at", "emailed_at"]
    list_filter = ["status", "kind", "agent"]
    list_select_related = ["agent"]
    search_fields = ["title"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = ["agent", "kind", "title", "body", "url", "key", "status", "created_at", "emailed_at"]
    readonly_fields = fields

    @display(description="Status", label={"New": "warning", "Seen": "info"})
    def show_status(self, row: Notice) -> str:
        return row.get_status_display()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

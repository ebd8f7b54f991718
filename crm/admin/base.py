"""What crm's admin pages share."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin


class LeanAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """A list that never counts the whole table, newest first unless said otherwise."""

    show_full_result_count = False
    ordering = ["-pk"]
    list_per_page = 50


class ReadOnlyAdmin(LeanAdmin):
    """Rows to look at: they change by the pages and services, which announce what they do."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

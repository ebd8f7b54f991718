"""GoHighLevel locations and what was made over there, to look at. What opens their API is never shown."""

from django.contrib import admin

from crm.admin.base import ReadOnlyAdmin
from crm.models import GhlConnection, GhlLink, GhlTask


@admin.register(GhlConnection)
class GhlConnectionAdmin(ReadOnlyAdmin):
    """Connected locations; agents change them under Settings."""

    list_display = ["location_id", "is_active", "can_call", "problem", "mirrors_tasks", "created_at"]
    list_filter = ["is_active", "mirrors_tasks", ("problem", admin.EmptyFieldListFilter)]
    search_fields = ["location_id", "company_id"]
    fields = [
        "location_id", "company_id", "is_active", "can_call", "expires_at", "problem",
        "mirrors_tasks", "tasks_since", "created_at", "updated_at",
    ]  # fmt: skip

    @admin.display(boolean=True, description="may call their API")
    def can_call(self, row: GhlConnection) -> bool:
        """Whether a token is kept; the token itself stays sealed."""
        return row.can_call


@admin.register(GhlLink)
class GhlLinkAdmin(ReadOnlyAdmin):
    """Which person or appointment of theirs is which of ours."""

    list_display = ["external_id", "kind", "contact", "appointment", "as_of"]
    list_filter = ["kind"]
    list_select_related = ["contact", "appointment"]
    search_fields = ["=external_id"]


@admin.register(GhlTask)
class GhlTaskAdmin(ReadOnlyAdmin):
    """Tasks that were made over there too, and why one was not."""

    list_display = ["task", "external_id", "problem", "created_at"]
    list_filter = [("problem", admin.EmptyFieldListFilter)]
    list_select_related = ["task"]
    search_fields = ["=external_id"]

"""Templates, their versions, and where the words of messages came from."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from crm.admin.base import LeanAdmin, ReadOnlyAdmin, each
from outreach.models import Template, TemplateVersion, Wording
from outreach.services import templates


@admin.register(Template)
class TemplateAdmin(LeanAdmin):
    """What a template is for. Its words are written on the page, where they are checked and tried on people."""

    list_display = ["name", "channel", "audience", "touch", "county", "key"]
    list_filter = ["channel", "audience", "touch", "county"]
    search_fields = ["name", "key"]
    fields = ["name", "key", "channel", "audience", "touch", "county", "language"]
    readonly_fields = ["key", "channel", "language"]
    actions = ["take_out_of_use"]

    @admin.action(description="Take out of use")
    def take_out_of_use(self, request: HttpRequest, chosen: QuerySet[Template]) -> None:
        """Retire the words in force of what was chosen."""
        each(self, request, chosen, templates.retire)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TemplateVersion)
class TemplateVersionAdmin(ReadOnlyAdmin):
    """Every edition there ever was; one can be put in force again."""

    list_display = ["template", "number", "status", "is_shipped", "agent", "note", "created_at"]
    list_filter = ["status", "is_shipped", "template__channel"]
    list_select_related = ["template", "agent"]
    search_fields = ["template__name", "template__key"]
    actions = ["put_in_force"]

    @admin.action(description="Put in force")
    def put_in_force(self, request: HttpRequest, chosen: QuerySet[TemplateVersion]) -> None:
        """Roll back, or on, to what was chosen."""
        each(self, request, chosen.select_related("template"), templates.put_in_force)


@admin.register(Wording)
class WordingAdmin(ReadOnlyAdmin):
    """Where the words of each message came from."""

    list_display = ["message", "version", "writer", "created_at"]
    list_select_related = ["message", "version__template"]

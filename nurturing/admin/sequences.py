"""Sequences and their versions. A version is read, never edited: a change is loaded as the next one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.decorators import display

from crm.admin.base import LeanAdmin, ReadOnlyAdmin, each
from nurturing.models import Sequence, SequenceVersion, Step
from nurturing.services import sequences


@admin.register(Sequence)
class SequenceAdmin(LeanAdmin):
    """Where a sequence starts, and its kill switch."""

    list_display = ["name", "lead_kind", "segment", "enroll_above", "priority", "show_state"]
    list_filter = ["is_paused", "lead_kind", "segment"]
    search_fields = ["name", "key"]
    fields = ["name", "key", "lead_kind", "segment", "enroll_above", "priority", "is_paused"]
    readonly_fields = ["key", "is_paused"]
    actions = ["switch_off", "switch_on"]

    @display(description="State", label={"On": "success", "Off": "warning"})
    def show_state(self, row: Sequence) -> str:
        return "Off" if row.is_paused else "On"

    @admin.action(description="Switch off")
    def switch_off(self, request: HttpRequest, chosen: QuerySet[Sequence]) -> None:
        """Throw the kill switch of what was chosen."""
        each(self, request, chosen, sequences.pause)

    @admin.action(description="Switch on")
    def switch_on(self, request: HttpRequest, chosen: QuerySet[Sequence]) -> None:
        """Let what was chosen go on."""
        each(self, request, chosen, sequences.resume)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StepInline(TabularInline):  # type: ignore[misc]  # unfold has no types
    """The steps of a version, to read."""

    model = Step
    extra = 0
    fields = [
        "number",
        "name",
        "kind",
        "wait_minutes",
        "template",
        "workflow",
        "subject",
        "body",
        "conditions",
        "expires_after_minutes",
    ]
    readonly_fields = fields
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SequenceVersion)
class SequenceVersionAdmin(ReadOnlyAdmin):
    """Every edition there ever was. People stay on the one they began with."""

    list_display = ["sequence", "number", "is_current", "days", "created_at"]
    list_filter = ["is_current", "sequence"]
    list_select_related = ["sequence"]
    ordering = ["sequence", "-number"]
    fields = ["sequence", "number", "is_current", "days", "agent", "note", "checksum", "created_at"]
    readonly_fields = fields
    inlines = [StepInline]

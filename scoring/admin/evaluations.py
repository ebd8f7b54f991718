"""Evaluations: a record, never edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from scoring.models import Evaluation


@admin.register(Evaluation)
class EvaluationAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Every score with its reasons, for reading."""

    list_display = ["show_lead", "score", "before", "model", "rests_on", "evaluated_at"]
    list_filter = ["model", "rests_on"]
    list_select_related = ["lead__contact"]
    search_fields = ["lead__contact__name"]
    date_hierarchy = "evaluated_at"
    ordering = ["-pk"]
    show_full_result_count = False
    fields = [
        "show_lead", "score", "before", "show_reasons", "model", "rests_on", "features", "inputs_hash", "event_id",
        "evaluated_at",
    ]  # fmt: skip
    readonly_fields = fields

    @display(description="Lead")
    def show_lead(self, row: Evaluation) -> str:
        return row.lead.contact.name

    @display(description="Reasons, which sum to the score")
    def show_reasons(self, row: Evaluation) -> str:
        return "; ".join(f"{line['words']} {line['points']:+d}" for line in row.reasons)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

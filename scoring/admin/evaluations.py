"""Evaluations: a record, never edited."""

from django.contrib import admin
from unfold.decorators import display

from crm.admin.base import ReadOnlyAdmin
from scoring.models import Evaluation


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin):
    """Every score with its reasons, for reading."""

    list_display = ["show_lead", "score", "before", "model", "rests_on", "evaluated_at"]
    list_filter = ["model", "rests_on"]
    list_select_related = ["lead__contact"]
    search_fields = ["lead__contact__name"]
    date_hierarchy = "evaluated_at"
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

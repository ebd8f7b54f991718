"""Learned models: their cards, which one is in force, and back to an older one."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from crm.admin.base import ReadOnlyAdmin, each
from realestate.lib.errors import DomainError
from scoring.models import ModelVersion
from scoring.services import model_versions


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnlyAdmin):
    """Versions as a record. Actions put one in force, an older one too, or none."""

    list_display = ["__str__", "is_active", "leads", "show_auc", "show_lift", "show_calibration", "learnt_until"]
    list_filter = ["purpose", "is_active"]
    ordering = ["purpose", "-version"]
    actions = ["put_in_force", "take_out_of_force"]
    fields = [
        "purpose", "version", "is_active", "leads", "learnt_from", "learnt_until", "show_auc", "show_log_loss",
        "show_brier", "show_lift", "show_calibration", "show_present", "show_reads", "show_suspects", "checksum",
        "created_at",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModelVersion]:
        """Leave the content in the database: it is large, and nobody reads it."""
        return super().get_queryset(request).defer("content")

    @display(description="AUC on newer leads")
    def show_auc(self, row: ModelVersion) -> str:
        return _figure(row, "auc")

    @display(description="Log-loss")
    def show_log_loss(self, row: ModelVersion) -> str:
        return f"{_figure(row, 'log_loss')}; {row.card['log_loss_of_the_rate']:.3f} by telling everybody the rate"

    @display(description="Brier score")
    def show_brier(self, row: ModelVersion) -> str:
        return _figure(row, "brier")

    @display(description="Lift of the top tenth")
    def show_lift(self, row: ModelVersion) -> str:
        return _figure(row, "lift")

    @display(description="Calibration error")
    def show_calibration(self, row: ModelVersion) -> str:
        return _figure(row, "ece")

    @display(description="In force when it was made")
    def show_present(self, row: ModelVersion) -> str:
        present = row.card.get("present")
        if present is None:
            return "none"
        if "quality" not in present:
            return f"v{present['version']}: too few leads ({present['leads']}) came since it learnt to compare the two"
        theirs, ours = (present[which]["log_loss"]["value"] for which in ("quality", "this"))
        return (
            f"v{present['version']}: log-loss {theirs:.3f}, this one {ours:.3f}"
            f" on {present['leads']} leads that neither learnt from"
        )

    @display(description="Reads")
    def show_reads(self, row: ModelVersion) -> str:
        return ", ".join(row.card["reads"])

    @display(description="May know the answer")
    def show_suspects(self, row: ModelVersion) -> str:
        return "; ".join(f"{name}: {reason}" for name, reason in row.card["suspects"].items()) or "nothing"

    @admin.action(description="Put in force")
    def put_in_force(self, request: HttpRequest, chosen: QuerySet[ModelVersion]) -> None:
        """Put one chosen version in force."""
        if chosen.count() != 1:
            self.message_user(request, "Choose one version.", messages.ERROR)
            return
        try:
            made = model_versions.put_in_force(chosen.get())
        except DomainError as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            return
        self.message_user(request, f"{made} is in force.", messages.SUCCESS)

    @admin.action(description="Take out of force")
    def take_out_of_force(self, request: HttpRequest, chosen: QuerySet[ModelVersion]) -> None:
        """Let the chosen versions tell nothing any more."""
        each(self, request, chosen, model_versions.take_out_of_force, words="{done} out of force.")


def _figure(row: ModelVersion, name: str) -> str:
    told: dict[str, Any] = row.card["quality"][name]
    return f"{told['value']:.3f} ({told['low']:.3f} to {told['high']:.3f})"

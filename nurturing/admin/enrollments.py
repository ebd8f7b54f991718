"""Runs and their steps: read by operators; runs are paused, resumed and ended in bulk."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from crm.admin.base import ReadOnlyAdmin, each
from nurturing.models import Enrollment, Touchpoint
from nurturing.services import enrollment

RUN_TONES = {"Active": "success", "Paused": "warning", "Finished": "info", "Left early": "info"}
STEP_TONES = {"Done": "success", "Blocked": "danger", "Failed": "danger", "Too late": "warning", "Skipped": "info"}


@admin.register(Enrollment)
class EnrollmentAdmin(ReadOnlyAdmin):
    """Who is or was in which sequence, why, and why they left."""

    list_display = ["show_lead", "sequence", "show_status", "started_because", "started_at", "ended_because"]
    list_filter = ["status", "sequence", "ended_because"]
    list_select_related = ["lead__contact", "sequence"]
    search_fields = ["lead__contact__name"]
    fields = [
        "show_lead", "sequence", "version", "status", "started_because", "agent", "started_at", "ended_at",
        "ended_because",
    ]  # fmt: skip
    readonly_fields = fields
    actions = ["pause", "resume", "end"]

    @display(description="Lead")
    def show_lead(self, row: Enrollment) -> str:
        return row.lead.contact.name

    @display(description="Status", label=RUN_TONES)
    def show_status(self, row: Enrollment) -> str:
        return row.get_status_display()

    @admin.action(description="Pause")
    def pause(self, request: HttpRequest, chosen: QuerySet[Enrollment]) -> None:
        """Hold what was chosen."""
        each(self, request, chosen, enrollment.pause)

    @admin.action(description="Resume")
    def resume(self, request: HttpRequest, chosen: QuerySet[Enrollment]) -> None:
        """Let what was chosen go on."""
        each(self, request, chosen, enrollment.resume)

    @admin.action(description="Take out")
    def end(self, request: HttpRequest, chosen: QuerySet[Enrollment]) -> None:
        """End what was chosen."""
        each(self, request, chosen, lambda run: enrollment.exit_one(run, because="Taken out by an operator"))


@admin.register(Touchpoint)
class TouchpointAdmin(ReadOnlyAdmin):
    """Every planned or done contact, with what its conditions found."""

    list_display = ["show_lead", "step", "show_status", "due_at", "done_at", "reason"]
    list_filter = ["status", "step__kind", "enrollment__sequence"]
    list_select_related = ["lead__contact", "step"]
    search_fields = ["lead__contact__name"]
    fields = [
        "show_lead", "enrollment", "step", "status", "due_at", "claimed_at", "done_at", "message_id", "reason",
        "checks",
    ]  # fmt: skip
    readonly_fields = fields

    @display(description="Lead")
    def show_lead(self, row: Touchpoint) -> str:
        return row.lead.contact.name

    @display(description="Status", label=STEP_TONES)
    def show_status(self, row: Touchpoint) -> str:
        return row.get_status_display()

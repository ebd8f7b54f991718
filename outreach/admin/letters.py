"""Letters on paper. Changed on the pages alone."""

from django.contrib import admin

from crm.admin.base import ReadOnlyAdmin
from outreach.models import Letter, LetterBatch


@admin.register(LetterBatch)
class LetterBatchAdmin(ReadOnlyAdmin):
    """Batches: who signed and approved them, when they were printed and mailed, and what one letter cost."""

    list_display = ["name", "status", "version", "agent", "approved_by", "made_at", "mailed_on", "cost_cents"]
    list_filter = ["status", "agent", "mailed_on"]
    list_select_related = ["agent", "approved_by", "version__template"]
    search_fields = ["name"]
    ordering = ["-id"]


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Single letters, found by their code."""

    list_display = ["code", "batch", "recipient", "city", "state", "read_at", "agreed_at", "stopped_at"]
    list_filter = ["batch__status", "agreed_at", "stopped_at"]
    list_select_related = ["batch"]
    search_fields = ["code", "recipient"]
    ordering = ["-id"]

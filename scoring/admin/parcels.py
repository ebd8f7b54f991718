"""Assessments of parcels: a record, never edited."""

from django.contrib import admin

from crm.admin.base import ReadOnlyAdmin
from scoring.models import ParcelAssessment


@admin.register(ParcelAssessment)
class ParcelAssessmentAdmin(ReadOnlyAdmin):
    """Every wholesale score with the facts, signals and weights it was made from, for reading."""

    list_display = [
        "property", "tier", "score", "score_if_unknowns_best", "needs_enrichment", "source", "as_of", "assessed_at",
    ]  # fmt: skip
    list_filter = ["tier", "needs_enrichment", "source"]
    list_select_related = ["property"]
    search_fields = ["property__situs_street", "property__parcel_id"]
    date_hierarchy = "assessed_at"
    fields = [
        "property", "tier", "score", "score_if_unknowns_best", "needs_enrichment", "answer", "parcel", "signals",
        "source", "as_of", "rubric", "inputs_hash", "assessed_at",
    ]  # fmt: skip
    readonly_fields = fields

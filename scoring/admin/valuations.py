"""Estimates of homes: a record, never edited."""

from django.contrib import admin

from crm.admin.base import ReadOnlyAdmin
from scoring.models import Valuation


@admin.register(Valuation)
class ValuationAdmin(ReadOnlyAdmin):
    """Every automated estimate with the sales it rests on, for reading."""

    list_display = ["property", "estimate_cents", "low_cents", "high_cents", "sales", "errors", "valued_at"]
    list_select_related = ["property"]
    search_fields = ["property__situs_street"]
    date_hierarchy = "valued_at"
    fields = [
        "property", "estimate_cents", "low_cents", "high_cents", "coverage", "errors", "sales", "newest_sale_on",
        "comparables", "valued_at",
    ]  # fmt: skip
    readonly_fields = fields

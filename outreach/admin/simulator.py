"""What stayed on this machine instead of leaving it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from crm.admin.base import ReadOnlyAdmin
from outreach.models import CaughtMail, SimulatedText


@admin.register(SimulatedText)
class SimulatedTextAdmin(ReadOnlyAdmin):
    """Texts that the simulated carrier took."""

    list_display = ["accepted_at", "to_number", "from_number", "reference"]
    list_filter = ["accepted_at"]
    search_fields = ["reference", "to_number"]
    ordering = ["-accepted_at"]


@admin.register(CaughtMail)
class CaughtMailAdmin(ReadOnlyAdmin):
    """Caught mail. It may hold log-in links of others, so its text is for superusers."""

    list_display = ["caught_at", "recipient", "subject", "brokerage"]
    list_filter = ["caught_at"]
    list_select_related = ["brokerage"]
    search_fields = ["recipient", "subject"]
    ordering = ["-caught_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaughtMail]:
        """Return all caught mail to superusers; it belongs to no scope, so nobody else is let in."""
        rows = CaughtMail.objects.all()
        return rows if request.user.is_superuser else rows.none()

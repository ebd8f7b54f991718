"""What the gate decided, what was stopped, and what the lists said."""

from django.contrib import admin

from crm.admin.base import ReadOnlyAdmin
from outreach.models import DncCheck, GateDecision, Suppression


@admin.register(GateDecision)
class GateDecisionAdmin(ReadOnlyAdmin):
    """Every answer of the gate, with its evidence."""

    list_display = ["decided_at", "contact", "channel", "purpose", "verdict", "reason", "rule", "rules_version"]
    list_filter = ["verdict", "reason", "channel", "purpose", "rules_version", "decided_at"]
    list_select_related = ["contact"]
    ordering = ["-decided_at", "-id"]


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin):
    """Stops, by keyed hash: whose number or address it is cannot be read here."""

    list_display = ["effective_at", "scope", "source", "agent", "classifier_version", "lifted_at"]
    list_filter = ["scope", "source", "effective_at"]
    list_select_related = ["agent"]
    ordering = ["-effective_at"]


@admin.register(DncCheck)
class DncCheckAdmin(ReadOnlyAdmin):
    """What the do-not-call lists said, and of which date the list was."""

    list_display = ["point", "registry", "is_listed", "list_date", "updated_at"]
    list_filter = ["registry", "is_listed", "list_date"]
    list_select_related = ["point"]
    ordering = ["-updated_at"]

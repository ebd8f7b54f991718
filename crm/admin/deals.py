"""Deals, appointments, tasks and interactions, to look at."""

from django.contrib import admin

from crm.admin.base import ReadOnlyAdmin
from crm.models import Appointment, Deal, Interaction, StageChange, Task


@admin.register(Deal)
class DealAdmin(ReadOnlyAdmin):
    """The pipeline as a table."""

    list_display = ["title", "kind", "stage", "value_cents", "agent", "stage_since"]
    list_filter = ["kind", "stage", "agent"]
    list_select_related = ["agent"]
    search_fields = ["title", "lead__contact__name"]


@admin.register(StageChange)
class StageChangeAdmin(ReadOnlyAdmin):
    """Every move across the board."""

    list_display = ["deal", "old", "new", "agent", "created_at"]
    list_filter = ["new"]
    list_select_related = ["deal", "agent"]


@admin.register(Appointment)
class AppointmentAdmin(ReadOnlyAdmin):
    """Times when a person meets a person."""

    list_display = ["title", "lead", "agent", "starts_at", "status"]
    list_filter = ["status", "agent"]
    list_select_related = ["lead__contact", "agent"]
    ordering = ["-starts_at"]


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    """What somebody must still do."""

    list_display = ["title", "agent", "status", "due_at"]
    list_filter = ["status", "agent"]
    list_select_related = ["agent"]
    search_fields = ["title"]


@admin.register(Interaction)
class InteractionAdmin(ReadOnlyAdmin):
    """Calls, notes, visits."""

    list_display = ["contact", "kind", "agent", "disposition", "occurred_at"]
    list_filter = ["kind", "agent"]
    list_select_related = ["contact", "agent"]

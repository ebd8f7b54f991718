"""Weights: a change makes the next version; an older one can be put in force again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from crm.admin.base import LeanAdmin
from realestate.lib.errors import DomainError
from scoring.models import WeightSet
from scoring.predictors.ladders import SHIPPED
from scoring.services import weights


class WeightsForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The points of every rule, as the next version."""

    class Meta:
        model = WeightSet
        fields = ["name", "points"]

    def clean_points(self) -> dict[str, int]:
        """Refuse points that make no sense, in words.

        Raises:
            ValidationError: as ``weights.check`` says.
        """
        points = self.cleaned_data["points"]
        if not isinstance(points, dict):
            raise ValidationError("Write rule names with their points.")
        try:
            weights.check(points)
        except DomainError as refusal:
            raise ValidationError(refusal.message) from refusal
        return points


@admin.register(WeightSet)
class WeightSetAdmin(LeanAdmin):
    """Versions of the points. The add page starts from those in force."""

    form = WeightsForm
    list_display = ["name", "version", "is_active", "agent", "created_at"]
    list_filter = ["is_active"]
    list_select_related = ["agent"]
    ordering = ["-version"]
    actions = ["put_in_force"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"points": {**SHIPPED, **weights.active().points}}

    def save_model(self, request: HttpRequest, obj: WeightSet, form: Any, change: bool) -> None:
        """Make the next version through the service, and hand its row to the admin."""
        agent = getattr(request.user, "agent", None)
        made = weights.save(obj.points, name=obj.name, agent=agent)
        obj.__dict__.update(made.__dict__)

    @admin.action(description="Put in force")
    def put_in_force(self, request: HttpRequest, chosen: QuerySet[WeightSet]) -> None:
        """Put one chosen version in force."""
        if chosen.count() != 1:
            self.message_user(request, "Choose one version.", messages.ERROR)
            return
        made = weights.activate(chosen.get())
        self.message_user(request, f"{made} is in force.", messages.SUCCESS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

"""The rule book, dated and sourced; a change is a new row."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from crm.admin.base import ReadOnlyAdmin
from outreach.compliance import rule_lines, rule_words
from outreach.compliance.rule_lines import RuleLine
from outreach.models import LawRule
from outreach.services import rulebook
from outreach.states import RuleKind
from realestate.lib.errors import DomainError


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A rule as a person writes it; refused in words where it cannot be one."""

    written = forms.CharField(
        label="Rule",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Calling hours: “{}”. Zones: “{}”. Area code: “{}”.".format(
            *(rule_words.HOW[kind] for kind in (RuleKind.HOURS, RuleKind.ZONES, RuleKind.AREA_CODE))
        ),
    )

    source_url = forms.URLField(required=False, assume_scheme="https")

    class Meta:
        model = LawRule
        fields = ["kind", "subject", "source", "source_url", "confidence", "effective_on", "ends_on"]

    def clean(self) -> dict[str, Any]:
        """Read the value and check the whole line."""
        data: dict[str, Any] = super().clean() or {}
        if not {"kind", "subject", "source"} <= set(data):
            return data
        kind = RuleKind(data["kind"])
        try:
            value = rule_words.read(kind, data.get("written", ""))
            line = RuleLine(
                kind=kind,
                subject=data["subject"].strip(),
                value=value,
                source=data["source"],
                confidence=data.get("confidence", ""),
            )
            rule_lines.check(line)
        except DomainError as refusal:
            field = {"value": "written"}.get(refusal.field or "", refusal.field)
            raise ValidationError({field if field in self.fields else "__all__": refusal.message}) from refusal
        data["line"] = line
        return data


@admin.register(LawRule)
class LawRuleAdmin(ReadOnlyAdmin):
    """The law as rows, the same for every brokerage: superusers add; nobody changes or removes."""

    form = RuleForm
    list_display = [
        "kind",
        "subject",
        "in_words",
        "source",
        "confidence",
        "effective_on",
        "ends_on",
        "in_force",
        "entered_by",
    ]
    list_filter = ["kind", "confidence", "release"]
    search_fields = ["subject", "source"]
    ordering = ["kind", "subject", "-id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether this is a superuser: the law holds for all brokerages at once."""
        return bool(request.user.is_superuser)

    def save_model(self, request: HttpRequest, obj: LawRule, form: Any, change: bool) -> None:
        """Enter the rule by the service, which checks that the book stays whole."""
        row = rulebook.add(
            form.cleaned_data["line"],
            effective_on=obj.effective_on,
            ends_on=obj.ends_on,
            source_url=obj.source_url,
            entered_by=request.user.get_username(),
        )
        obj.pk = row.pk

    @admin.display(description="Rule")
    def in_words(self, row: LawRule) -> str:
        """Return the value as people write it."""
        try:
            return rule_words.written(RuleKind(row.kind), row.value)
        except (KeyError, TypeError, ValueError):
            return "cannot be read"

    @admin.display(boolean=True, description="In force")
    def in_force(self, row: LawRule) -> bool:
        """Return whether no later row replaces it today."""
        return row.pk in rulebook.ids_in_force()

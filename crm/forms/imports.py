"""Forms of imports."""

from typing import Any

from django import forms

from crm.states import LeadKind
from realestate.web.forms import SheetForm


class UploadForm(SheetForm):
    """A file of people."""

    file = forms.FileField(
        label="Your file",
        help_text="A workbook (.xlsx, its first sheet) or CSV, as any other CRM saves it. The first line names the"
        " columns.",
        widget=forms.FileInput({"accept": ".xlsx,.csv,.tsv,.txt,text/csv"}),
    )
    lead_kind = forms.ChoiceField(
        label="They are", choices=LeadKind.choices, help_text="Where a row does not say so itself."
    )
    source = forms.CharField(
        label="Where the file is from", max_length=60, required=False, help_text="Shown as their source."
    )


def mapping_of(header: list[str], given: Any) -> dict[str, str]:
    """Return the mapping that a person chose: one select per column, named by its place in the file."""
    return {name: str(given.get(f"column-{position}", "")) for position, name in enumerate(header)}

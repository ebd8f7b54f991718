"""Forms of the pipeline."""

from django import forms

from crm.models import Deal
from crm.states import DealKind
from realestate.web.forms import CentsField, SheetForm


class DateInput(forms.DateInput):
    """A day by the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DealForm(SheetForm):
    """What is known of a deal."""

    title = forms.CharField(label="Title", max_length=160, help_text="A home or a name: it stands on the card.")
    value_cents = CentsField(label="Value", required=False)
    commission_cents = CentsField(label="Commission expected", required=False)
    expected_on = forms.DateField(label="Closing expected on", required=False, widget=DateInput)


class NewDealForm(DealForm):
    """A deal to open."""

    kind = forms.ChoiceField(label="Board", choices=DealKind.choices)
    field_order = ["title", "kind"]


class CloseForm(SheetForm):
    """What a deal was won at."""

    value_cents = CentsField(label="Final price")
    commission_cents = CentsField(label="Commission")


class LoseForm(SheetForm):
    """Why a deal was lost."""

    lost_reason = forms.CharField(label="Why was it lost?", max_length=160)


def initial_of(deal: Deal) -> dict[str, object]:
    """Return what the form of a deal starts with."""
    return {name: getattr(deal, name) for name in DealForm.base_fields}

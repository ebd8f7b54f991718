"""Forms of the people list."""

from typing import Any

from django import forms

from crm.incoming.lead import IncomingLead
from crm.states import LeadKind, Timeline
from realestate.web.forms import CentsField, PhoneInput, SheetForm


class PersonForm(SheetForm):
    """A new person, as an agent types them in."""

    name = forms.CharField(label="Name", max_length=160, required=False, widget=forms.TextInput({"autofocus": True}))
    phone = forms.CharField(
        label="Phone", max_length=40, required=False, widget=PhoneInput, help_text="A phone or an email is needed."
    )
    email = forms.CharField(
        label="Email",
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="They are a", choices=LeadKind.choices, widget=forms.Select)
    timeline = forms.ChoiceField(label="Wants to move", choices=Timeline.choices, required=False)
    price_max_cents = CentsField(label="Up to which price", required=False)
    locations = forms.CharField(label="Where", max_length=240, required=False, help_text="Areas, parted by commas.")
    city = forms.CharField(label="Lives in", max_length=80, required=False)
    source = forms.CharField(
        label="How they came", max_length=60, required=False, help_text="Open house, referral, sign…"
    )
    notes = forms.CharField(label="Note", required=False, widget=forms.Textarea({"rows": 3}))

    def incoming(self) -> IncomingLead:
        """Return what was typed, for intake."""
        data: dict[str, Any] = self.cleaned_data
        return IncomingLead(
            name=data["name"],
            phones=(data["phone"],) if data["phone"] else (),
            emails=(data["email"],) if data["email"] else (),
            kind=data["kind"],
            timeline=data["timeline"],
            price_max_cents=data["price_max_cents"],
            locations=tuple(part.strip() for part in data["locations"].split(",") if part.strip()),
            city=data["city"],
            source=data["source"],
            notes=data["notes"],
        )


class ListForm(SheetForm):
    """The name of a list to keep."""

    name = forms.CharField(label="Name of the list", max_length=80)
    is_shared = forms.BooleanField(label="Show it to everyone here", required=False)

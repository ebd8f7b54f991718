"""The form on a brokerage's own site, and the form that makes one."""

from django import forms

from crm.states import LeadKind
from realestate.lib import mailboxes, phones
from realestate.lib.errors import DomainError
from realestate.web.forms import PhoneInput, SheetForm

INTERESTS = [(LeadKind.BUYER.value, "Buying a home"), (LeadKind.SELLER.value, "Selling a home")]


class VisitorForm(SheetForm):
    """What a visitor of the site fills in. ``website`` is for machines only: people never see it."""

    name = forms.CharField(label="Your name", max_length=160, widget=forms.TextInput({"autocomplete": "name"}))
    phone = forms.CharField(label="Phone", max_length=40, required=False, widget=PhoneInput)
    email = forms.CharField(
        label="Email", max_length=254, required=False, widget=forms.EmailInput({"autocomplete": "email"})
    )
    interest = forms.ChoiceField(label="I am interested in", choices=INTERESTS)
    message = forms.CharField(label="Message", max_length=4000, required=False, widget=forms.Textarea({"rows": 4}))
    agree = forms.BooleanField(required=False)
    website = forms.CharField(required=False)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_phone(self) -> str:
        """Return the number, refused here if it cannot be one."""
        return self._read("phone", phones.normalise)

    def clean_email(self) -> str:
        """Return the address, refused here if it cannot be one."""
        return self._read("email", mailboxes.normalise)

    def clean(self) -> None:
        """Ask for a way to answer."""
        found = super().clean() or self.cleaned_data
        if not found.get("phone") and not found.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", "Give us a phone number or an email address, so that we can answer.")

    def _read(self, field: str, read: object) -> str:
        typed = str(self.cleaned_data[field]).strip()
        if not typed:
            return ""
        try:
            return str(read(typed))  # type: ignore[operator]
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class WebFormForm(SheetForm):
    """A form to put on a site."""

    name = forms.CharField(label="Name", max_length=50, help_text="For you; leads carry it as how they came.")
    heading = forms.CharField(label="Heading", max_length=120, initial="Tell us what you are looking for")
    lead_kind = forms.ChoiceField(label="Who fills it in", choices=LeadKind.choices)
    consent_wording = forms.CharField(
        label="Consent wording",
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text="Stands beside a box that is never ticked beforehand. Each consent keeps the words it was given to.",
    )
    is_active = forms.BooleanField(label="Takes answers", required=False, initial=True)

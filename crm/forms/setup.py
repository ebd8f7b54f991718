"""The set-up forms of a new installation."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import validate_email

from crm.forms.choices import STATE_CHOICES, ZONES
from crm.services.setup import Colleague, FirstRun
from crm.states import Carrier
from realestate.web.forms import Section, SheetForm

# GoHighLevel needs a connected location first, which needs a brokerage.
CARRIERS = [choice for choice in Carrier.choices if choice[0] != Carrier.GHL]


class SetupForm(SheetForm):
    """The brokerage, the person who owns it, and who works with them."""

    sections = (
        Section("Your brokerage", "", ("name", "postal_address", ("sender_state", "timezone"), "market")),
        Section("Texts", "", ("carrier",)),
        Section("You", "", ("owner_name", "email", "password")),
        Section("Your people", "", ("colleagues",)),
    )

    name = forms.CharField(label="Name of the brokerage", max_length=120, widget=forms.TextInput({"autofocus": True}))
    postal_address = forms.CharField(
        label="Postal address",
        max_length=240,
        help_text="The law wants it at the end of every commercial email.",
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    sender_state = forms.ChoiceField(
        label="State you work from",
        choices=STATE_CHOICES,
        initial="FL",
        help_text="Its law on calls and texts binds you.",
    )
    timezone = forms.ChoiceField(label="Clock of the office", choices=ZONES)
    market = forms.CharField(
        label="County or area you work in",
        max_length=80,
        required=False,
        widget=forms.TextInput({"placeholder": "Hillsborough County"}),
    )
    carrier = forms.ChoiceField(label="Texts go through", choices=CARRIERS)
    owner_name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label="Your email", widget=forms.EmailInput({"autocomplete": "username"}))
    password = forms.CharField(
        label="Password",
        min_length=10,
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=False),
        help_text="At least 10 characters; a short sentence is best.",
    )
    colleagues = forms.CharField(
        label="Who works with you",
        required=False,
        widget=forms.Textarea({"rows": 3, "placeholder": "Ana Ortiz, ana@mail.example"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carrier"].help_text = "The simulator is a phone on your screen and reaches nobody." + (
            "" if settings.TWILIO_ACCOUNT_SID else " Twilio needs its keys on this server first."
        )
        self.fields["colleagues"].help_text = "A line each: name, email. " + (
            "You hand them their links from Settings, since this server sends no mail yet."
            if settings.MAIL_IS_CAUGHT
            else "Each gets a mail with a link."
        )

    def clean_colleagues(self) -> tuple[Colleague, ...]:
        """Return who was named, line by line."""
        found: dict[str, Colleague] = {}
        for line in filter(None, map(str.strip, str(self.cleaned_data["colleagues"]).splitlines())):
            name, _, email = line.rpartition(",")
            email = email.strip().strip("<>").lower()
            try:
                validate_email(email)
            except forms.ValidationError:
                raise forms.ValidationError(f"“{line}”: write the name, a comma and the email.") from None
            if email in found:
                raise forms.ValidationError(f"{email} stands there twice.")
            found[email] = Colleague(name=name.strip() or email, email=email)
        return tuple(found.values())

    def clean(self) -> dict[str, Any]:
        """Refuse a colleague with one's own address."""
        data: dict[str, Any] = super().clean() or {}
        own = str(data.get("email", "")).lower()
        if any(colleague.email == own for colleague in data.get("colleagues", ())):
            self.add_error("colleagues", "You are here already: name the others.")
        return data

    def first_run(self) -> FirstRun:
        """Return what was typed, for the service."""
        return FirstRun(**self.cleaned_data)


class CodeForm(SheetForm):
    """The word from the server's log that opens the set-up from elsewhere."""

    code = forms.CharField(
        label="One-time code", max_length=64, widget=forms.TextInput({"autocomplete": "off", "autofocus": True})
    )

"""The set-up form of a new installation."""

from typing import Any

from django import forms

from crm.services.setup import FirstRun
from crm.states import Carrier
from realestate.web.forms import SheetForm

ZONES = [
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
    ("America/Puerto_Rico", "Puerto Rico"),
]


class SetupForm(SheetForm):
    """The brokerage, and the person who owns it."""

    name = forms.CharField(label="Name of the brokerage", max_length=120, widget=forms.TextInput({"autofocus": True}))
    postal_address = forms.CharField(
        label="Postal address",
        max_length=240,
        help_text="The law wants it at the end of every commercial email.",
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    timezone = forms.ChoiceField(label="Your clock", choices=ZONES)
    sender_state = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label="State you work from",
        initial="FL",
        help_text="Two letters. Its law on calls and texts binds too.",
        error_messages={"invalid": "Two letters, such as FL."},
    )
    market = forms.CharField(label="County or area you work in", max_length=80, required=False)
    carrier = forms.ChoiceField(
        label="Texts and calls go through",
        choices=Carrier.choices,
        help_text="The simulator reaches nobody outside this machine. It can be changed later.",
    )
    owner_name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label="Your email", widget=forms.EmailInput({"autocomplete": "username"}))
    password = forms.CharField(
        label="Password",
        min_length=10,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="At least 10 characters; a short sentence is best.",
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def first_run(self) -> FirstRun:
        """Return what was typed, for the service."""
        data: dict[str, Any] = dict(self.cleaned_data)
        del data["token"]
        return FirstRun(**data)

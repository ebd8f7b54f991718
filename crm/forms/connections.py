"""Forms of the connections to GoHighLevel."""

from django import forms

from realestate.web.forms import SheetForm


class ConnectForm(SheetForm):
    """Which location."""

    location_id = forms.RegexField(
        r"^\s*[A-Za-z0-9_-]{6,40}\s*$",
        label="Location id",
        help_text="In GoHighLevel under Settings, Business Profile; 20 letters and digits.",
        error_messages={"invalid": "A location id is one word of letters and digits, such as clhYSuNtIaG79bI3ITN5."},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class TokenForm(SheetForm):
    """A private integration token. What is kept is never shown again."""

    token = forms.CharField(
        label="Private integration token",
        min_length=8,
        max_length=400,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text="Made under Settings, Private Integrations. It is tried first, kept sealed, and never shown again.",
    )

"""The forms at the door: Django's in our look, with a brake on guessing."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

from crm.services import sign_in
from realestate.lib import proxies
from realestate.lib.errors import DomainError
from realestate.web.forms import SheetForm, SheetMixin


class SignInForm(AuthenticationForm):
    """Email and password. After many failures it refuses without looking."""

    error_messages = {
        "invalid_login": "Check both and try again. What you typed as email is still here.",
        "inactive": "This log-in was closed. Ask your broker.",
    }

    def clean(self) -> dict[str, Any]:
        """Check the pair, and count it when it fails."""
        email = str(self.cleaned_data.get("username", ""))
        machine = proxies.counted_as(self.request) if self.request else ""
        try:
            sign_in.check(email, machine)
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError:
            sign_in.failed(email, machine)
            raise
        sign_in.succeeded(email)
        return cleaned


class AskPasswordForm(SheetForm):
    """Whose password is forgotten."""

    email = forms.EmailField(
        label="Your email",
        widget=forms.EmailInput({"autocomplete": "username", "inputmode": "email", "autofocus": True}),
        error_messages={"invalid": "Write the whole address, such as dana@mail.example."},
    )


class ChangePasswordForm(SheetMixin, PasswordChangeForm):
    """The old password and the new one, twice."""

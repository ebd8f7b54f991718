"""The log-in form: Django's, in our look, with a brake on guessing."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from crm.services import sign_in
from realestate.lib import proxies
from realestate.lib.errors import DomainError


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

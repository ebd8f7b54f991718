"""Forms of the settings."""

from typing import Any

from django import forms
from django.conf import settings

from crm.forms.choices import STATE_CHOICES, ZONES
from crm.models import Agent, Brokerage, Team
from crm.services import ghl_api
from crm.states import Carrier, Role
from realestate.lib import phones
from realestate.lib.errors import DomainError
from realestate.web.forms import CentsField, PhoneInput, Section, SheetForm, Switch

DAYS = [(1, "Mon"), (2, "Tue"), (3, "Wed"), (4, "Thu"), (5, "Fri"), (6, "Sat"), (7, "Sun")]
CHANNELS = [("email", "By email too"), ("sms", "By text too, while somebody waits")]
HOURS = [(hour, f"{hour % 12 or 12}:00 {'AM' if hour < 12 else 'PM'}") for hour in range(24)]
MOST_BUDGET_CENTS = 10_000_000
THEMES = [("", "As the system has it"), ("light", "Day"), ("dark", "Night")]


class TimeInput(forms.TimeInput):
    """An hour by the browser's own picker."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PhoneField(forms.CharField):
    """A phone number in any spelling, cleaned to E.164; empty stays empty."""

    widget = PhoneInput

    def clean(self, value: Any) -> str:
        """Return the number in its one spelling."""
        text: str = super().clean(value)
        try:
            return phones.normalise(text) if text else ""
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error


class ProfileForm(SheetForm):
    """An agent's own settings."""

    sections = (
        Section("You", "Your clock decides when your day begins: times on your pages are told by it.",
                ("name", "phone", "timezone")),
        Section("Your hours", "New leads come to who works. What happened between two working days stands on Today.",
                (("works_from", "works_until"), "works_on", "calls_a_day")),
        Section("What you are told", "Notices always stand under the bell. Texts come from 8 AM to 9 PM on your clock, "
                "and end when you answer STOP. The briefing is the summary on Today.",
                ("channels", "briefing_hour")),
        Section("Look", "", ("theme",)),
    )  # fmt: skip

    name = forms.CharField(label="Your name", max_length=120)
    phone = PhoneField(label="Your phone", max_length=40, required=False, help_text="Where texts to you go.")
    timezone = forms.ChoiceField(label="Your clock", choices=ZONES)
    works_from = forms.TimeField(label="You work from", widget=TimeInput)
    works_until = forms.TimeField(label="until", widget=TimeInput)
    works_on = forms.TypedMultipleChoiceField(label="On", choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple)
    briefing_hour = forms.TypedChoiceField(label="Morning briefing at", choices=HOURS, coerce=int)
    channels = forms.MultipleChoiceField(
        label="Notices", choices=CHANNELS, required=False, widget=forms.CheckboxSelectMultiple
    )
    calls_a_day = forms.IntegerField(label="Calls on your list, at most", min_value=1, max_value=100)
    theme = forms.ChoiceField(label="Colors", choices=THEMES, required=False)

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        initial = {name: getattr(agent, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        _keep_zone(self.fields["timezone"], agent.timezone)
        if agent.brokerage.carrier == Carrier.GHL:
            self.fields["channels"].help_text = "GoHighLevel texts contacts only, so no texts come to you."

    def clean_channels(self) -> list[str]:
        """Return the channels; the page is always one."""
        return ["page", *self.cleaned_data["channels"]]

    def clean(self) -> dict[str, Any]:
        """Refuse a day that ends before it begins."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("works_from") and data.get("works_until") and data["works_from"] >= data["works_until"]:
            self.add_error("works_until", "The day ends after it begins.")
        if "sms" in data.get("channels", ()) and not data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", "Texts to you need a number.")
        return data


class BrokerageForm(SheetForm):
    """What an owner says of the brokerage."""

    sections = (
        Section("Brokerage", "Printed in emails and said in texts.", ("name", "postal_address", ("phone", "website"))),
        Section("Where you work from", "The law of your state binds besides that of the person you write to.",
                (("sender_state", "timezone"),)),
        Section("Who comes to help", "In working hours: first the next two whose turn it is, then managers and owners.",
                ("handoff_minutes",)),
        Section("How messages leave", "A test to yourself stands under Test sending.",
                ("carrier", "from_number", "texting_registered", "from_email")),
    )  # fmt: skip

    name = forms.CharField(label="Name", max_length=120)
    postal_address = forms.CharField(
        label="Postal address", max_length=240, help_text="The law wants it at the end of every commercial email."
    )
    phone = PhoneField(label="Phone", max_length=40, required=False)
    website = forms.URLField(label="Website", required=False, assume_scheme="https")
    sender_state = forms.ChoiceField(label="State", choices=STATE_CHOICES)
    timezone = forms.ChoiceField(label="Clock of the office", choices=ZONES)
    handoff_minutes = forms.IntegerField(
        label="Minutes until the next of you is told of a conversation that nobody took over",
        min_value=0,
        max_value=1_440,
        help_text="0 tells nobody else.",
    )
    carrier = forms.ChoiceField(label="Texts and calls go through", choices=Carrier.choices)
    from_number = PhoneField(label="Texts come from", max_length=40, required=False)
    from_email = forms.EmailField(label="Emails come from", required=False)
    texting_registered = forms.BooleanField(
        label="Our brand and campaign are approved for texting (10DLC)", required=False
    )

    def __init__(self, *args: Any, brokerage: Brokerage, **kwargs: Any) -> None:
        initial = {name: getattr(brokerage, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        self.brokerage = brokerage
        _keep_zone(self.fields["timezone"], brokerage.timezone)
        if brokerage.is_demo:
            self.fields["carrier"].help_text = "A demo brokerage stays with the simulator: it reaches nobody outside."
        elif not settings.TWILIO_ACCOUNT_SID:
            self.fields["carrier"].help_text = "Twilio’s keys are not set on this server yet."

    def clean(self) -> dict[str, Any]:
        """Refuse what the database would, and a carrier that could not carry anything."""
        data: dict[str, Any] = super().clean() or {}
        carrier, number = data.get("carrier"), data.get("from_number")
        if carrier == Carrier.SIMULATOR:
            return data
        if self.brokerage.is_demo:
            self.add_error("carrier", "A demo brokerage reaches nobody outside.")
        elif carrier == Carrier.TWILIO and not number and "from_number" not in self.errors:
            self.add_error("from_number", "Twilio sends from a number of yours. Write it down.")
        elif carrier == Carrier.GHL and ghl_api.connection() is None:
            self.add_error("carrier", "Connect a location with a token first, under GoHighLevel.")
        others = Brokerage.objects.filter(carrier=Carrier.TWILIO).exclude(pk=self.brokerage.pk)
        if carrier == Carrier.TWILIO and number and others.filter(from_number=number).exists():
            self.add_error("from_number", "This number cannot be used.")
        return data


class SendingForm(forms.Form):
    """Whether anything goes out."""

    sending_paused = forms.BooleanField(required=False, widget=Switch)


class LanguageForm(SheetForm):
    """What language models may cost."""

    language_budget_cents = CentsField(
        label="At most in a month",
        help_text="In dollars. 0 asks no model that costs money, so that no text leaves this machine for one.",
    )

    def __init__(self, *args: Any, brokerage: Brokerage, **kwargs: Any) -> None:
        initial = {"language_budget_cents": int(brokerage.language_budget_cents)}
        super().__init__(*args, initial=initial, **kwargs)

    def clean_language_budget_cents(self) -> int:
        """Refuse more than the column holds."""
        cents: int = self.cleaned_data["language_budget_cents"]
        if cents > MOST_BUDGET_CENTS:
            raise forms.ValidationError("At most $100,000. Nothing was lost.")
        return cents


class InviteForm(SheetForm):
    """Somebody new."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="Email")
    role = forms.ChoiceField(label="As", choices=Role.choices, initial=Role.AGENT)


class MemberForm(forms.Form):
    """An agent's place."""

    role = forms.ChoiceField(choices=Role.choices)
    team: Any = forms.ModelChoiceField(queryset=None, required=False)
    new_team = forms.CharField(max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]


class KeyForm(SheetForm):
    """What a key is for."""

    name = forms.CharField(label="What is it for?", max_length=80)


def _keep_zone(field: Any, zone: str) -> None:
    """Offer a zone that is set already, though it is not among the usual ones."""
    if zone not in dict(ZONES):
        field.choices = [(zone, zone), *ZONES]

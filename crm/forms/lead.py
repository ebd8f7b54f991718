"""Forms of the lead page."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms

from crm.models import Agent, Contact, Lead
from crm.states import Segment, Timeline
from realestate.web.forms import CentsField, PhoneInput, SheetForm

DISPOSITIONS = [
    ("talked", "We talked"),
    ("voicemail", "Left a voicemail"),
    ("no_answer", "No answer"),
    ("busy", "Busy"),
    ("wrong_number", "Wrong number"),
]
MOST_MINUTES = 600


class NoteForm(SheetForm):
    """A private note."""

    summary = forms.CharField(label="Note", max_length=8000, widget=forms.Textarea({"rows": 3}))


class CallForm(SheetForm):
    """A call that was made."""

    disposition = forms.ChoiceField(label="What came of it", choices=DISPOSITIONS)
    minutes = forms.IntegerField(label="Minutes", required=False, min_value=0, max_value=MOST_MINUTES)
    summary = forms.CharField(
        label="What was said", required=False, max_length=8000, widget=forms.Textarea({"rows": 3})
    )


class DateTimeInput(forms.DateTimeInput):
    """A day and hour by the browser's own picker."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class LocalTimeField(forms.Field):
    """A day and hour on the agent's clock, cleaned to an aware moment. Give ``zone`` before it is used."""

    widget = DateTimeInput
    zone = ZoneInfo("UTC")

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment, or None for an empty field."""
        if not value:
            return None
        try:
            return datetime.fromisoformat(str(value)).replace(tzinfo=self.zone)
        except ValueError as error:
            raise forms.ValidationError("Choose a day and an hour.", code="invalid") from error


class AgentClockForm(SheetForm):
    """A form whose times are on the agent's own clock."""

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, LocalTimeField):
                field.zone = ZoneInfo(zone)


class TaskForm(AgentClockForm):
    """Something to do."""

    title = forms.CharField(label="What to do", max_length=200)
    due_at = LocalTimeField(label="Until", required=False)


class AppointmentForm(AgentClockForm):
    """A time to meet."""

    title = forms.CharField(label="What for", max_length=160)
    starts_at = LocalTimeField(label="When")
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=MOST_MINUTES, initial=60)
    place = forms.CharField(label="Where", max_length=160, required=False)

    def ends_at(self) -> datetime:
        """Return when it ends."""
        start: datetime = self.cleaned_data["starts_at"]
        return start + timedelta(minutes=self.cleaned_data["minutes"])


class WishesForm(SheetForm):
    """What a lead is looking for, or sells."""

    segment = forms.ChoiceField(label="Kind", choices=Segment.choices, required=False)
    timeline = forms.ChoiceField(label="Wants to move", choices=Timeline.choices, required=False)
    locations = forms.CharField(label="Areas", max_length=400, required=False, help_text="Parted by commas.")
    price_min_cents = CentsField(label="From", required=False)
    price_max_cents = CentsField(label="Up to", required=False)
    beds_min = forms.IntegerField(label="Bedrooms, at least", min_value=0, max_value=20, required=False)
    property_type = forms.CharField(label="Kind of home", max_length=24, required=False)
    preapproved = forms.BooleanField(label="Has a pre-approval", required=False)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        initial = {name: getattr(lead, name) for name in self.base_fields}
        initial["locations"] = ", ".join(lead.locations)
        super().__init__(*args, initial=initial, **kwargs)

    def columns(self) -> dict[str, Any]:
        """Return what was typed as columns of the lead."""
        areas = [part.strip() for part in self.cleaned_data["locations"].split(",")]
        return {**self.cleaned_data, "locations": [area for area in areas if area]}


class PersonForm(SheetForm):
    """Who the person is and where they live."""

    name = forms.CharField(label="Name", max_length=160)
    street = forms.CharField(label="Street", max_length=160, required=False)
    city = forms.CharField(label="City", max_length=80, required=False)
    state = forms.CharField(label="State", max_length=2, required=False)
    postal_code = forms.CharField(label="ZIP", max_length=10, required=False)
    explicit_zone = forms.CharField(
        label="Their time zone, if they told you",
        max_length=64,
        required=False,
        help_text="Such as America/New_York. It decides when they may be texted, so only what they said.",
    )

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(contact, name) for name in self.base_fields}, **kwargs)

    def clean_explicit_zone(self) -> str:
        """Take only zones that exist."""
        zone: str = self.cleaned_data["explicit_zone"].strip()
        if zone and zone not in available_timezones():
            raise forms.ValidationError("There is no such zone. America/New_York is one.")
        return zone

    def clean_state(self) -> str:
        """Keep states in capitals."""
        return str(self.cleaned_data["state"]).upper()


class PointForm(SheetForm):
    """One more number or address."""

    kind = forms.ChoiceField(label="It is a", choices=[("phone", "Phone"), ("email", "Email")])
    value = forms.CharField(
        label="Number or address", max_length=254, widget=PhoneInput({"inputmode": "text", "autocomplete": "off"})
    )


class StatusForm(forms.Form):
    """The step a lead takes."""

    to = forms.CharField(max_length=16)


class OwnerForm(forms.Form):
    """Whose a lead is, or several are; nobody's if left out."""

    agent: Any = forms.ModelChoiceField(queryset=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = Agent.objects.active()  # type: ignore[attr-defined]


class TagForm(forms.Form):
    """One more tag, for one person or several."""

    tag = forms.CharField(max_length=40)

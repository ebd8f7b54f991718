"""What people type on outreach's pages."""

from django import forms

from crm.selectors.lead_page import SNOOZES
from crm.states import ConsentLevel
from outreach.states import Channel
from realestate.web.forms import SheetForm

LONGEST_TEXT = 1600  # what carriers take as one message
LONGEST_MAIL = 20_000


class TextForm(SheetForm):
    """A text by hand."""

    body = forms.CharField(max_length=LONGEST_TEXT, error_messages={"required": "Write something first."})
    idempotency_key = forms.UUIDField()


class MailForm(SheetForm):
    """An email by hand."""

    subject = forms.CharField(max_length=200, error_messages={"required": "An email needs a subject."})
    body = forms.CharField(max_length=LONGEST_MAIL, error_messages={"required": "Write something first."})
    idempotency_key = forms.UUIDField()


FORMS: dict[str, type[SheetForm]] = {Channel.SMS: TextForm, Channel.EMAIL: MailForm}


class NoteForm(SheetForm):
    """A private note beside a conversation."""

    note = forms.CharField(max_length=2000, error_messages={"required": "Write something first."})


class RestForm(SheetForm):
    """How long a conversation rests; empty wakes it."""

    until = forms.ChoiceField(required=False, choices=[(key, words) for key, (words, _) in SNOOZES.items()])


class StopForm(SheetForm):
    """What a person told an agent."""

    words = forms.CharField(max_length=400, required=False, label="In their words")
    everything = forms.BooleanField(required=False, label="Nothing at all: no texts, calls or email")


class ConsentForm(SheetForm):
    """A permission that a person gave outside the web forms."""

    level = forms.ChoiceField(
        label="How far it goes",
        choices=[
            (ConsentLevel.INQUIRY, "They asked us something"),
            (ConsentLevel.PEC, "They gave us this for this matter"),
            (ConsentLevel.PEWC, "They signed for automated marketing"),
        ],
    )
    how = forms.CharField(
        max_length=400, label="How and where", help_text="For example: signed at the open house, 14 Pine St."
    )
    wording = forms.CharField(
        required=False,
        label="The words they signed",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed for a signed permission, exactly as on the paper.",
    )

    automated = forms.BooleanField(required=False, label="The paper says that texts may be automated")
    not_condition = forms.BooleanField(required=False, label="The paper says that consent is no condition of buying")

    def clean(self) -> dict[str, object]:
        """A signature is worth what was signed."""
        data = super().clean() or {}
        if data.get("level") == ConsentLevel.PEWC and not data.get("wording"):
            self.add_error("wording", "Copy the words they signed. Nothing was lost.")
        return data


class AnswerForm(SheetForm):
    """What the simulated phone sends."""

    body = forms.CharField(max_length=LONGEST_TEXT, error_messages={"required": "Write something first."})
    idempotency_key = forms.UUIDField()


class CallForm(SheetForm):
    """A call by hand; the key makes a double click one call."""

    idempotency_key = forms.UUIDField()

"""What people type on outreach's pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms

from crm.selectors.lead_page import SNOOZES
from crm.states import ConsentLevel, LeadKind
from outreach.states import (
    Channel,
    MailSecurity,
    RegistrationBasis,
    RequestKind,
    SuppressionScope,
    Touch,
    VettingState,
    WritingChannel,
)
from realestate.web.forms import PhoneInput, SheetForm

LONGEST_TEXT = 1600  # what carriers take as one message
LONGEST_MAIL = 20_000


OWN_HOUR = "own"  # the button beside the field in which an hour is typed


class ByHandForm(SheetForm):
    """What every message by hand may say beside its words: when it goes, on the person's own clock, without a zone."""

    idempotency_key = forms.UUIDField()
    at_own = forms.CharField(required=False, max_length=20)  # cleaned before ``at``, which may point to it
    at = forms.CharField(required=False, max_length=20)

    def clean_at(self) -> datetime | None:
        """Return the hour of the button that was pressed, or the one that was typed; None for now."""
        words = str(self.cleaned_data["at"])
        if words == OWN_HOUR:
            words = str(self.cleaned_data.get("at_own", ""))
        elif not words:
            return None
        try:
            moment = datetime.fromisoformat(words)
        except ValueError:
            raise forms.ValidationError("Choose a day and an hour first.") from None
        return moment.replace(tzinfo=None)


class TextForm(ByHandForm):
    """A text by hand."""

    body = forms.CharField(max_length=LONGEST_TEXT, error_messages={"required": "Write something first."})


class MailForm(ByHandForm):
    """An email by hand."""

    subject = forms.CharField(max_length=200, error_messages={"required": "An email needs a subject."})
    body = forms.CharField(max_length=LONGEST_MAIL, error_messages={"required": "Write something first."})


FORMS: dict[str, type[ByHandForm]] = {Channel.SMS: TextForm, Channel.EMAIL: MailForm}


class LettersForm(SheetForm):
    """A new batch of letters, and the people to begin with."""

    name = forms.CharField(max_length=80, label="What they are about", help_text="Only you see it.")
    template = forms.ChoiceField(required=False, label="The words", help_text="They can be changed until you approve.")
    smart_list = forms.ChoiceField(
        required=False, label="Whom to write to",
        help_text="More can be added from People. One letter a house.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, lists: Sequence[tuple[str, str]], templates: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["smart_list"])
        field.choices = [("", "Nobody yet"), *lists]
        words = cast(forms.ChoiceField, self.fields["template"])
        words.choices = [("", "A short letter of your own"), *templates]


class LetterWordsForm(SheetForm):
    """The words of a batch."""

    body = forms.CharField(
        label="The letter",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={"required": "Write something first."},
    )


class MailedForm(SheetForm):
    """When letters were mailed, and what one cost."""

    on = forms.DateField(label="Mailed on", widget=forms.DateInput(attrs={"type": "date"}))
    cost = forms.DecimalField(
        required=False, min_value=0, max_value=99, decimal_places=2, label="Cost of one letter",
        help_text="Print and postage, in dollars. It counts in the reports.",
    )  # fmt: skip


class LetterCodeForm(SheetForm):
    """The code of a letter, typed."""

    code = forms.CharField(max_length=24, label="Your code", error_messages={"required": "Type the code first."})


class LetterAnswerForm(SheetForm):
    """What the reader of a letter agrees to. Works without JavaScript."""

    by_phone = forms.BooleanField(required=False)
    phone = forms.CharField(required=False, max_length=40, label="Your phone number", widget=PhoneInput())
    by_email = forms.BooleanField(required=False)
    email = forms.CharField(
        required=False, max_length=254, label="Your email address",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    message = forms.CharField(
        required=False, max_length=600, label="Anything you would like to say",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    name = forms.CharField(
        max_length=120, label="Your name", help_text="Typing it here is your signature.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}), error_messages={"required": "Type your name."},
    )  # fmt: skip
    shown = forms.CharField(widget=forms.HiddenInput)
    website = forms.CharField(required=False)

    def clean(self) -> dict[str, object]:
        """What is agreed to needs where to reach them."""
        data = super().clean() or {}
        if not (data.get("by_phone") or data.get("by_email")):
            self.add_error(None, "Tick what you agree to.")
        if data.get("by_phone") and not data.get("phone"):
            self.add_error("phone", "Which number?")
        if data.get("by_email") and not data.get("email"):
            self.add_error("email", "Which address?")
        return data


class MailboxForm(SheetForm):
    """An agent's own mail account. An empty password keeps the one there is."""

    address = forms.EmailField(label="Your address", max_length=254)
    username = forms.CharField(label="User name", max_length=254, help_text="Often the address itself.")
    password = forms.CharField(
        label="Password", required=False, max_length=400, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="An app password, where your provider has them. Kept sealed, and never shown again.",
    )  # fmt: skip
    smtp_host = forms.CharField(label="Outgoing server", max_length=253, help_text="Such as smtp.gmail.com.")
    smtp_security = forms.ChoiceField(label="How it is secured", choices=MailSecurity.choices)
    imap_host = forms.CharField(
        label="Incoming server", max_length=253, required=False,
        help_text="IMAP over TLS, such as imap.gmail.com. Only mail of people you have here, and answers to mail from"
        " here, is read in; the rest is left alone. Empty reads nothing.",
    )  # fmt: skip


class NoteForm(SheetForm):
    """A private note beside a conversation."""

    note = forms.CharField(max_length=2000, error_messages={"required": "Write something first."})


class RestForm(SheetForm):
    """How long a conversation rests, on the agent's clock; empty wakes it."""

    until = forms.ChoiceField(
        required=False, choices=[*((key, words) for key, (words, _) in SNOOZES.items()), (OWN_HOUR, "Until then")]
    )
    until_own = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M"])

    def clean(self) -> dict[str, Any]:
        """An hour of one's own has to be typed; it has no zone until the agent's is put to it."""
        data = super().clean() or {}
        typed = data.get("until_own")
        if data.get("until") == OWN_HOUR and typed is None:
            raise forms.ValidationError("Choose a day and an hour first.")
        return {**data, "until_own": typed.replace(tzinfo=None) if typed else None}


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

    number = forms.BooleanField(required=False, label="The paper shows this very number")
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


class DncForm(SheetForm):
    """A do-not-call list as it was downloaded."""

    file = forms.FileField(label="The file", help_text="Text or XML, zipped or not, as it was downloaded.")
    registry = forms.CharField(
        max_length=8, initial="national", label="Whose list", help_text="national, or a state such as FL."
    )
    area_code = forms.RegexField(
        r"^[2-9]\d{2}$",
        required=False,
        label="Area code",
        help_text="Of the national list, which comes by area code.",
        error_messages={"invalid": "Three digits, such as 407."},
    )
    list_date = forms.DateField(label="The list’s own date", widget=forms.DateInput(attrs={"type": "date"}))
    is_change = forms.BooleanField(required=False, label="It holds only what changed")


class StopsListForm(SheetForm):
    """People not to write to, from another system."""

    file = forms.FileField(
        label="The file", help_text="One number or address a line, or a CSV: the first column counts."
    )
    scope = forms.ChoiceField(choices=SuppressionScope.choices, label="What it closes")


class FindForm(SheetForm):
    """One number or address."""

    value = forms.CharField(max_length=254, label="Number or address")


class LiftForm(SheetForm):
    """Why somebody should be reached again, with their own word."""

    value = forms.CharField(max_length=254, widget=forms.HiddenInput)
    entry = forms.IntegerField(widget=forms.HiddenInput)
    proof = forms.CharField(max_length=40, error_messages={"required": "Choose their own new word."})
    reason = forms.CharField(max_length=240, label="Why")


class RequestForm(SheetForm):
    """A wish about personal data."""

    kind = forms.ChoiceField(choices=RequestKind.choices, label="What they ask")
    how = forms.CharField(max_length=120, label="How they asked", help_text="For example: by email, on the phone.")


class StateForm(SheetForm):
    """A state in which marketing by phone is registered."""

    state = forms.CharField(max_length=2, min_length=2, label="State", help_text="Two letters, such as FL.")
    basis = forms.ChoiceField(choices=RegistrationBasis.choices, label="On what ground")
    reference = forms.CharField(max_length=80, label="Number or section")
    valid_from = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.DateField(required=False, label="Until", widget=forms.DateInput(attrs={"type": "date"}))

    def clean_state(self) -> str:
        """States are written in capitals."""
        return str(self.cleaned_data["state"]).upper()


class TextingForm(SheetForm):
    """What the carriers know of the brokerage."""

    brand_name = forms.CharField(max_length=120, required=False, label="Brand")
    brand_sid = forms.CharField(max_length=40, required=False, label="Brand id", help_text="Begins with BN.")
    brand_status = forms.ChoiceField(choices=VettingState.choices, label="Brand is")
    service_sid = forms.CharField(max_length=40, required=False, label="Messaging service", help_text="Begins with MG.")
    campaign_status = forms.ChoiceField(choices=VettingState.choices, label="Campaign is")
    use_case = forms.CharField(
        max_length=40, required=False, label="Declared use", help_text="Such as MIXED or MARKETING."
    )


class WordsForm(SheetForm):
    """What a template is for, and its words."""

    name = forms.CharField(max_length=120, label="Name")
    audience = forms.ChoiceField(choices=[("", "Anybody"), *LeadKind.choices], required=False, label="For")
    touch = forms.ChoiceField(choices=Touch.choices, initial=Touch.ANY, label="Moment")
    county = forms.CharField(
        max_length=60, required=False, label="County", help_text="Empty for any; one for the county goes first."
    )
    subject = forms.CharField(max_length=200, required=False, label="Subject")
    text = forms.CharField(
        max_length=20_000, label="Text", strip=True, widget=forms.Textarea(attrs={"rows": 16, "class": "write-body"}),
        error_messages={"required": "Write something first."},
    )  # fmt: skip
    html = forms.CharField(
        max_length=60_000, required=False, label="HTML", strip=True,
        widget=forms.Textarea(attrs={"rows": 12, "class": "write-html", "spellcheck": "false"}),
        help_text="Empty sends plain text alone. Frame, footer and the way out are added; styles and scripts are"
        " taken out.",
    )  # fmt: skip

    ABOUT: ClassVar[tuple[str, ...]] = ("name", "audience", "touch", "county")

    def about(self) -> dict[str, str]:
        """Return what the template is for, without its words."""
        return {name: self.cleaned_data[name] for name in (*self.ABOUT, "channel") if name in self.cleaned_data}


class NewTemplateForm(WordsForm):
    """A template that is not there yet: its channel is chosen once."""

    channel = forms.ChoiceField(choices=WritingChannel.choices, label="Channel")


class TemplateForm(WordsForm):
    """The next version of a template."""

    note = forms.CharField(max_length=200, required=False, label="What changes, and why")
    as_draft = forms.BooleanField(required=False, label="Keep it as a draft; nobody uses it yet")


class TemplateFileForm(SheetForm):
    """Templates as they were written out, here or elsewhere."""

    file = forms.FileField(label="The file", help_text="YAML, as “Write out” makes it.")

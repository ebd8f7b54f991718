"""What people type on nurturing's pages."""

from django import forms

from nurturing.states import RoomKind
from realestate.web.forms import SheetForm


class PlanForm(SheetForm):
    """The steps of a sequence, as its file."""

    plan = forms.CharField(
        label="The plan", max_length=100_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "seq-plan", "spellcheck": "false"}),
        error_messages={"required": "A plan has at least one step."},
    )  # fmt: skip
    note = forms.CharField(label="What changes, and why", max_length=200, required=False)


class RoomForm(SheetForm):
    """A chat room that hears what agents are told."""

    kind = forms.ChoiceField(label="Service", choices=RoomKind.choices)
    name = forms.CharField(label="Name", max_length=60, help_text="As you call the channel, such as #leads.")
    url = forms.CharField(
        label="Webhook address",
        max_length=800,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Slack: an incoming webhook. Teams: a workflow, “when a webhook request is received”. Kept sealed.",
    )
    only_mine = forms.BooleanField(label="Only what I am told", required=False)

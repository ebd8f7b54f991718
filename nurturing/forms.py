"""What people type on nurturing's pages."""

from django import forms

from nurturing.states import RoomKind
from realestate.web.forms import SheetForm


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

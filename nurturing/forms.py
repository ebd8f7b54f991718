"""What people type on nurturing's pages."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from crm.states import Timeline
from nurturing.rules import asking, timing
from nurturing.rules.conditions import Kind
from nurturing.services.step_templates import CHANNELS
from nurturing.states import RoomKind, StepKind
from outreach.models import Template
from realestate.web.forms import SheetForm, dress


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


class AskForm(SheetForm):
    """One condition of a step: what is asked, and the value beside it, drawn as its kind needs."""

    what = forms.ChoiceField(label="Only if", error_messages={"required": "Choose what is asked, or remove it."})
    value: Any = forms.CharField(label="Value", max_length=60, error_messages={"required": "Compared with what?"})

    def __init__(self, *args: Any, is_first: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = asking.asks()
        what: Any = self.fields["what"]
        what.label = "Only if" if is_first else "And only if"
        what.choices = [("", "Choose…"), *((ask.key, ask.words) for ask in known.values())]
        ask = known.get(str(self["what"].value() or ""))
        field = _value_of(ask, str(self.initial.get("value", "")))
        dress(field.widget)
        self.fields["value"] = field

    def line(self) -> dict[str, Any]:
        """Return the condition as a plan's file has it."""
        return asking.join(self.cleaned_data["what"], self.cleaned_data.get("value"))


def _value_of(ask: asking.Ask | None, now: str) -> forms.Field:
    """Return the field of what something is compared with; a hidden one where there is nothing to compare."""
    if ask is None or ask.kind is Kind.YES_NO:
        return forms.CharField(required=False, widget=forms.HiddenInput)
    needed = {"required": "Compared with what?"}
    if ask.kind is Kind.NUMBER:
        return forms.DecimalField(label="Value", max_digits=8, decimal_places=2, error_messages=needed)
    if ask.field == "timeline":
        choices = [choice for choice in Timeline.choices if choice[0]]
        choices += [(now, now)] if now and now not in dict(choices) else []
        return forms.ChoiceField(label="Value", choices=choices, error_messages=needed)
    return forms.CharField(label="Value", max_length=60, error_messages=needed)


class StepForm(SheetForm):
    """One step of a plan with its conditions. ``origin`` is the number of the step it was; 0 for a new one.

    What is drawn depends on what the step sends: ``shown`` are the fields of the words it takes.
    """

    focus = ""
    origin = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Give the step a name."})
    wait_number = forms.IntegerField(label="Wait", min_value=0, max_value=10_000, initial=1)
    wait_unit = forms.ChoiceField(label="Unit", choices=[(unit, f"{unit}s") for unit in timing.UNITS], initial="day")
    send = forms.ChoiceField(label="Then", choices=StepKind.choices, initial=StepKind.EMAIL)
    template = forms.ChoiceField(label="In the words of", required=False)
    subject = forms.CharField(label="Subject", max_length=200, required=False)
    body = forms.CharField(label="Words", max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 6}))
    workflow = forms.CharField(label="Id of the workflow at GoHighLevel", max_length=80, required=False)

    def __init__(
        self, *args: Any, templates: Iterable[Template] = (), asks: Sequence[AskForm] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asks = asks
        channel = CHANNELS.get(self._now("send"))
        fitting = [(one.key, one.name) for one in templates if one.channel == channel]
        own = [] if self._now("send") == StepKind.LETTER else [("", "Words of its own")]
        if channel is None:  # what was chosen for another kind is of no account
            self.fields["template"] = forms.CharField(required=False)
        else:
            self.fields["template"].choices = [*own, *fitting]  # type: ignore[attr-defined]  # a choice field
        if self.initial.get("template") not in dict(fitting):
            self.initial["template"] = ""

    def take_focus(self, what: str) -> None:
        """Let the keyboard go on here: at the ``name``, the newest condition (``ask``), or the button of that name."""
        self.focus = what
        if what == "ask" and self.asks:
            self.asks[-1].fields["what"].widget.attrs["autofocus"] = True
        if what == "name":
            self.fields["name"].widget.attrs["autofocus"] = True

    @property
    def shown(self) -> list[BoundField]:
        """Return the fields of the step's words, in order."""
        kind = self._now("send")
        names = ["template"] if kind in CHANNELS else []
        if kind == StepKind.WORKFLOW:
            names = ["workflow"]
        elif kind != StepKind.LETTER and not self._now("template"):
            names += ["subject", "body"] if kind == StepKind.EMAIL else ["body"]
        return [self[name] for name in names]

    def is_valid(self) -> bool:
        """Return whether the step and all its conditions are; each is looked at, so that each shows what is wrong."""
        return all([super().is_valid(), *(ask.is_valid() for ask in self.asks)])

    def line(self) -> dict[str, Any]:
        """Return what was typed as a plan's file has it; what the step's kind does not take is left out."""
        data = self.cleaned_data
        names = [field.name for field in self.shown]
        words: dict[str, str] = {
            name: data[name] for name in ("template", "subject", "body", "workflow") if name in names
        }
        return {
            "name": data["name"],
            "wait": f"{data['wait_number']} {data['wait_unit']}",
            "send": data["send"],
            **words,
            **({"conditions": [ask.line() for ask in self.asks]} if self.asks else {}),
        }

    def _now(self, name: str) -> str:
        """Return a field's value as it is drawn, typed or not."""
        return str(self[name].value() or "")

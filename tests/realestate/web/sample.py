"""Made-up content for drawing pages without a database: one agent, a nav, and something for every component."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest

from realestate.web.forms import CentsField, PhoneInput, SheetForm, Switch
from realestate.web.shell import NavItem
from realestate.web.toasts import Toast


class MemoryMessages(BaseStorage):
    """Messages kept on the request alone."""

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, messages: list[Any], response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return []


def signed_in(request: HttpRequest) -> HttpRequest:
    """Return the request as middleware leaves it for an agent."""
    request.agent = SimpleNamespace(name="Dana Whitlock", brokerage="Gulf & Pine Realty", is_available=True)
    request.user = SimpleNamespace(is_authenticated=True, email="dana@gulfandpine.example")
    request.htmx = None
    request._messages = MemoryMessages(request)
    return request


class SampleForm(SheetForm):
    """A field of each kind."""

    name = forms.CharField(initial="June Abernathy")
    phone = forms.CharField(widget=PhoneInput)
    budget = CentsField(required=False, help_text="The most they would pay.")
    county = forms.CharField(required=False, disabled=True, initial="Set by the county record")
    stage = forms.ChoiceField(choices=[("new", "New"), ("active", "Active")])
    texts = forms.BooleanField(
        required=False, widget=Switch, label="Texts to clients", help_text="Off stops all of them."
    )

    def clean_phone(self) -> str:
        """Refuse a number that is too short."""
        raise forms.ValidationError("One digit is missing. Nothing was lost; add it and save.")


def _nav() -> list[NavItem]:
    rows = [
        ("Today", "list-checks", "t", 12),
        ("Inbox", "inbox", "i", 3),
        ("People", "users", "p", 0),
        ("Pipeline", "columns-3", "k", 0),
        ("Sequences", "route", "s", 0),
        ("Properties", "house", "h", 0),
        ("Scoreboard", "trophy", "b", 0),
        ("Reports", "chart-column", "r", 0),
        ("Settings", "sliders-horizontal", "", 0),
    ]
    return [
        NavItem(label, f"/{label.lower()}/", icon, key, count, current=label == "People", is_aside=False)
        for label, icon, key, count in rows
    ]


def _cell(text: str, numeric: bool = False) -> dict[str, Any]:
    return {"text": text, "numeric": numeric}


QUICK_ADD = [
    {"label": "Person", "url": "/people/add/", "icon": "users"},
    {"label": "Property", "url": "/properties/add/", "icon": "house"},
    {"label": "Import a list", "url": "/import/", "icon": "upload"},
]
FIGURES = [
    {"value": "2:41", "label": "Noor waits for an answer", "url": "/inbox/", "tone": "risk"},
    {"value": 3, "label": "replies waiting", "url": "/inbox/"},
    {"value": 5, "label": "tasks due"},
    {"value": 2, "label": "visits, first 11:30"},
]
FILTERS = {
    "chosen": [{"text": "Score over 60", "url": "/people/"}],
    "fields": [{"label": "Stage", "options": [{"text": "New", "url": "?stage=new", "pressed": True}]}],
}
REASONS = [
    {"label": "Starts at", "points": 44},
    {"label": "Viewed 5412 N Louisiana Ave four times", "points": 26},
    {"label": "Asked to see it on Saturday", "points": 19},
    {"label": "Not called for nine days", "points": -3},
]
TABLE = {
    "head": [{"label": "Channel"}, {"label": "Sent", "numeric": True}, {"label": "Answered", "numeric": True}],
    "rows": [
        [_cell("Text"), _cell("1,204", True), _cell("171", True)],
        [_cell("Email"), _cell("3,310", True), _cell("208", True)],
    ],
    "foot": [_cell("Both"), _cell("4,514", True), _cell("379", True)],
}
FOUND = [
    {
        "title": "People",
        "found": [{"label": "Wendell Pruitt", "detail": "Owner, Largo", "url": "/people/1/", "key": "↵"}],
    },
    {
        "title": "Do",
        "found": [{"label": "Call Wendell", "icon": "phone", "url": "tel:+17275550117", "key": "c"}],
    },
]
STEPS = [
    {"label": "Contacted", "count": 4310},
    {"label": "Replied", "count": 1336, "rate": 0.31, "low": 0.296, "high": 0.324},
    {"label": "Appointment", "count": 288, "rate": 0.216, "low": 0.194, "high": 0.238},
    {"label": "Deal", "count": 43, "rate": 0.149, "low": 0.113, "high": 0.195},
]
CHANNELS = [
    {"label": "Text, then call", "rate": 0.224, "low": 0.201, "high": 0.249, "n": 1180},
    {"label": "Text", "rate": 0.142, "low": 0.13, "high": 0.155, "n": 3020},
    {"label": "Letter", "rate": 0.25, "low": 0.09, "high": 0.53, "n": 12},
]


def gallery_context() -> dict[str, Any]:
    """Return what ``components/gallery.html`` draws."""
    form = SampleForm({"name": "June Abernathy", "phone": "813 555 014", "stage": "active", "texts": "on"})
    form.is_valid()
    return {
        "nav": _nav(),
        "quick_add": QUICK_ADD,
        "notice_count": 2,
        "form": form,
        "evening": datetime(2026, 11, 20, 2, 14, tzinfo=UTC),
        "change_down": -3,
        "figures": FIGURES,
        "filters": FILTERS,
        "reasons": REASONS,
        "table": TABLE,
        "found": FOUND,
        "steps": STEPS,
        "channels": CHANNELS,
        "toast": Toast("Gwen snoozed until Monday", undo_url="/undo/1/"),
    }

"""Stops: found by number or address, taken in from a list, and lifted by two people."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from crm.models import Consent, ContactPoint
from outreach.forms import FindForm, LiftForm, StopsListForm
from outreach.models import Message, Suppression, SuppressionLift
from outreach.selectors.words import STOP_SOURCES
from outreach.services import lifting, suppression
from outreach.states import LiftState
from outreach.views.safeguards import draw, managers_only
from realestate.lib import mailboxes, phones
from realestate.lib.errors import DomainError
from realestate.web import toasts
from realestate.web.requests import HtmxRequest

NEWEST = 30
MOST_LINES = 200_000


@require_GET
def index(request: HtmxRequest) -> HttpResponse:
    """Show the newest stops, what waits for a second person, and the search."""
    managers_only(request)
    return _page(request)


@require_POST
def find(request: HtmxRequest) -> HttpResponse:
    """Show the stops of one number or address. Asked by POST, so that no address holds it."""
    managers_only(request)
    form = FindForm(request.POST)
    if not form.is_valid():
        return _page(request, {"find_form": form}, status=422)
    value = _one_spelling(form.cleaned_data["value"])
    entries = suppression.find(request.agent.brokerage, value)
    point = ContactPoint.objects.filter(value=value).select_related("contact", "brokerage").first()
    found = [(entry, lifting.proofs(entry, point) if point and not entry.lifted_at else []) for entry in entries]
    return _page(request, {"find_form": form, "asked": value, "found": [(e, _shown(p)) for e, p in found]})


@require_POST
def take(request: HtmxRequest) -> HttpResponse:
    """Take in a list of people not to write to."""
    managers_only(request)
    form = StopsListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, {"list_form": form}, status=422)
    values = list(_first_column(form.cleaned_data["file"]))
    taken = suppression.take_list(request.agent.brokerage, values, form.cleaned_data["scope"], agent=request.agent)
    said = f"{taken.entered:,} are closed now, {taken.known:,} were before."
    refused = f" {taken.refused:,} lines were no such number or address." if taken.refused else ""
    toasts.say(request, said + refused, tone="attention" if taken.refused else "good")
    return HttpResponseRedirect(reverse("outreach:suppressions"))


@require_POST
def ask(request: HtmxRequest) -> HttpResponse:
    """Ask for the lifting of one entry, on the person's own word."""
    managers_only(request)
    form = LiftForm(request.POST)
    if not form.is_valid():
        toasts.say(request, "Choose their own new word, and say why.", tone="risk")
        return HttpResponseRedirect(reverse("outreach:suppressions"))
    data = form.cleaned_data
    entry = get_object_or_404(Suppression, pk=data["entry"])
    point: ContactPoint = get_object_or_404(ContactPoint.objects.select_related("brokerage"), value=data["value"])
    lifting.ask(entry, point=point, proof=_proof(data["proof"]), reason=data["reason"], by=request.agent)
    toasts.say(request, "Asked. A second owner or manager decides.", tone="info")
    return HttpResponseRedirect(reverse("outreach:suppressions"))


@require_POST
def decide(request: HtmxRequest, pk: int) -> HttpResponse:
    """Confirm or refuse what somebody else asked."""
    managers_only(request)
    lift: SuppressionLift = get_object_or_404(SuppressionLift.objects.select_related("suppression"), pk=pk)
    if request.POST.get("yes"):
        lifting.confirm(lift, by=request.agent)
        toasts.say(request, "Lifted. They can be written to again.")
    else:
        lifting.refuse(lift, by=request.agent)
        toasts.say(request, "It stays closed.", tone="info")
    return HttpResponseRedirect(reverse("outreach:suppressions"))


def _page(request: HtmxRequest, extra: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    newest = Suppression.objects.select_related("agent").order_by("-effective_at", "-pk")[:NEWEST]
    waiting = SuppressionLift.objects.filter(status=LiftState.ASKED).select_related(
        "suppression", "asked_by", "message", "consent"
    )
    context = {
        "find_form": FindForm(),
        "list_form": StopsListForm(auto_id="list_%s"),
        "newest": [(row, STOP_SOURCES.get(row.source, row.source)) for row in newest],
        "waiting": waiting.order_by("asked_at"),
        **(extra or {}),
    }
    return draw(request, "suppressions", context, status=status)


def _shown(proofs: list[Message | Consent]) -> list[tuple[str, str, Any]]:
    """Return each proof's key, words and moment."""
    return [
        (f"message:{p.pk}", f"Wrote “{p.body[:120]}”", p.occurred_at)
        if isinstance(p, Message)
        else (f"consent:{p.pk}", f"Signed: {p.get_level_display().lower()}", p.given_at)
        for p in proofs
    ]


def _proof(key: str) -> Message | Consent:
    kind, _, pk = key.partition(":")
    if not pk.isdecimal() or kind not in {"message", "consent"}:
        raise Http404
    if kind == "message":
        return get_object_or_404(Message, pk=int(pk))
    return get_object_or_404(Consent, pk=int(pk))


def _one_spelling(raw: str) -> str:
    try:
        return mailboxes.normalise(raw) if "@" in raw else phones.normalise(raw)
    except DomainError:
        return raw.strip()


def _first_column(file: Any) -> Iterator[str]:
    lines = (line.decode("utf-8-sig", errors="replace") for line in file)
    for number, row in enumerate(csv.reader(lines)):
        if number >= MOST_LINES:
            return
        if row and row[0].strip():
            yield row[0].strip()

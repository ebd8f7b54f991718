"""Safeguards: how lawful sending went, what is switched off, what the brokerage is registered for. For who sees all."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.models import Brokerage
from crm.services import instance
from crm.states import Role
from outreach.forms import StateForm, TextingForm
from outreach.models import Message, SendingStop, StateRegistration, TextingRegistration
from outreach.selectors import safeguards as selectors
from outreach.services import campaigns, registration, rulebook, standing
from outreach.states import VettingState
from realestate.lib.errors import DomainError, NotAllowed
from realestate.web import toasts
from realestate.web.requests import HtmxRequest


@require_GET
def report(request: HtmxRequest) -> HttpResponse:
    """Show what was checked, what was honoured and how quickly, as measured."""
    managers_only(request)
    book = rulebook.in_force()
    context = {"report": selectors.report(), "rules": book.version if book else ""}
    return draw(request, "report", context)


@require_GET
def stops(request: HtmxRequest) -> HttpResponse:
    """Show every kill switch, and in words what each one stops."""
    managers_only(request)
    pulled = {row.campaign: row for row in SendingStop.objects.filter(lifted_at=None).select_related("agent")}
    history = list(SendingStop.objects.select_related("agent", "lifted_by").order_by("-pk")[:20])
    names = campaigns.names_of(row.campaign for row in history if row.campaign)
    context = {
        "whole": pulled.get(""),
        "is_paused": request.agent.brokerage.sending_paused,
        "closed_because": instance.why_closed(),
        "stopped_because": request.agent.brokerage.stopped_because,
        "campaigns": [(name, words, pulled.get(name)) for name, words in campaigns.known()],
        "waiting": Message.objects.waiting().count(),
        "history": [(names.get(row.campaign, "Everything"), row) for row in history],
        "may_stop_all": request.agent.role == Role.OWNER,
    }
    return draw(request, "stops", context)


@require_POST
def switch(request: HtmxRequest) -> HttpResponse:
    """Pull a kill switch, or let it go."""
    managers_only(request)
    campaign, brokerage = request.POST.get("campaign", ""), request.agent.brokerage
    if campaign and campaign not in dict(campaigns.known()):
        raise Http404
    if request.POST.get("on"):
        standing.stop(brokerage, by=request.agent, campaign=campaign, reason=request.POST.get("reason", ""))
        toasts.say(request, "Stopped. Nothing of it goes out from the next message on.", tone="attention")
    else:
        standing.resume(brokerage, by=request.agent, campaign=campaign)
        toasts.say(request, "It runs again. What waited goes out when it is due.")
    return HttpResponseRedirect(reverse("outreach:stops"))


@require_http_methods(["GET", "POST"])
def states(request: HtmxRequest) -> HttpResponse:
    """Show where marketing by phone is registered, and what the carriers say; on POST take another state."""
    managers_only(request)
    form = StateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            registration.add_state(by=request.agent, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            toasts.say(request, f"{form.cleaned_data['state']} is open for marketing by phone.")
            return HttpResponseRedirect(reverse("outreach:registration"))
    return _registration(request, form=form)


@require_POST
def end_state(request: HtmxRequest, pk: int) -> HttpResponse:
    """Close a state."""
    managers_only(request)
    row = registration.end_state(get_object_or_404(StateRegistration, pk=pk), by=request.agent)
    toasts.say(request, f"{row.state} is closed from tomorrow.", tone="attention")
    return HttpResponseRedirect(reverse("outreach:registration"))


@require_POST
def texting(request: HtmxRequest) -> HttpResponse:
    """Take what is known of brand and campaign, or ask the carrier."""
    managers_only(request)
    if request.POST.get("fetch"):
        row = registration.fetch_texting(request.agent.brokerage)
        toasts.say(request, f"Twilio says: campaign {row.get_campaign_status_display().lower()}.", tone="info")
        return HttpResponseRedirect(reverse("outreach:registration"))
    form = TextingForm(request.POST)
    if not form.is_valid():
        return _registration(request, texting_form=form)
    registration.keep_texting(request.agent.brokerage, by=request.agent, **form.cleaned_data)
    toasts.say(request, "Kept.")
    return HttpResponseRedirect(reverse("outreach:registration"))


def managers_only(request: HtmxRequest) -> None:
    """Refuse whoever does not see the whole brokerage."""
    if not request.agent.sees_everyone:
        raise NotAllowed("Only owners and managers see the safeguards.")


def draw(request: HtmxRequest, tab: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Render one tab of the safeguards."""
    common = {"part": "safeguards", "tab": tab, "zone": request.agent.timezone}
    return render(request, f"outreach/safeguards_{tab}.html", {**common, **context}, status=status)


def _first(brokerage: Brokerage) -> dict[str, str]:
    """Return what the form begins with where nothing was written down yet."""
    state = VettingState.APPROVED if brokerage.texting_registered else VettingState.NONE
    return {"brand_name": brokerage.name, "brand_status": state, "campaign_status": state}


def _registration(
    request: HtmxRequest, *, form: StateForm | None = None, texting_form: TextingForm | None = None
) -> HttpResponse:
    brokerage = request.agent.brokerage
    row = TextingRegistration.objects.first()
    initial = {name: getattr(row, name) for name in TextingForm.base_fields} if row else _first(brokerage)
    enabled = standing.enabled_states(brokerage)
    registered = standing.may_text(brokerage, "marketing", row)
    shown = texting_form or TextingForm(initial=initial, auto_id="texting_%s")
    context = {
        "form": form or StateForm(),
        "texting_form": shown,
        "texting": row,
        "states": StateRegistration.objects.select_related("agent"),
        "enabled": enabled,
        "is_registered": registered,
        "is_demo": brokerage.is_demo,
        "would_block": selectors.blocked_by_texting(registered=registered),
    }
    failed = bool((form and form.errors) or (texting_form and texting_form.errors))
    return draw(request, "registration", context, status=422 if failed else 200)

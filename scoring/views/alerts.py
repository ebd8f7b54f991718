"""Alerts on Today: what waits, done, set aside, and taken back."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from crm.views.answers import SAID
from realestate.web import toasts
from realestate.web.requests import HtmxRequest, page
from scoring.selectors import alerts as selectors
from scoring.services import alerts
from scoring.views.finding import alert_of

CHANGED = f"alerts:changed, {SAID}"  # pages that show alerts, or the person, fetch them again on it


@require_GET
def alert_list(request: HtmxRequest) -> HttpResponse:
    """Show what waits for this agent: a part of Today, or a page of its own."""
    return _list(request)


@require_POST
def done(request: HtmxRequest, pk: int) -> HttpResponse:
    """Mark an alert as acted upon."""
    alert = alerts.resolve(alert_of(request, pk), by=request.agent)
    toasts.say(request, f"{alert.lead.contact}: done", undo_url=reverse("scoring:alert-reopen", args=[pk]))
    return _list(request)


@require_POST
def dismiss(request: HtmxRequest, pk: int) -> HttpResponse:
    """Set an alert aside without acting."""
    alert = alerts.dismiss(alert_of(request, pk), by=request.agent)
    toasts.say(request, f"{alert.lead.contact}: set aside", undo_url=reverse("scoring:alert-reopen", args=[pk]))
    return _list(request)


@require_POST
def reopen(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take "done" or "set aside" back."""
    alerts.reopen(alert_of(request, pk), by=request.agent)
    return _list(request)


def _list(request: HtmxRequest) -> HttpResponse:
    context = {"alerts": selectors.open_for(request.agent), "zone": request.agent.timezone}
    response = page(request, "scoring/alert_list.html", context, part="alerts")
    if request.method == "POST":
        response["HX-Trigger"] = CHANGED
    return response

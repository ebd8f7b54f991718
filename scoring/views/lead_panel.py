"""A lead's score on the lead page, and how it came to be."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from realestate.web.requests import HtmxRequest, page
from scoring.selectors import alerts, history, predictions
from scoring.services import weights
from scoring.views.finding import lead_of


@require_GET
def lead_panel(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the score as a ledger, what would raise it, and what waits for a person."""
    lead = lead_of(request, pk)
    newest = history.latest(lead)
    used = weights.of_model(newest.model) if newest else weights.active()
    context = {
        "lead": lead,
        "ledger": history.ledger(lead, used),
        "prediction": predictions.of_evaluation(newest) if newest else None,
        "alerts": alerts.open_of(lead),
        "zone": request.agent.timezone,
    }
    return render(request, "scoring/lead_panel.html", context)


@require_GET
def score_history(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show every change of a lead's score with its reason, newest first."""
    lead = lead_of(request, pk)
    context = {"lead": lead, "days": history.by_day(lead, request.agent.timezone), "zone": request.agent.timezone}
    return page(request, "scoring/score_history.html", context, part="changes")

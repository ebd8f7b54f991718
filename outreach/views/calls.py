"""Calling a person: one's own phone rings first."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from outreach.forms import CallForm
from outreach.services import calls
from outreach.views.finding import lead_of
from realestate.web import toasts
from realestate.web.requests import HtmxRequest


@require_POST
def call(request: HtmxRequest, pk: int) -> HttpResponse:
    """Ask for a call to a lead. The gate decides, and the timeline says what became of it."""
    lead = lead_of(request, pk)
    form = CallForm(request.POST)
    if form.is_valid():
        calls.dial(lead, agent=request.agent, key=calls.key_of(str(form.cleaned_data["idempotency_key"])))
        toasts.say(request, "Your phone rings first. Press a key to be put through.")
    if request.htmx:
        response = HttpResponse(status=204)
        response["HX-Trigger"] = "said"
        return response
    return redirect("crm:lead", pk=lead.pk)

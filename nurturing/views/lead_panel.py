"""The panel "Next touches" on a lead's page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from crm.models import Lead
from crm.views.answers import go_back
from crm.views.finding import lead_of
from nurturing.selectors import sequences as selectors
from nurturing.selectors.lead_panel import next_touches
from nurturing.services import enrollment
from realestate.web import toasts
from realestate.web.requests import HtmxRequest


@require_GET
def lead_panel(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show what is planned for a lead."""
    return _drawn(request, lead_of(request, pk))


@require_POST
def pause_all(request: HtmxRequest, pk: int) -> HttpResponse:
    """Hold every run of a lead."""
    lead = lead_of(request, pk)
    enrollment.pause_all(lead)
    toasts.say(
        request, f"Everything planned for {lead.contact.name} waits.",
        undo_url=reverse("nurturing:resume-all", args=[pk]),
    )  # fmt: skip
    return _answer(request, lead)


@require_POST
def resume_all(request: HtmxRequest, pk: int) -> HttpResponse:
    """Let every paused run of a lead go on."""
    lead = lead_of(request, pk)
    enrollment.resume_all(lead)
    toasts.say(
        request, f"The series for {lead.contact.name} go on.", undo_url=reverse("nurturing:pause-all", args=[pk])
    )
    return _answer(request, lead)


@require_POST
def start(request: HtmxRequest, pk: int) -> HttpResponse:
    """Start a sequence for a lead."""
    lead = lead_of(request, pk)
    chosen = request.POST.get("sequence", "")
    sequence = get_object_or_404(selectors.to_start_by_hand(lead), pk=int(chosen) if chosen.isdigit() else 0)
    enrollment.enroll(lead, sequence, because=f"Started by {request.agent.name}", agent=request.agent)
    toasts.say(request, f"{lead.contact.name} started “{sequence}”.")
    return _answer(request, lead)


def _answer(request: HtmxRequest, lead: Lead) -> HttpResponse:
    if request.htmx and request.htmx.target == f"touches-{lead.pk}":
        return _drawn(request, lead)
    return go_back(request, "crm:lead", lead.pk)


def _drawn(request: HtmxRequest, lead: Lead) -> HttpResponse:
    return render(request, "nurturing/lead_panel.html", {"lead": lead, "next": next_touches(lead)})

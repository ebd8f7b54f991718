"""The rows a view works on: found within what this agent may see, or not at all."""

from django.shortcuts import get_object_or_404

from crm.models import Lead
from realestate.web.requests import HtmxRequest
from scoring.models import Alert
from scoring.selectors import alerts


def lead_of(request: HtmxRequest, pk: int) -> Lead:
    """Return a lead with its contact and agent, or answer 404."""
    leads = Lead.objects.for_agent(request.agent).select_related("contact", "assigned_to")
    return get_object_or_404(leads, pk=pk)


def alert_of(request: HtmxRequest, pk: int) -> Alert:
    """Return an alert with its lead, or answer 404."""
    return get_object_or_404(alerts.seen_by(request.agent), pk=pk)

"""The rows a view works on: found within what this agent may see, or not at all."""

from django.shortcuts import get_object_or_404

from crm.models import Deal, Lead
from realestate.web.requests import HtmxRequest


def lead_of(request: HtmxRequest, pk: int) -> Lead:
    """Return a lead with its contact and agent, or answer 404."""
    leads = Lead.objects.for_agent(request.agent).select_related("contact", "assigned_to")
    return get_object_or_404(leads, pk=pk)


def deal_of(request: HtmxRequest, pk: int) -> Deal:
    """Return a deal with its lead, contact and agent, or answer 404."""
    deals = Deal.objects.for_agent(request.agent).select_related("lead__contact", "agent", "property")
    return get_object_or_404(deals, pk=pk)

"""Homes that fit a buyer on the lead's page, and buyers on the home's."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from crm.models import Listing, Property
from crm.states import LeadKind
from crm.views.answers import carry_on
from realestate.lib import clock
from realestate.web import toasts
from realestate.web.requests import HtmxRequest
from scoring.selectors import matches as selectors
from scoring.services import matches
from scoring.views.finding import lead_of


@require_GET
def lead_matches(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the homes for sale that fit a buyer. The box goes away for leads who do not buy."""
    lead = lead_of(request, pk)
    found = selectors.homes_for(lead, today=clock.today(ZoneInfo(request.agent.timezone)))
    response = render(request, "scoring/matches.html", {"lead": lead, "found": found})
    if lead.kind != LeadKind.BUYER:
        response["HX-Reswap"] = "delete"
    return response


@require_GET
def home_buyers(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the buyers whom a home for sale fits. The box goes away for homes that are not for sale."""
    home = _home(pk)
    listing = selectors.with_estimates(Listing.objects.filter(property=home, status="active")).order_by("pk").last()
    today = clock.today(ZoneInfo(request.agent.timezone))
    found = selectors.buyers_for(listing, request.agent, today=today) if listing else []
    response = render(request, "scoring/match_buyers.html", {"home": home, "found": found})
    if listing is None:
        response["HX-Reswap"] = "delete"
    return response


@require_POST
def dismiss(request: HtmxRequest, pk: int, home_pk: int) -> HttpResponse:
    """Set a home aside for a buyer."""
    lead, home = lead_of(request, pk), _home(home_pk)
    matches.dismiss(lead, home, by=request.agent)
    undo = reverse("scoring:match-take-back", args=[pk, home_pk])
    toasts.say(request, f"{home.situs_street} is not for {lead.contact.name}", undo_url=undo)
    return carry_on(request, "crm:lead", pk)


@require_POST
def take_back(request: HtmxRequest, pk: int, home_pk: int) -> HttpResponse:
    """Propose a home again that was set aside."""
    matches.take_back(lead_of(request, pk), _home(home_pk))
    return carry_on(request, "crm:lead", pk)


def _home(pk: int) -> Property:
    found: Property = get_object_or_404(Property, pk=pk)
    return found

"""The wholesaler's score on the page of the lead who owns the parcel."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from realestate.web.requests import HtmxRequest
from scoring.selectors import parcels
from scoring.views.finding import lead_of


@require_GET
def lead_parcels(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show tier, points, reasons and the highest offer. The box goes away where no owned parcel is scored."""
    found = parcels.of_lead(lead_of(request, pk))
    response = render(request, "scoring/parcels.html", {"parcels": found})
    if not found:
        response["HX-Reswap"] = "delete"
    return response

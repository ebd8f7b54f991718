"""Homes: find one, and see who has to do with it."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from crm.models import Property
from crm.selectors import properties as selectors
from realestate.web.requests import HtmxRequest, page

STATUSES = {"active": "For sale", "pending": "Pending", "sold": "Sold"}
LONGEST = 120


@require_GET
def properties(request: HtmxRequest) -> HttpResponse:
    """Show homes by street, all or those that fit."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    status = request.GET.get("status", "")
    status = status if status in STATUSES else ""
    found = selectors.page(text=text, status=status, after=request.GET.get("after", ""))
    query = urlencode({name: value for name, value in (("q", text), ("status", status)) if value})
    context = {"found": found, "text": text, "status": status, "statuses": STATUSES.items(), "query": query}
    return page(request, "crm/properties.html", context, part="rows")


@require_GET
def home(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show one home."""
    row: Property = get_object_or_404(Property.objects.select_related("market"), pk=pk)
    return render(request, "crm/property.html", {"home": row, "page": selectors.home_page(row, request.agent)})

"""Find anything from any page: the command menu asks here at each pause in typing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from crm.models import Lead, Property
from crm.selectors import search as selectors
from realestate.web.requests import HtmxRequest, is_fragment

LONGEST = 120


@require_GET
def search(request: HtmxRequest) -> HttpResponse:
    """Answer with what was found: a fragment for the menu, a page otherwise."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    found = selectors.everywhere(text, request.agent)
    groups = [
        {"title": "People", "found": [_person(lead) for lead in found.leads]},
        {"title": "Homes", "found": [_home(home) for home in found.homes]},
    ]
    template = "components/search_results.html" if is_fragment(request) else "crm/search.html"
    return render(request, template, {"groups": groups, "text": text, "is_empty": not (found.leads or found.homes)})


def _person(lead: Lead) -> dict[str, str]:
    detail = ", ".join(
        filter(None, [lead.get_kind_display().lower(), lead.get_status_display().lower(), lead.contact.city])
    )
    return {"label": lead.contact.name, "url": reverse("crm:lead", args=[lead.pk]), "detail": detail}


def _home(home: Property) -> dict[str, str]:
    return {
        "label": home.situs_street,
        "url": reverse("crm:property", args=[home.pk]),
        "detail": home.situs_city,
        "icon": "house",
    }

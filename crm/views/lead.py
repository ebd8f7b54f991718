"""One lead: who they are, what happened, what comes next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crm.forms.lead import NoteForm
from crm.models import Lead
from crm.selectors import lead_page as selectors
from crm.selectors import timeline as history
from crm.views.finding import lead_of
from crm.views.lead_writing import TABS
from realestate.lib import timeline as ways
from realestate.web.requests import HtmxRequest


@require_GET
def lead(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the whole page of a lead."""
    row = lead_of(request, pk)
    context = {
        "page": selectors.lead_page(row),
        "lead": row,
        "contact": row.contact,
        "snoozes": selectors.snoozes(request.agent),
        "tabs": TABS,
        "tab": "note",
        "form": NoteForm(),
        **_history(request, row),
    }
    return render(request, "crm/lead.html", context)


@require_GET
def timeline(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the timeline under a filter, or more of it; without htmx, the page with that filter."""
    row = lead_of(request, pk)
    if not request.htmx:
        return lead(request, pk)
    context = {"lead": row, "contact": row.contact, **_history(request, row)}
    part = "more" if request.GET.get("after") else "history"
    return render(request, f"crm/lead_timeline.html#{part}", context)


def _history(request: HtmxRequest, row: Lead) -> dict[str, object]:
    group = request.GET.get("show", "")
    group = group if group in ways.GROUPS else ""
    after = request.GET.get("after", "")
    zone = request.agent.timezone
    return {
        "history": history.history(row.contact, zone=zone, group=group, after=after),
        "group": group,
        "groups": {"": "All", **ways.GROUPS}.items(),
        "zone": zone,
    }

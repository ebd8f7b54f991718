"""One lead: who they are, what happened, what comes next."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from crm.models import Lead
from crm.selectors import lead_page as selectors
from crm.selectors import timeline as history
from crm.views.finding import lead_of
from realestate.lib import panels
from realestate.lib import timeline as ways
from realestate.web.requests import HtmxRequest

PARTS = ("top", "facts", "next")


@require_GET
def lead(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the whole page of a lead."""
    row = lead_of(request, pk)
    first = next(iter(panels.tabs_for("lead-write")), None)
    context = {
        **own_context(request, row),
        **_history(request, row),
        # Without its query the first tab's address chooses the way to write that this person can be reached by.
        "write_url": reverse(first.url_name, args=[pk, *first.arguments]) if first else "",
    }
    return render(request, "crm/lead.html", context)


@require_GET
def part(request: HtmxRequest, pk: int, name: str) -> HttpResponse:
    """Show one part of the page anew; without htmx, the page."""
    if name not in PARTS:
        raise Http404
    row = lead_of(request, pk)
    if not request.htmx:
        return lead(request, pk)
    return render(request, f"crm/lead.html#{name}", own_context(request, row))


@require_GET
def timeline(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show the timeline under a filter, or more of it; without htmx, the page with that filter."""
    row = lead_of(request, pk)
    if not request.htmx:
        return lead(request, pk)
    context = {"lead": row, "contact": row.contact, **_history(request, row)}
    shown = "more" if context["read_on"] else "history"
    return render(request, f"crm/lead_timeline.html#{shown}", context)


def own_context(request: HtmxRequest, row: Lead) -> dict[str, object]:
    """Return what the parts of the page need that draw themselves anew."""
    return {
        "page": selectors.lead_page(row),
        "lead": row,
        "contact": row.contact,
        "snoozes": selectors.snoozes(request.agent),
        "zone": request.agent.timezone,
        "hears": f"live:contact-{row.contact_id}",
    }


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
        "hears": f"live:contact-{row.contact_id}",
        "read_on": bool(after),
    }

"""What can be done with chosen people: see who they are, assign, tag; each with its undo."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from crm.forms.lead import OwnerForm, TagForm
from crm.models import Agent, Lead
from crm.selectors import people as selectors
from crm.services import leads as lead_services
from crm.services import together
from crm.views.answers import go_back, say_done
from realestate.web import undo
from realestate.web.requests import HtmxRequest

MOST_CHOSEN = 500


@require_POST
def chosen(request: HtmxRequest) -> HttpResponse:
    """Draw the tray: how many were chosen, who of them permitted what, and what can be done."""
    leads = selectors.fill(list(_chosen(request).select_related("contact", "assigned_to")))
    rows = selectors.rows(leads)
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        sums[row.consent, row.consent_tone] = sums.get((row.consent, row.consent_tone), 0) + 1
    agents = Agent.objects.active().order_by("name")
    context = {"rows": rows, "sums": sorted(sums.items(), key=lambda item: (-item[1], item[0])), "agents": agents}
    return render(request, "crm/people_tray.html", context)


@require_POST
def assign(request: HtmxRequest) -> HttpResponse:
    """Give the chosen ones to an agent, or to nobody."""
    form = OwnerForm(request.POST)
    if form.is_valid():
        agent = form.cleaned_data["agent"]
        before = together.assign(_chosen(request).select_related("contact"), agent, by=request.agent)
        url = undo.offer(request, "people.assign", before={str(pk): old for pk, old in before.items()})
        whose = f"{agent.name} has" if agent else "Nobody has"
        say_done(request, f"{whose} {len(before)} more {_people(len(before))} now.", undo_url=url if before else "")
    return go_back(request, "crm:people")


@require_POST
def tag(request: HtmxRequest) -> HttpResponse:
    """Put a tag on the chosen ones."""
    form = TagForm(request.POST)
    if form.is_valid():
        word, new = together.tag(
            [lead.contact for lead in _chosen(request).select_related("contact")], form.cleaned_data["tag"]
        )
        url = undo.offer(request, "people.tag", tag=word.pk, contacts=new)
        say_done(request, f"{len(new)} {_people(len(new))} tagged “{word}”.", undo_url=url if new else "")
    else:
        say_done(request, "Write the tag first.", tone="attention")
    return go_back(request, "crm:people")


@undo.register("people.assign")
def _unassign(request: HttpRequest, data: dict[str, Any]) -> str:
    agent: Agent = request.agent  # type: ignore[attr-defined]
    before = {int(pk): old for pk, old in data["before"].items()}
    agents = Agent.objects.in_bulk([old for old in before.values() if old])
    for lead in Lead.objects.for_agent(agent).filter(pk__in=before):
        old = before[lead.pk]
        lead_services.assign(lead, agents.get(old) if old else None, by=agent)
    return f"{len(before)} {_people(len(before))} given back."


@undo.register("people.tag")
def _untag(request: HttpRequest, data: dict[str, Any]) -> str:
    count = together.untag(data["tag"], data["contacts"])
    return f"The tag was taken off {count} {_people(count)}."


def _chosen(request: HtmxRequest) -> QuerySet[Lead]:
    """Return the chosen leads that this agent may see."""
    ids = [int(pk) for pk in request.POST.getlist("lead")[:MOST_CHOSEN] if pk.isdecimal()]
    return Lead.objects.for_agent(request.agent).filter(pk__in=ids)


def _people(count: int) -> str:
    return "person" if count == 1 else "people"

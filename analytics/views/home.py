"""Today: who to call and why, and the day around it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from analytics.metrics.call_list import span
from analytics.selectors import agent_home, overnight
from analytics.selectors.first_steps import first_steps
from analytics.services import calls
from analytics.services.calls import Worked
from crm.models import Agent, Lead
from crm.selectors.lead_page import SNOOZES, snooze_until
from crm.services import leads
from outreach.models import Handoff
from realestate.lib import clock
from realestate.web import toasts, undo
from realestate.web.requests import HtmxRequest, is_fragment, page

TEMPLATE = "analytics/home.html"
MINUTES_A_CALL = 10


@require_GET
def home(request: HtmxRequest) -> HttpResponse:
    """Show the agent's day; htmx fetches the list anew when something happens."""
    return page(request, TEMPLATE, _context(request), part="list")


@require_GET
def why_not(request: HtmxRequest) -> HttpResponse:
    """Say why somebody is not on the list."""
    text = request.GET.get("who", "").strip()
    found = agent_home.missing(request.agent, text) if text else []
    context = {"who": text, "missing": found, "zone": request.agent.timezone}
    if is_fragment(request):
        return page(request, TEMPLATE, context, part="why")
    return page(request, TEMPLATE, {**_context(request), **context}, part="why")


@require_POST
def done(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take a worked lead off today's list."""
    lead = _lead(request, pk)
    worked = calls.done(lead, by=request.agent)
    return _said(request, lead, worked, f"{lead.contact.name}: done for today")


@require_POST
def later(request: HtmxRequest, pk: int) -> HttpResponse:
    """Set a lead aside for a while."""
    lead = _lead(request, pk)
    key = request.POST.get("until", "tomorrow")
    key = key if key in SNOOZES else "tomorrow"
    worked = Worked(task_id=None, alert_ids=[], snoozed_before=lead.snoozed_until)
    leads.snooze(lead, snooze_until(key, request.agent), by=request.agent)
    return _said(request, lead, worked, f"{lead.contact.name} rests {SNOOZES[key][0].lower()}")


@require_POST
def not_this_one(request: HtmxRequest, pk: int) -> HttpResponse:
    """Leave a lead off the list for a week, and keep why."""
    lead = _lead(request, pk)
    worked = calls.not_this_one(lead, request.POST.get("why", ""), by=request.agent)
    return _said(request, lead, worked, f"{lead.contact.name} is off the list for a week")


@require_POST
def bring_back(request: HtmxRequest, pk: int) -> HttpResponse:
    """Show a lead on the list again."""
    lead = _lead(request, pk)
    before = lead.snoozed_until
    leads.snooze(lead, None, by=request.agent)
    kept = {"lead": pk, "until": before.isoformat() if before else None}
    toasts.say(request, f"{lead.contact.name} is back on the list", undo_url=undo.offer(request, "lead.snooze", **kept))
    return redirect("home")


@undo.register("today.worked")
def _take_back(request: HttpRequest, data: dict[str, Any]) -> str:
    agent: Agent = request.agent  # type: ignore[attr-defined]
    lead = get_object_or_404(Lead.objects.for_agent(agent).select_related("contact"), pk=data["lead"])
    before = datetime.fromisoformat(data["before"]) if data["before"] else None
    calls.take_back(lead, Worked(task_id=data["task"], alert_ids=data["alerts"], snoozed_before=before), by=agent)
    return f"{lead.contact.name} is back on the list."


def waiting_count(request: HttpRequest) -> int:
    """Return how many people asked for this agent and still wait, for the nav."""
    agent = getattr(request, "agent", None)
    return Handoff.objects.filter(status="open", lead__in=agent_home.own(agent)).count() if agent else 0


def _said(request: HtmxRequest, lead: Lead, worked: Worked, words: str) -> HttpResponse:
    before = worked.snoozed_before.isoformat() if worked.snoozed_before else None
    url = undo.offer(request, "today.worked", lead=lead.pk, task=worked.task_id, alerts=worked.alert_ids, before=before)
    toasts.say(request, words, undo_url=url)
    if is_fragment(request):
        return page(request, TEMPLATE, _context(request), part="list")
    return redirect("home")


def _lead(request: HtmxRequest, pk: int) -> Lead:
    return get_object_or_404(Lead.objects.for_agent(request.agent).select_related("contact", "assigned_to"), pk=pk)


def _context(request: HtmxRequest) -> dict[str, Any]:
    agent: Agent = request.agent
    listed = agent_home.calls(agent)
    context = {
        "agent": agent,
        "calls": listed,
        "steps": [] if listed.lines else first_steps(agent),
        "day": agent_home.day(agent),
        "zone": agent.timezone,
        "now": clock.now(),
        "takes": span(timedelta(minutes=len(listed.lines) * MINUTES_A_CALL)),
        "snoozes": [(key, words) for key, (words, _) in SNOOZES.items()],
        "reasons": list(calls.REASONS.items()),
    }
    if not is_fragment(request):
        context |= {"night": overnight.night(agent), "today": clock.today(ZoneInfo(agent.timezone))}
    return context

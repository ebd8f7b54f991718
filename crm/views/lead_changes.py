"""Change how a lead is worked: stage, owner, rest, tags; each with its undo where there is a way back."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from crm.forms.lead import OwnerForm, StatusForm, TagForm
from crm.models import Agent, Lead, Tag
from crm.selectors.lead_page import BY_OTHER_WAYS, SNOOZES, snooze_until
from crm.services import contacts, leads
from crm.states import LEAD_STEPS, LeadStatus
from crm.views.answers import carry_on, say_done
from crm.views.finding import lead_of
from realestate.lib.errors import IllegalTransition
from realestate.web import undo
from realestate.web.requests import HtmxRequest


@require_POST
def stage(request: HtmxRequest, pk: int) -> HttpResponse:
    """Move a lead one step by hand."""
    lead = lead_of(request, pk)
    form = StatusForm(request.POST)
    to = form.cleaned_data["to"] if form.is_valid() else ""
    if to not in set(LeadStatus.values) - BY_OTHER_WAYS:
        raise IllegalTransition("Choose one of the stages shown.")
    old = lead.status
    step = leads.change_status(lead, to, reason=f"By {request.agent.name}.", agent=request.agent)
    url = undo.offer(request, "lead.stage", lead=pk, to=old) if old in LEAD_STEPS[to] else ""
    say_done(request, f"{lead.contact.name} is at “{step.get_new_display()}” now.", undo_url=url)
    return carry_on(request, "crm:lead", pk)


@require_POST
def owner(request: HtmxRequest, pk: int) -> HttpResponse:
    """Give a lead to an agent, or to nobody."""
    lead = lead_of(request, pk)
    form = OwnerForm(request.POST)
    if form.is_valid() and form.cleaned_data["agent"] != lead.assigned_to:
        before = {str(lead.pk): lead.assigned_to_id}
        agent = form.cleaned_data["agent"]
        leads.assign(lead, agent, by=request.agent)
        who = agent.name if agent else "Nobody"
        say_done(
            request,
            f"{who} works {lead.contact.name} now.",
            undo_url=undo.offer(request, "people.assign", before=before),
        )
    return carry_on(request, "crm:lead", pk)


@require_POST
def snooze(request: HtmxRequest, pk: int) -> HttpResponse:
    """Let a lead rest for a while, or wake it (an empty ``until``)."""
    lead = lead_of(request, pk)
    key = request.POST.get("until", "")
    before = lead.snoozed_until.isoformat() if lead.snoozed_until else None
    until = snooze_until(key, request.agent) if key in SNOOZES else None
    leads.snooze(lead, until, by=request.agent)
    said = f"rests {SNOOZES[key][0].lower()}" if until else "is back on the lists"
    say_done(
        request, f"{lead.contact.name} {said}.", undo_url=undo.offer(request, "lead.snooze", lead=pk, until=before)
    )
    return carry_on(request, "crm:lead", pk)


@require_POST
def add_tag(request: HtmxRequest, pk: int) -> HttpResponse:
    """Put a tag on the person."""
    lead = lead_of(request, pk)
    form = TagForm(request.POST)
    if form.is_valid():
        contacts.add_tags(lead.contact, [form.cleaned_data["tag"]])
    return carry_on(request, "crm:lead", pk)


@require_POST
def remove_tag(request: HtmxRequest, pk: int, tag_pk: int) -> HttpResponse:
    """Take a tag off the person."""
    lead = lead_of(request, pk)
    tag = get_object_or_404(Tag, pk=tag_pk)
    contacts.remove_tag(lead.contact, tag)
    say_done(request, f"“{tag}” was taken off.", undo_url=undo.offer(request, "lead.tag", lead=pk, tag=tag.name))
    return carry_on(request, "crm:lead", pk)


@undo.register("lead.stage")
def _stage_back(request: HttpRequest, data: dict[str, Any]) -> str:
    lead = _seen(request, data["lead"])
    leads.change_status(lead, data["to"], reason="Taken back.", agent=_agent(request))
    return f"{lead.contact.name} is at “{lead.get_status_display()}” again."


@undo.register("lead.snooze")
def _snooze_back(request: HttpRequest, data: dict[str, Any]) -> str:
    lead = _seen(request, data["lead"])
    leads.snooze(lead, datetime.fromisoformat(data["until"]) if data["until"] else None, by=_agent(request))
    return f"{lead.contact.name} is as before."


@undo.register("lead.tag")
def _tag_back(request: HttpRequest, data: dict[str, Any]) -> str:
    contacts.add_tags(_seen(request, data["lead"]).contact, [data["tag"]])
    return f"“{data['tag']}” is back."


def _seen(request: HttpRequest, pk: int) -> Lead:
    return get_object_or_404(Lead.objects.for_agent(_agent(request)).select_related("contact"), pk=pk)


def _agent(request: HttpRequest) -> Agent:
    agent: Agent = request.agent  # type: ignore[attr-defined]
    return agent

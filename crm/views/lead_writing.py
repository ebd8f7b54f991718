"""Write down what happened or what is to do: note, call, task, appointment."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from crm.forms.lead import AppointmentForm, CallForm, NoteForm, TaskForm
from crm.models import Agent, Lead
from crm.services import appointments, interactions, todo
from crm.states import InteractionKind
from crm.views.answers import SAID, go_back, say_done
from crm.views.finding import lead_of
from realestate.web.forms import SheetForm
from realestate.web.requests import HtmxRequest, page


@require_http_methods(["GET", "POST"])
def write(request: HtmxRequest, pk: int, what: str) -> HttpResponse:
    """Show one of the forms, or take what was written and show it empty again."""
    if what not in _WRITERS:
        raise Http404
    lead = lead_of(request, pk)
    form = _form(what, request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        say_done(request, _WRITERS[what](lead, form, request.agent))
        if not request.htmx:
            return go_back(request, "crm:lead", pk)
        answer = page(request, "crm/lead_write.html", _context(lead, what, _form(what, request)), part="composer")
        answer["HX-Trigger"] = SAID
        return answer
    status = 422 if form.errors else 200
    return page(request, "crm/lead_write.html", _context(lead, what, form), part="composer", status=status)


def _context(lead: Lead, what: str, form: SheetForm) -> dict[str, Any]:
    return {"lead": lead, "contact": lead.contact, "tab": what, "form": form}


def _form(what: str, request: HtmxRequest, data: Any = None) -> SheetForm:
    if what == "note":
        return NoteForm(data)
    if what == "call":
        return CallForm(data)
    return (TaskForm if what == "task" else AppointmentForm)(data, zone=request.agent.timezone)


def _note(lead: Lead, form: Any, agent: Agent) -> str:
    interactions.record(
        lead.contact, InteractionKind.NOTE, lead=lead, agent=agent, summary=form.cleaned_data["summary"]
    )
    return "The note is kept."


def _call(lead: Lead, form: Any, agent: Agent) -> str:
    data = form.cleaned_data
    interactions.record(
        lead.contact,
        InteractionKind.CALL,
        lead=lead,
        agent=agent,
        summary=data["summary"],
        disposition=data["disposition"],
        seconds=data["minutes"] * 60 if data["minutes"] else None,
    )
    return "The call is kept."


def _task(lead: Lead, form: Any, agent: Agent) -> str:
    todo.create(form.cleaned_data["title"], lead=lead, agent=agent, due_at=form.cleaned_data["due_at"])
    return "The task waits."


def _appointment(lead: Lead, form: Any, agent: Agent) -> str:
    data = form.cleaned_data
    appointments.set_appointment(
        lead,
        starts_at=data["starts_at"],
        ends_at=form.ends_at(),
        title=data["title"],
        agent=agent,
        place=data["place"],
        timezone=agent.timezone,
    )
    return f"{data['title']} is set."


_WRITERS: dict[str, Callable[[Lead, Any, Agent], str]] = {
    "note": _note,
    "call": _call,
    "task": _task,
    "appointment": _appointment,
}

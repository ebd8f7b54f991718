"""Tick tasks off, and say what became of appointments."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from crm.models import Appointment, Lead, Task
from crm.services import appointments, todo
from crm.states import TaskState
from crm.views.answers import carry_on, say_done
from realestate.web import undo
from realestate.web.requests import HtmxRequest


@require_POST
def toggle(request: HtmxRequest, pk: int) -> HttpResponse:
    """Finish a task, or open it again: the box is its own undo."""
    seen = Q(lead__in=Lead.objects.for_agent(request.agent)) | Q(lead=None, agent=request.agent)
    task = get_object_or_404(Task.objects.filter(seen), pk=pk)
    if task.status == TaskState.OPEN:
        todo.finish(task, by=request.agent)
    else:
        todo.reopen(task, by=request.agent)
    return carry_on(request, "crm:people")


@require_POST
def resolve(request: HtmxRequest, pk: int) -> HttpResponse:
    """Note that an appointment was held, missed or cancelled."""
    appointment = _appointment(request, pk)
    appointments.resolve(appointment, request.POST.get("outcome", ""), by=request.agent)
    url = undo.offer(request, "appointment.resolve", appointment=pk)
    say_done(request, f"{appointment.title}: {appointment.get_status_display().lower()}.", undo_url=url)
    return carry_on(request, "crm:lead", appointment.lead_id)


@undo.register("appointment.resolve")
def _set_again(request: HttpRequest, data: dict[str, Any]) -> str:
    appointment = appointments.reopen(_appointment(request, data["appointment"]))  # type: ignore[arg-type]
    return f"{appointment.title} is set again."


def _appointment(request: HtmxRequest, pk: int) -> Appointment:
    seen = Appointment.objects.filter(lead__in=Lead.objects.for_agent(request.agent)).select_related("lead")
    return get_object_or_404(seen, pk=pk)

"""Changes to one run, to one step of it, or to all runs of a lead. Each has its way back."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from crm.views.answers import go_back
from nurturing.services import enrollment, touchpoints
from nurturing.views.finding import run_of, touchpoint_of
from realestate.web import toasts
from realestate.web.requests import HtmxRequest


@require_POST
def pause(request: HtmxRequest, pk: int) -> HttpResponse:
    """Hold one run."""
    run = run_of(request, pk)
    enrollment.pause(run)
    toasts.say(
        request, f"{run.lead.contact.name} waits in “{run.sequence}”.",
        undo_url=reverse("nurturing:run-resume", args=[run.pk]),
    )  # fmt: skip
    return go_back(request, "nurturing:sequence", run.sequence_id)


@require_POST
def resume(request: HtmxRequest, pk: int) -> HttpResponse:
    """Let one run go on."""
    run = run_of(request, pk)
    enrollment.resume(run)
    toasts.say(
        request, f"{run.lead.contact.name} goes on in “{run.sequence}”.",
        undo_url=reverse("nurturing:run-pause", args=[run.pk]),
    )  # fmt: skip
    return go_back(request, "nurturing:sequence", run.sequence_id)


@require_POST
def leave(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take a lead out of one sequence."""
    run = run_of(request, pk)
    enrollment.exit_one(run, because=f"Taken out by {request.agent.name}")
    toasts.say(request, f"{run.lead.contact.name} left “{run.sequence}”.")
    return go_back(request, "nurturing:sequence", run.sequence_id)


@require_POST
def skip(request: HtmxRequest, pk: int) -> HttpResponse:
    """Leave one step out."""
    step = touchpoints.skip(touchpoint_of(request, pk), by=request.agent)
    toasts.say(request, f"“{step.step.name}” is left out.")
    return go_back(request, "crm:lead", step.lead_id)

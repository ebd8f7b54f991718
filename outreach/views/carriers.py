"""Carrier health: how messages arrive, what is braked and why, and what nobody can tell. For who sees all."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from outreach.metrics.carrier import LINE
from outreach.models import Message, SendingBrake
from outreach.selectors import carriers
from outreach.services import brakes, campaigns, outcomes
from outreach.views.safeguards import draw, managers_only
from realestate.web import toasts
from realestate.web.requests import HtmxRequest


@require_GET
def health(request: HtmxRequest) -> HttpResponse:
    """Show how messages arrived within the last week, as measured."""
    managers_only(request)
    told = carriers.by_campaign()
    names = campaigns.names_of(key for key, *_ in told)
    context = {
        "lanes": carriers.lanes(request.agent.brokerage),
        "campaigns": [(names[key], *how) for key, *how in told],
        "templates": carriers.by_template(),
        "failures": carriers.failures(),
        "repeated": carriers.repeated(),
        "queue": carriers.queue(),
        "doubts": carriers.in_doubt(),
        "brakes": carriers.brakes(),
        "line": LINE,
        "repeats": carriers.REPEATED,
    }
    return draw(request, "carriers", context)


@require_POST
def resume(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take a brake off."""
    managers_only(request)
    brake = brakes.lift(get_object_or_404(SendingBrake, pk=pk), by=request.agent)
    toasts.say(request, f"{brake.get_channel_display()}: sent at its own pace again.")
    return HttpResponseRedirect(reverse("outreach:carriers"))


@require_POST
def decide(request: HtmxRequest, pk: int) -> HttpResponse:
    """Take a person's word on whether a message in doubt arrived."""
    managers_only(request)
    arrived = request.POST.get("arrived") == "1"
    outcomes.decide_by_hand(get_object_or_404(Message, pk=pk), arrived=arrived, by=request.agent)
    toasts.say(request, "Kept as delivered." if arrived else "Kept as not delivered. Its agent has a task.")
    return HttpResponseRedirect(reverse("outreach:carriers"))

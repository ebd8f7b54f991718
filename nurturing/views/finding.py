"""The rows a view works on: found within what this agent may see, or not at all."""

from django.shortcuts import get_object_or_404

from nurturing.models import Enrollment, Notice, Sequence, Touchpoint
from realestate.lib.errors import NotAllowed
from realestate.web.requests import HtmxRequest


def sequence_of(request: HtmxRequest, pk: int) -> Sequence:
    """Return a sequence, or answer 404."""
    return get_object_or_404(Sequence.objects.all(), pk=pk)


def sequence_to_switch(request: HtmxRequest, pk: int) -> Sequence:
    """Return a sequence for who may switch it, which are owners and managers.

    Raises:
        NotAllowed: the agent is neither.
    """
    sequence = sequence_of(request, pk)
    if not request.agent.sees_everyone:
        raise NotAllowed("Only owners and managers switch sequences off and on.")
    return sequence


def sequence_to_change(request: HtmxRequest, pk: int) -> Sequence:
    """Return a sequence for who may change its steps, which are owners and managers.

    Raises:
        NotAllowed: the agent is neither.
    """
    sequence = sequence_of(request, pk)
    if not request.agent.sees_everyone:
        raise NotAllowed("Only owners and managers change sequences.")
    return sequence


def run_of(request: HtmxRequest, pk: int) -> Enrollment:
    """Return a run of a lead this agent may see, or answer 404."""
    runs = Enrollment.objects.for_agent(request.agent).select_related("sequence", "lead__contact")
    return get_object_or_404(runs, pk=pk)


def touchpoint_of(request: HtmxRequest, pk: int) -> Touchpoint:
    """Return a step of a lead this agent may see, or answer 404."""
    steps = Touchpoint.objects.for_agent(request.agent).select_related("step", "lead__contact")
    return get_object_or_404(steps, pk=pk)


def notice_of(request: HtmxRequest, pk: int) -> Notice:
    """Return one of the agent's own notices, or answer 404."""
    return get_object_or_404(Notice.objects.filter(agent=request.agent), pk=pk)

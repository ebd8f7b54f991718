"""How nurturing's events read on a person's timeline. Steps that became a message are drawn as that message."""

from collections.abc import Sequence

from crm.models import Event
from nurturing.models import Enrollment, Touchpoint
from nurturing.states import TouchpointStatus
from realestate.lib.timeline import Contexts, renders

# Those of which neither a message nor the end of the run tells.
TOLD = (TouchpointStatus.SKIPPED, TouchpointStatus.EXPIRED)


@renders("enrollment.started", "enrollment.ended", template="nurturing/timeline/run.html")
def runs(events: Sequence[Event]) -> Contexts:
    """Sequences begun, finished and left, with the reason."""
    ids = {event.payload["enrollment_id"] for event in events}
    found = Enrollment.objects.select_related("sequence").in_bulk(ids)
    return {
        event.pk: {"run": run, "began": event.kind == "enrollment.started", "because": event.payload["because"]}
        for event in events
        if (run := found.get(event.payload["enrollment_id"]))
    }


@renders("touchpoint.resolved", template="nurturing/timeline/step.html", groups={"stopped": {"status": list(TOLD)}})
def steps(events: Sequence[Event]) -> Contexts:
    """Steps left out, with the reason."""
    told = [event for event in events if event.payload["status"] in TOLD]
    ids = {event.payload["touchpoint_id"] for event in told}
    found = Touchpoint.objects.select_related("step", "enrollment__sequence").in_bulk(ids)
    return {
        event.pk: {"touchpoint": step, "status": event.payload["status"], "reason": event.payload["reason"]}
        for event in told
        if (step := found.get(event.payload["touchpoint_id"]))
    }

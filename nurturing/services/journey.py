"""How a run moves on: one open step at a time, the next one planned when it is resolved.

Whoever changes a run locks the person first, then the enrollment, then the touchpoint. Every send and every stop
locks the person too, so they all come one after the other, and the step after this one cannot be planned twice.
``advance`` looks at the rows alone; run again, or after a crash, it comes to the same answer.
"""

from datetime import datetime

from django.db.models import Min

from crm.models import Lead
from crm.services import events, leads
from nurturing.events import EnrollmentEnded, TouchpointResolved
from nurturing.models import Enrollment, Step, Touchpoint
from nurturing.rules import timing
from nurturing.states import ENROLLMENT_STEPS, TOUCHPOINT_STEPS, UNRESOLVED, EnrollmentStatus, TouchpointStatus
from outreach.services import conversations
from realestate.lib import clock, states

REASON_LENGTH = 200
FINISHED = "All steps are done"


def lock(enrollment_id: int) -> Enrollment:
    """Return an enrollment, locked until the transaction in force ends, with all that its steps need."""
    conversations.lock_contact(Enrollment.objects.values_list("contact_id", flat=True).get(pk=enrollment_id))
    rows = Enrollment.objects.select_related(
        "sequence", "version", "brokerage", "lead__brokerage", "lead__contact", "lead__assigned_to"
    )
    return rows.select_for_update(of=("self",)).get(pk=enrollment_id)


def lock_touchpoint(touchpoint_id: int) -> Touchpoint:
    """Return a touchpoint with its enrollment, both locked, the enrollment first."""
    enrollment = lock(Touchpoint.objects.values_list("enrollment_id", flat=True).get(pk=touchpoint_id))
    touchpoint = (
        Touchpoint.objects.select_for_update(of=("self",)).select_related("step__template").get(pk=touchpoint_id)
    )
    touchpoint.enrollment, touchpoint.lead = enrollment, enrollment.lead
    return touchpoint


def resolve(touchpoint: Touchpoint, to: str, *, reason: str = "", at: datetime | None = None) -> None:
    """Bring a step to its end, tell of it, and plan what follows. The caller holds the locks.

    Args:
        at: when it ended; the next wait counts from there.
    """
    states.move(touchpoint, to, table=TOUCHPOINT_STEPS, reason=reason[:REASON_LENGTH], done_at=at or clock.now())
    events.publish(
        TouchpointResolved(
            brokerage_id=touchpoint.brokerage_id,
            contact_id=touchpoint.enrollment.contact_id,
            touchpoint_id=touchpoint.pk,
            lead_id=touchpoint.lead_id,
            status=to,
            reason=touchpoint.reason,
        )
    )
    advance(touchpoint.enrollment)


def advance(enrollment: Enrollment) -> Touchpoint | None:
    """Plan the next step if the last one is resolved, or finish the run. Returns the touchpoint it planned.

    A paused run is planned on but not finished: resuming does that.
    """
    if enrollment.status not in {EnrollmentStatus.ACTIVE, EnrollmentStatus.PAUSED}:
        return None
    last = enrollment.touchpoints.select_related("step").order_by("-step__number").first()
    if last is not None and last.status in UNRESOLVED:
        return None
    since = (last.done_at or clock.now()) if last else enrollment.started_at
    step = Step.objects.filter(version_id=enrollment.version_id, number__gt=last.step.number if last else 0).first()
    planned = None
    if step is not None:
        planned = Touchpoint.objects.create(
            brokerage_id=enrollment.brokerage_id,
            enrollment=enrollment,
            step=step,
            lead_id=enrollment.lead_id,
            due_at=timing.due_at(since, step.wait_minutes),
        )
    elif enrollment.status == EnrollmentStatus.ACTIVE:
        end(enrollment, EnrollmentStatus.FINISHED, because=FINISHED)
    keep_next_touch(enrollment.lead)
    return planned


def end(enrollment: Enrollment, to: str, *, because: str) -> None:
    """Close a run and tell of it. The caller has dealt with its open step."""
    states.move(enrollment, to, table=ENROLLMENT_STEPS, ended_at=clock.now(), ended_because=because[:160])
    events.publish(
        EnrollmentEnded(
            brokerage_id=enrollment.brokerage_id,
            contact_id=enrollment.contact_id,
            enrollment_id=enrollment.pk,
            lead_id=enrollment.lead_id,
            status=to,
            because=enrollment.ended_because,
        )
    )


def keep_next_touch(lead: Lead) -> None:
    """Write on the lead when its next step is due, over all its active runs."""
    planned = Touchpoint.objects.planned().filter(lead=lead, enrollment__status=EnrollmentStatus.ACTIVE)
    leads.touched(lead, next_touch_at=planned.aggregate(first=Min("due_at"))["first"])


def open_step(enrollment: Enrollment) -> Touchpoint | None:
    """Return the run's open step, locked. The caller holds the enrollment."""
    rows = enrollment.touchpoints.select_for_update().filter(status__in=UNRESOLVED)
    touchpoint = rows.first()
    if touchpoint is not None:
        touchpoint.enrollment = enrollment
    return touchpoint


def back_to_planned(touchpoint: Touchpoint, *, reason: str) -> None:
    """Plan a step again that was claimed or taken back."""
    states.move(
        touchpoint, TouchpointStatus.PLANNED, table=TOUCHPOINT_STEPS, reason=reason[:REASON_LENGTH], claimed_at=None
    )

"""Put a lead into a sequence, and take it out again."""

from datetime import datetime

from django.db import IntegrityError, transaction

from crm.models import Agent, Lead
from crm.services import events
from nurturing.errors import CannotEnroll
from nurturing.events import EnrollmentStarted
from nurturing.models import Enrollment, Sequence, Touchpoint
from nurturing.selectors import leads as about
from nurturing.services import handing_over, journey
from nurturing.states import ENROLLMENT_STEPS, EnrollmentStatus, TouchpointStatus
from outreach.services import conversations
from realestate.lib import clock, states

PAUSED = "Paused before it went out"


@transaction.atomic
def enroll(lead: Lead, sequence: Sequence, *, because: str, agent: Agent | None = None) -> Enrollment:
    """Start a sequence for a lead, on its current version, and plan the first step.

    A lead that is in it already stays where it is, and that run is returned: the database allows one (T17).

    Args:
        because: shown on pages: "Score 74 is above 70".
        agent: who did it by hand; None if it started by itself.
    Raises:
        CannotEnroll: the lead is closed or in human hands, or the sequence is switched off or empty.
    """
    conversations.lock_contact(lead.contact_id)
    version = sequence.versions.filter(is_current=True).first()
    if version is None:
        raise CannotEnroll(f"“{sequence}” has no steps yet.")
    if sequence.is_paused:
        raise CannotEnroll(f"“{sequence}” is switched off.")
    if not Lead.objects.open().filter(pk=lead.pk).exists():
        raise CannotEnroll("This lead is closed or has opted out.")
    if about.in_human_hands(lead):
        raise CannotEnroll("A person looks after this conversation. Give it back first.")
    try:
        with transaction.atomic():
            enrollment = Enrollment.objects.create(
                lead=lead,
                contact_id=lead.contact_id,
                sequence=sequence,
                version=version,
                started_because=because[:160],
                agent=agent,
                started_at=clock.now(),
            )
    except IntegrityError:
        running: Enrollment = Enrollment.objects.running().get(lead=lead, sequence=sequence)
        return running
    journey.advance(enrollment)
    events.publish(
        EnrollmentStarted(
            brokerage_id=enrollment.brokerage_id,
            contact_id=enrollment.contact_id,
            enrollment_id=enrollment.pk,
            lead_id=lead.pk,
            sequence_id=sequence.pk,
            because=enrollment.started_because,
        )
    )
    return enrollment


@transaction.atomic
def pause(enrollment: Enrollment) -> Enrollment:
    """Hold a run where it is. A message of it that has not gone out yet is taken back and planned again (T45).

    Raises:
        IllegalTransition: it is not active.
    """
    enrollment = journey.lock(enrollment.pk)
    states.move(enrollment, EnrollmentStatus.PAUSED, table=ENROLLMENT_STEPS)
    touchpoint = journey.open_step(enrollment)
    if touchpoint and touchpoint.status == TouchpointStatus.HANDED_OVER:
        handing_over.take_back(touchpoint, reason=PAUSED)
    journey.keep_next_touch(enrollment.lead)
    return enrollment


@transaction.atomic
def resume(enrollment: Enrollment) -> Enrollment:
    """Let a run go on. A step that came due meanwhile is due now; one still to come keeps its time (T08, T09).

    Raises:
        IllegalTransition: it is not paused.
    """
    enrollment = journey.lock(enrollment.pk)
    states.move(enrollment, EnrollmentStatus.ACTIVE, table=ENROLLMENT_STEPS)
    now = clock.now()
    Touchpoint.objects.planned().filter(enrollment=enrollment, due_at__lt=now).update(due_at=now)
    journey.advance(enrollment)  # what was on its way when it was paused may have been the last step
    journey.keep_next_touch(enrollment.lead)
    return enrollment


@transaction.atomic
def pause_all(lead: Lead) -> int:
    """Hold every active run of a lead. Returns how many."""
    active = Enrollment.objects.filter(lead=lead, status=EnrollmentStatus.ACTIVE).order_by("pk")
    return len([pause(run) for run in active])


@transaction.atomic
def resume_all(lead: Lead) -> int:
    """Let every paused run of a lead go on. Returns how many."""
    paused = Enrollment.objects.filter(lead=lead, status=EnrollmentStatus.PAUSED).order_by("pk")
    return len([resume(run) for run in paused])


@transaction.atomic
def exit_one(enrollment: Enrollment, *, because: str) -> Enrollment:
    """Take a lead out of one sequence; its open step is cancelled.

    Raises:
        IllegalTransition: the run is over already.
    """
    enrollment = journey.lock(enrollment.pk)
    # Ended first: then the cancelled step plans no other.
    journey.end(enrollment, EnrollmentStatus.EXITED, because=because)
    touchpoint = journey.open_step(enrollment)
    if touchpoint is not None:
        handing_over.call_off(touchpoint, reason=because)
    journey.keep_next_touch(enrollment.lead)
    return enrollment


@transaction.atomic
def exit_all(lead: Lead, *, because: str, started_before: datetime | None = None) -> int:
    """Take a lead out of every sequence. Returns how many runs it ended.

    Args:
        started_before: leave younger runs alone, so that a fact told late or again ends nothing it did not mean.
    """
    conversations.lock_contact(lead.contact_id)
    running = Enrollment.objects.running().filter(lead=lead)
    if started_before is not None:
        running = running.filter(started_at__lte=started_before)
    rows = list(running.order_by("pk"))
    for enrollment in rows:
        exit_one(enrollment, because=because)
    return len(rows)

"""Find what got stuck, and set it going again. Each of these finds nothing on a good day."""

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from nurturing.models import Touchpoint
from nurturing.rules import timing
from nurturing.selectors import health
from nurturing.services import claims, enrollment, handing_over, journey, outcomes
from nurturing.states import EnrollmentStatus, TouchpointStatus
from outreach.models import Message
from outreach.states import WAITING, MessageStatus
from realestate.lib import clock

log = structlog.get_logger()

ABANDONED = timedelta(minutes=5)
BATCH = 500


def look_after() -> None:
    """Run every check for the brokerage in force. Safe to run twice, and beside the steps themselves."""
    free_abandoned_claims()
    settle_forgotten()
    take_back_paused()
    call_off_late()
    advance_stalled()
    report_overdue()


def free_abandoned_claims() -> int:
    """Plan again what a worker claimed and never came back to. Returns how many steps."""
    stuck = Touchpoint.objects.filter(
        status=TouchpointStatus.CLAIMED, claimed_at__lt=clock.real_now() - ABANDONED
    ).values_list("pk", flat=True)[:BATCH]
    freed = claims.give_back(list(stuck))
    if freed:
        log.warning("touchpoints.claims_freed", count=freed)
    return freed


def settle_forgotten() -> int:
    """Settle steps whose message came to its end while the fact of it did not reach us. Returns how many (T40)."""
    ended = Message.objects.filter(status__in=[*outcomes.ENDS, MessageStatus.UNKNOWN])
    return sum(outcomes.settle(touchpoint_id) is not None for touchpoint_id in _handed_over_with(ended))


def take_back_paused() -> int:
    """Take back what waits at outreach for a run or sequence that is switched off. Returns how many."""
    held = _handed_over().filter(
        Q(enrollment__status=EnrollmentStatus.PAUSED) | Q(enrollment__sequence__is_paused=True),
        message_id__in=Message.objects.filter(status__in=WAITING).values("pk"),
    )
    return sum(_take_back(pk) for pk in list(held.values_list("pk", flat=True)[:BATCH]))


def call_off_late() -> int:
    """Take back messages that were held until they are too late to be of use; the run goes on. Returns how many."""
    waiting = Message.objects.filter(status__in=WAITING)
    return sum(_expire(touchpoint_id) for touchpoint_id in _handed_over_with(waiting))


def advance_stalled() -> int:
    """Plan the next step of runs that have none open. Returns how many."""
    stalled = list(health.stalled_enrollments().values_list("pk", flat=True)[:BATCH])
    for enrollment_id in stalled:
        with transaction.atomic():
            journey.advance(journey.lock(enrollment_id))
    if stalled:
        log.warning("enrollments.stalled", count=len(stalled))
    return len(stalled)


def report_overdue() -> health.Overdue:
    """Say in the log how many steps are late; pages ask the same selector (T41)."""
    late = health.overdue()
    if late.count:
        log.warning("touchpoints.overdue", count=late.count, oldest_at=late.oldest_at)
    return late


def _handed_over() -> QuerySet[Touchpoint]:
    return Touchpoint.objects.filter(status=TouchpointStatus.HANDED_OVER)


def _handed_over_with(messages: QuerySet[Message]) -> list[int]:
    steps = _handed_over().filter(message_id__in=messages.values("pk"))
    return list(steps.order_by("pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _take_back(touchpoint_id: int) -> bool:
    touchpoint = journey.lock_touchpoint(touchpoint_id)
    if touchpoint.status != TouchpointStatus.HANDED_OVER:
        return False
    return handing_over.take_back(touchpoint, reason=enrollment.PAUSED)


@transaction.atomic
def _expire(touchpoint_id: int) -> bool:
    touchpoint = journey.lock_touchpoint(touchpoint_id)
    if touchpoint.status != TouchpointStatus.HANDED_OVER or not timing.is_too_late(
        touchpoint.due_at, touchpoint.step.expires_after_minutes, clock.now()
    ):
        return False
    return handing_over.expire(touchpoint)

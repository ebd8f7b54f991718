"""What is late, and what stands still."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from nurturing.models import Enrollment, Touchpoint
from nurturing.states import UNRESOLVED, EnrollmentStatus
from realestate.lib import clock

LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Overdue:
    """Steps that should have been done by now: how many, and since when the oldest waits."""

    count: int
    oldest_at: datetime | None


def overdue(*, by: timedelta = LATE) -> Overdue:
    """Return the steps that are planned, due for longer than ``by``, and held by no pause (T41)."""
    rows = Touchpoint.objects.planned().filter(
        due_at__lt=clock.now() - by,
        enrollment__status=EnrollmentStatus.ACTIVE,
        enrollment__sequence__is_paused=False,
    )
    found = rows.aggregate(count=Count("pk"), oldest_at=Min("due_at"))
    return Overdue(**found)


def stalled_enrollments() -> QuerySet[Enrollment]:
    """Return active runs without any open step. There should be none: each end of a step plans the next (T40)."""
    from_open = Touchpoint.objects.filter(status__in=UNRESOLVED).values("enrollment_id")
    return Enrollment.objects.filter(status=EnrollmentStatus.ACTIVE).exclude(pk__in=from_open)

"""What comes next for one lead, as the panel on their page shows it."""

from dataclasses import dataclass
from datetime import datetime

from crm.models import Lead
from nurturing.models import Enrollment, Sequence, Step, Touchpoint
from nurturing.rules import timing
from nurturing.selectors import sequences
from nurturing.states import UNRESOLVED, EnrollmentStatus
from realestate.lib import clock

MOST = 5


@dataclass(frozen=True, slots=True)
class NextTouch:
    """One touch to come. ``touchpoint`` is None for a step that is planned only once the one before it is done."""

    at: datetime
    step: Step
    icon: str
    run: Enrollment
    touchpoint: Touchpoint | None

    @property
    def is_held(self) -> bool:
        """Whether outreach has the message already and waits to send it."""
        return self.touchpoint is not None and self.touchpoint.status == "handed_over"


@dataclass(frozen=True, slots=True)
class NextTouches:
    """The panel: touches in order, whose clock they are told by, and what may be done."""

    touches: list[NextTouch]
    zone: str
    active: int
    paused: int
    startable: list[Sequence]
    left: Enrollment | None


def next_touches(lead: Lead) -> NextTouches:
    """Return what is planned for a lead over all its runs, earliest first."""
    runs = list(Enrollment.objects.running().filter(lead=lead).select_related("sequence"))
    touches = [touch for run in runs for touch in _of_run(run)]
    last = None if runs else Enrollment.objects.filter(lead=lead).select_related("sequence").order_by("-pk").first()
    return NextTouches(
        touches=sorted(touches, key=lambda touch: touch.at)[:MOST],
        zone=sequences.zone_of(lead),
        active=sum(run.status == EnrollmentStatus.ACTIVE for run in runs),
        paused=sum(run.status == EnrollmentStatus.PAUSED for run in runs),
        startable=list(sequences.to_start_by_hand(lead)),
        left=last,
    )


def _of_run(run: Enrollment) -> list[NextTouch]:
    """Return the open step of a run and those behind it, each as early as it can come."""
    opened = run.touchpoints.filter(status__in=UNRESOLVED).select_related("step").first()
    if opened is None:
        return []
    at = max(opened.due_at, clock.now())
    found = [NextTouch(opened.due_at, opened.step, sequences.ICONS[opened.step.kind], run, opened)]
    for step in Step.objects.filter(version_id=run.version_id, number__gt=opened.step.number):
        at = timing.due_at(at, step.wait_minutes)
        found.append(NextTouch(at, step, sequences.ICONS[step.kind], run, None))
    return found

"""Words of sequences, enrollments and touchpoints, and the steps between them."""

from django.db import models


class StepKind(models.TextChoices):
    """What a step does once its wait is over."""

    EMAIL = "email", "Send an email"
    SMS = "sms", "Send a text"
    LETTER = "letter", "Put a letter on the list"
    CALL = "call", "Have an agent call"
    VOICE = "voice", "Call with a spoken message"
    TASK = "task", "Give an agent a task"
    WORKFLOW = "workflow", "Start a GoHighLevel workflow"


class EnrollmentStatus(models.TextChoices):
    """Whether a run through a sequence goes on."""

    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    FINISHED = "finished", "Finished"
    EXITED = "exited", "Left early"


ENROLLMENT_STEPS: dict[str, frozenset[str]] = {
    EnrollmentStatus.ACTIVE: frozenset({EnrollmentStatus.PAUSED, EnrollmentStatus.FINISHED, EnrollmentStatus.EXITED}),
    EnrollmentStatus.PAUSED: frozenset({EnrollmentStatus.ACTIVE, EnrollmentStatus.EXITED}),
    EnrollmentStatus.FINISHED: frozenset(),
    EnrollmentStatus.EXITED: frozenset(),
}


class TouchpointStatus(models.TextChoices):
    """How far one planned contact has come."""

    PLANNED = "planned", "Planned"
    CLAIMED = "claimed", "Being done"
    HANDED_OVER = "handed_over", "With outreach"
    DONE = "done", "Done"
    SKIPPED = "skipped", "Skipped"
    BLOCKED = "blocked", "Blocked"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Too late"


_ENDS = frozenset(
    {
        TouchpointStatus.DONE,
        TouchpointStatus.SKIPPED,
        TouchpointStatus.BLOCKED,
        TouchpointStatus.FAILED,
        TouchpointStatus.CANCELLED,
        TouchpointStatus.EXPIRED,
    }
)
UNRESOLVED = (TouchpointStatus.PLANNED, TouchpointStatus.CLAIMED, TouchpointStatus.HANDED_OVER)
TOUCHPOINT_STEPS: dict[str, frozenset[str]] = {
    TouchpointStatus.PLANNED: frozenset(
        {TouchpointStatus.CLAIMED, TouchpointStatus.CANCELLED, TouchpointStatus.EXPIRED, TouchpointStatus.SKIPPED}
    ),
    # A claim whose worker died goes back to planned: the message's key keeps a second try harmless.
    TouchpointStatus.CLAIMED: _ENDS | {TouchpointStatus.HANDED_OVER, TouchpointStatus.PLANNED},
    # A pause takes a message back that has not gone out yet; the step is then planned again.
    TouchpointStatus.HANDED_OVER: _ENDS | {TouchpointStatus.PLANNED},
    TouchpointStatus.DONE: frozenset(),
    TouchpointStatus.SKIPPED: frozenset(),
    TouchpointStatus.BLOCKED: frozenset(),
    TouchpointStatus.FAILED: frozenset(),
    TouchpointStatus.CANCELLED: frozenset(),
    TouchpointStatus.EXPIRED: frozenset(),
}


class RoomKind(models.TextChoices):
    """Which chat service a room is in."""

    SLACK = "slack", "Slack"
    TEAMS = "teams", "Microsoft Teams"


class NoticeState(models.TextChoices):
    """Whether an agent has seen a notice."""

    NEW = "new", "New"
    SEEN = "seen", "Seen"


NOTICE_STEPS: dict[str, frozenset[str]] = {
    NoticeState.NEW: frozenset({NoticeState.SEEN}),
    NoticeState.SEEN: frozenset(),
}

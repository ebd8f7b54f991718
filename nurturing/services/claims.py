"""Claim due steps. One of the few modules with SQL of its own: it names the brokerage itself."""

from django.db import connection, transaction

from nurturing.models import Touchpoint
from nurturing.states import TouchpointStatus
from realestate.lib import clock, scopes

BATCH = 100

# The partial index on due_at finds the rows; ANY(ARRAY(...)) keeps the planner from joining the whole table.
_CLAIM = """
UPDATE nurturing_touchpoint SET status = 'claimed', claimed_at = %(claimed_at)s
WHERE id = ANY(ARRAY(
    SELECT touchpoint.id FROM nurturing_touchpoint touchpoint
    JOIN nurturing_enrollment enrollment ON enrollment.id = touchpoint.enrollment_id
    JOIN nurturing_sequence sequence ON sequence.id = enrollment.sequence_id
    WHERE touchpoint.brokerage_id = %(brokerage)s AND touchpoint.status = 'planned' AND touchpoint.due_at <= %(now)s
      AND enrollment.status = 'active' AND NOT sequence.is_paused
    ORDER BY touchpoint.due_at, touchpoint.id
    LIMIT %(limit)s
    FOR UPDATE OF touchpoint SKIP LOCKED
))
RETURNING id, due_at
"""


def claim_due(*, limit: int = BATCH) -> list[int]:
    """Claim up to ``limit`` due steps of the brokerage in force and return their ids, oldest first.

    The claim is committed before this returns: two workers never hold the same step (T13).
    """
    asked = {
        "brokerage": scopes.current_id(),
        "now": clock.now(),
        # A lease is machine time: moving a demo clock must not make every claim look abandoned.
        "claimed_at": clock.real_now(),
        "limit": limit,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, asked)
        return [pk for pk, _ in sorted(cursor.fetchall(), key=lambda row: (row[1], row[0]))]


def give_back(ids: list[int]) -> int:
    """Return claimed steps that nobody worked on. Returns how many."""
    untouched = Touchpoint.objects.filter(pk__in=ids, status=TouchpointStatus.CLAIMED)
    return untouched.update(status=TouchpointStatus.PLANNED, claimed_at=None)

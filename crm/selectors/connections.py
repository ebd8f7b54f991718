"""What came from a connected location, and what of it waits for somebody to look."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from crm.models import GhlConnection, InboundHook
from crm.models.doors import InboundHookQuerySet
from crm.states import HookState

MOST_FAILED = 20
MOST_REASONS = 12


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Webhooks of one kind that were kept without being acted on, and why."""

    kind: str
    reason: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a location told us.

    Attributes:
        signed_at: when the last signed app webhook came; None if none ever did.
        workflow_at: when the last workflow hook came.
        failed: the newest that could not be handled; ``failed_count`` counts them all.
    """

    signed_at: datetime | None
    workflow_at: datetime | None
    waiting_count: int
    kept_count: int
    failed_count: int
    kept: list[Kept]
    failed: list[InboundHook]


def heard(row: GhlConnection) -> Heard:
    """Return what came from a location. Five statements, of which none reads what was handled well."""
    rows = InboundHook.objects.of_location(row)
    unsettled = rows.exclude(status=HookState.HANDLED)
    counts = unsettled.aggregate(
        waiting=Count("pk", filter=Q(status=HookState.RECEIVED)),
        kept=Count("pk", filter=Q(status=HookState.IGNORED)),
        failed=Count("pk", filter=Q(status=HookState.FAILED)),
    )
    kept = unsettled.filter(status=HookState.IGNORED).values("kind", "error").annotate(count=Count("pk"))
    return Heard(
        signed_at=_last(rows.filter(provider="ghl")),
        workflow_at=_last(rows.filter(provider="ghl-workflow")),
        waiting_count=counts["waiting"],
        kept_count=counts["kept"],
        failed_count=counts["failed"],
        kept=[
            Kept(kind=line["kind"] or "without a kind", reason=line["error"], count=line["count"])
            for line in kept.order_by("-count", "kind")[:MOST_REASONS]
        ],
        failed=list(unsettled.filter(status=HookState.FAILED).defer("body").order_by("-received_at")[:MOST_FAILED]),
    )


def _last(rows: InboundHookQuerySet) -> datetime | None:
    return rows.order_by("-received_at").values_list("received_at", flat=True).first()

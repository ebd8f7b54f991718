"""How lawful sending went, measured; and the rows behind the pages of the safeguards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, Exists, OuterRef, QuerySet

from crm.models import Event, Lead
from outreach.events import ContactSuppressed
from outreach.models import DncCheck, DncList, GateDecision, Message, Suppression
from outreach.selectors.words import REASONS
from outreach.states import Direction, Purpose, Verdict
from realestate.lib import clock

WINDOW = timedelta(days=30)
MOST_STOPS = 2_000
ANSWERS_A_STOP = (Purpose.OPTOUT_CONFIRMATION,)
LIST_AGE = 31


@dataclass(frozen=True)
class Report:
    """What the last thirty days show. Times are in seconds; None where nothing of the kind happened."""

    since: datetime
    sent: int
    checked: int
    stops: int
    broken: int
    median_seconds: float | None
    longest_seconds: float | None
    blocked: list[tuple[str, str, int]]

    @property
    def honoured(self) -> int:
        """Opt-outs after which nothing went out."""
        return self.stops - self.broken


def report() -> Report:
    """Return the measured report of the brokerage in force."""
    since = clock.now() - WINDOW
    out = Message.objects.filter(direction=Direction.OUT, claimed_at__gte=since)
    allowed = GateDecision.objects.filter(message=OuterRef("pk"), verdict=Verdict.ALLOW)
    sent = out.aggregate(all=Count("pk"), checked=Count("pk", filter=Exists(allowed)))
    stops = list(
        Event.objects.filter(kind=ContactSuppressed.kind, occurred_at__gte=since).order_by("-occurred_at")[:MOST_STOPS]
    )
    waits = _waits(stops)
    reasons = GateDecision.objects.filter(decided_at__gte=since, verdict=Verdict.BLOCK)
    counted = reasons.values_list("reason").annotate(count=Count("pk")).order_by("-count")[:8]
    return Report(
        since=since,
        sent=sent["all"],
        checked=sent["checked"],
        stops=len({stop.contact_id for stop in stops}),
        broken=len({stop.contact_id for stop in stops if _wrote_after(stop)}),
        median_seconds=median(waits) if waits else None,
        longest_seconds=max(waits) if waits else None,
        blocked=[(reason, REASONS.get(reason, reason), count) for reason, count in counted],
    )


def _wrote_after(stop: Event) -> bool:
    """Return whether anything but the confirmation was claimed after an opt-out that it covers."""
    entry = Suppression.objects.filter(pk=stop.payload.get("suppression_id") or 0).first()
    if entry is None:
        return False
    scopes = {"email": ["email"], "sms": ["sms"], "calls": ["call_live", "call_auto"]}.get(entry.scope)
    later = Message.objects.filter(
        contact_id=stop.contact_id, direction=Direction.OUT, claimed_at__gt=entry.created_at
    ).exclude(purpose__in=ANSWERS_A_STOP)
    if scopes:
        later = later.filter(channel__in=scopes)
    elif entry.scope == "phone":
        later = later.exclude(channel="email")
    if entry.lifted_at:
        later = later.filter(claimed_at__lt=entry.lifted_at)
    return later.exists()


def _waits(stops: list[Event]) -> list[float]:
    """Return how long it took from the arrival of each person's word to the entry that closed their number."""
    found = []
    for stop in stops:
        if stop.payload.get("source") not in {"text", "email"}:
            continue
        entry = Suppression.objects.filter(pk=stop.payload.get("suppression_id") or 0).first()
        word = Message.objects.filter(contact_id=stop.contact_id, direction=Direction.IN)
        if entry is not None:
            said = word.filter(created_at__lte=entry.created_at).order_by("-created_at").first()
            if said is not None:
                found.append((entry.created_at - said.created_at).total_seconds())
    return found


def lists_in_force() -> list[DncList]:
    """Return the do-not-call lists in force, each with its age in days as ``age`` and whether it may be used."""
    rows = list(DncList.objects.filter(is_current=True).select_related("agent").order_by("registry", "area_code"))
    today = clock.now().date()
    for row in rows:
        row.age = (today - row.list_date).days  # type: ignore[attr-defined]
        row.is_stale = row.age > LIST_AGE  # type: ignore[attr-defined]
    return sorted(rows, key=lambda row: (row.registry != "national", row.registry, row.area_code))


def found_on_lists(*, registry: str = "") -> QuerySet[DncCheck]:
    """Return the numbers that the last scrub found on a list."""
    rows = DncCheck.objects.filter(is_listed=True).select_related("point__contact").order_by("pk")
    return rows.filter(registry=registry) if registry else rows


def leads_of(contact_ids: list[int]) -> dict[int, int]:
    """Return one lead of each person, for links."""
    rows = Lead.objects.filter(contact_id__in=contact_ids).order_by("contact_id", "pk").values_list("contact_id", "pk")
    return dict(rows)


def blocked_by_texting(*, registered: bool) -> int:
    """Return how many waiting texts the carriers' registration would stop now."""
    if registered:
        return 0
    return Message.objects.waiting().filter(channel="sms", direction=Direction.OUT).count()

"""Paid look-ups about numbers: kept with date and cost, asked again only when old, within the brokerage's budget."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db.models import Max, Sum

from crm.models import Brokerage, Consent, ContactPoint
from crm.states import Carrier, LineType, PointKind
from outreach.compliance.facts import RndFacts
from outreach.compliance.rules import Limits
from outreach.models import Message, NumberLookup
from outreach.numbers.base import Known, LookupFailed, NumberService
from outreach.numbers.simulator import SimulatedNumbers
from outreach.states import WAITING, Channel, Direction, LookupKind
from realestate.lib import clock

log = structlog.get_logger()

MICROS_OF_A_CENT = 10_000


def last_answers(points: Collection[int]) -> dict[int, tuple[str, datetime]]:
    """Return the last answer about whether a number was given to somebody else, and its moment, by number."""
    rows = NumberLookup.objects.filter(point__in=points, kind=LookupKind.REASSIGNED)
    last = rows.order_by("point_id", "-looked_up_at").distinct("point_id")
    return {pk: (result, at) for pk, result, at in last.values_list("point_id", "result", "looked_up_at")}


def facts(answer: tuple[str, datetime] | None, now: datetime) -> RndFacts:
    """Return an answer of ``last_answers`` with its age, for the gate."""
    return RndFacts(result=answer[0], age_days=(now.date() - answer[1].date()).days) if answer else RndFacts()


def prepare(message_id: int) -> None:
    """Ask what the gate will want to know about a waiting text's number, before its claim and outside any lock.

    A question that fails or that the budget does not cover leaves the facts as they are; the gate judges by them.
    """
    waiting = Message.objects.filter(pk=message_id, channel=Channel.SMS, status__in=WAITING, point__isnull=False)
    message = waiting.select_related("brokerage", "point").first()
    if message is not None and message.due_at is not None and message.due_at <= clock.now():
        refresh(message.point, message.brokerage)


def refresh(point: ContactPoint, brokerage: Brokerage) -> list[NumberLookup]:
    """Ask about a number what is not known or too old, and return the answers that were bought."""
    if point.kind != PointKind.PHONE:
        return []
    service = service_for(brokerage)
    bought = []
    if point.line_type == LineType.UNKNOWN and not _asked_lately(point, LookupKind.LINE_TYPE):
        bought.append(_ask(point, brokerage, LookupKind.LINE_TYPE, service, None))
    since = _theirs_on(point) if brokerage.rnd_required else None
    if since and not _asked_lately(point, LookupKind.REASSIGNED) and not _proven_by_answer(point):
        bought.append(_ask(point, brokerage, LookupKind.REASSIGNED, service, since))
    return [row for row in bought if row]


def service_for(brokerage: Brokerage) -> NumberService:
    """Return who is asked for a brokerage; the one that knows nothing, where nothing leaves this machine."""
    if brokerage.is_demo or brokerage.carrier != Carrier.TWILIO or not settings.TWILIO_ACCOUNT_SID:
        return SimulatedNumbers()
    from outreach.numbers.twilio_lookup import TwilioNumbers  # noqa: PLC0415 - its HTTP client only where it is used

    return TwilioNumbers()


def spent_cents(brokerage: Brokerage) -> float:
    """Return what look-ups cost in the brokerage's calendar month so far."""
    local = clock.now().astimezone(ZoneInfo(brokerage.timezone))
    begins = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    spent = NumberLookup.objects.filter(looked_up_at__gte=begins).aggregate(total=Sum("cost_micros"))["total"]
    return (spent or 0) / MICROS_OF_A_CENT


def _ask(
    point: ContactPoint, brokerage: Brokerage, kind: str, service: NumberService, since: date | None
) -> NumberLookup | None:
    if spent_cents(brokerage) >= brokerage.lookup_budget_cents:
        log.warning("lookup.budget_spent", kind=kind)
        return None
    try:
        known = service.reassigned(point.value, since) if since else service.line_type(point.value)
    except LookupFailed as error:
        log.warning("lookup.failed", kind=kind, why=str(error))
        return None
    return _keep(point, kind, known, service.name, since)


def _keep(point: ContactPoint, kind: str, known: Known, provider: str, since: date | None) -> NumberLookup:
    now = clock.now()
    if kind == LookupKind.LINE_TYPE and known.result in LineType.values and known.result != LineType.UNKNOWN:
        point.line_type = known.result
        ContactPoint.objects.filter(pk=point.pk).update(line_type=known.result, verified_at=now)
    return NumberLookup.objects.create(
        point=point,
        kind=kind,
        result=known.result,
        asked_about=since,
        provider=provider,
        cost_micros=known.cost_micros,
        looked_up_at=now,
    )


def _asked_lately(point: ContactPoint, kind: str) -> bool:
    since = clock.now() - timedelta(days=Limits().list_age_days)
    return NumberLookup.objects.filter(point=point, kind=kind, looked_up_at__gt=since).exists()


def _proven_by_answer(point: ContactPoint) -> bool:
    """A number from which somebody wrote of late needs no question (RND-2)."""
    since = clock.now() - timedelta(days=Limits().inbound_proves_number_days)
    return Message.objects.filter(
        contact_id=point.contact_id, address=point.value, direction=Direction.IN, occurred_at__gte=since
    ).exists()


def _theirs_on(point: ContactPoint) -> date | None:
    """Return the last day on which the number certainly was theirs: they gave it with a consent, or wrote from it."""
    given = Consent.objects.filter(point=point, revoked_at=None).aggregate(at=Max("given_at"))["at"]
    wrote = Message.objects.filter(contact_id=point.contact_id, address=point.value, direction=Direction.IN)
    said = wrote.aggregate(at=Max("occurred_at"))["at"]
    moments = [moment for moment in (given, said) if moment]
    return max(moments).date() if moments else None

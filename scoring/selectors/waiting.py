"""Leads that wait for a person: new and unanswered, or hot and silent."""

from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from crm.models import Event, Lead
from crm.states import LeadStatus
from scoring.models import Alert
from scoring.states import AlertKind

# Doors by which a person comes to us by themselves; rows of an upload did not ask for anything.
ASKING_DOORS = ("form", "ghl", "api", "page", "demo")
ANSWER_WITHIN = timedelta(minutes=5)
LOOK_BACK = timedelta(hours=24)
SILENT_AFTER = timedelta(days=3)
SILENT_UNTIL = timedelta(days=30)  # after that it is no longer news
MOST = 200  # per sweep; the next one goes on


def unanswered(*, now: datetime) -> list[Lead]:
    """Return new leads of the last day that came by themselves and got no answer for five minutes, oldest first."""
    came = Event.objects.filter(
        kind="lead.created", occurred_at__gt=now - LOOK_BACK, occurred_at__lte=now, payload__door__in=ASKING_DOORS
    ).values_list(Cast(KeyTextTransform("lead_id", "payload"), BigIntegerField()), flat=True)
    return list(
        _awake(now)
        .filter(
            pk__in=came,
            status=LeadStatus.NEW,
            last_outbound_at=None,
            created_at__gt=now - LOOK_BACK,
            created_at__lte=now - ANSWER_WITHIN,
        )
        .exclude(Exists(_alerts(AlertKind.UNANSWERED)))
        .order_by("created_at", "pk")[:MOST]
    )


def hot_and_silent(*, now: datetime, score: int) -> list[Lead]:
    """Return hot leads that have not written or called for three days, best first."""
    return list(
        _awake(now)
        .filter(score__gte=score, last_inbound_at__lte=now - SILENT_AFTER, last_inbound_at__gt=now - SILENT_UNTIL)
        .exclude(Exists(_alerts(AlertKind.SILENT).filter(created_at__gt=OuterRef("last_inbound_at"))))
        .order_by("-score", "-pk")[:MOST]
    )


def _awake(now: datetime) -> QuerySet[Lead]:
    awake: QuerySet[Lead] = Lead.objects.open().filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now))
    return awake.select_related("contact", "assigned_to", "brokerage")


def _alerts(kind: AlertKind) -> QuerySet[Alert]:
    return Alert.objects.filter(lead=OuterRef("pk"), kind=kind)

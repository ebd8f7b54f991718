"""What was known of leads then, and what became of them: the rows that models learn from."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from crm.models import Appointment, Deal, Lead
from crm.states import AppointmentState
from scoring.features.base import Values
from scoring.models import Evaluation

LOOK_AFTER = timedelta(days=3)
WITHIN = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Example:
    """One lead: its features as they stood at a moment, and whether it met us or opened a deal ``WITHIN`` of that."""

    at: datetime
    features: Values
    came: bool


def examples(*, now: datetime) -> list[Example]:
    """Return each lead as it was known ``LOOK_AFTER`` days after it came, oldest first; three queries.

    Only leads whose ``WITHIN`` is over count, for of the others nobody knows yet, and none that had met us or opened
    a deal by then: there is nothing left to foresee, and the features would hold the answer. They are those stored
    with the evaluation of that moment, so nothing learnt later can slip in, whatever was written on the lead since.
    """
    rows = (
        Evaluation.objects.filter(evaluated_at__lte=now - WITHIN)
        .filter(evaluated_at__lte=F("lead__created_at") + LOOK_AFTER)
        .order_by("lead_id", "-evaluated_at", "-id")
        .distinct("lead_id")
        .values_list("lead_id", "evaluated_at", "features")
    )
    moments = _moments()
    found = [
        Example(at=at, features=features, came=any(at < moment <= at + WITHIN for moment in moments[lead_id]))
        for lead_id, at, features in rows
        if not any(moment <= at for moment in moments[lead_id])
    ]
    return sorted(found, key=lambda example: example.at)


def is_foreseeable(lead: Lead, *, at: datetime) -> bool:
    """Return whether a lead is at a moment what ``examples`` are made of: models were measured on such leads alone.

    Two queries within the first days, none after.
    """
    if at > lead.created_at + LOOK_AFTER:
        return False
    held = Appointment.objects.filter(lead=lead, status=AppointmentState.HELD, starts_at__lte=at)
    return not held.exists() and not Deal.objects.filter(lead=lead, created_at__lte=at).exists()


def _moments() -> dict[int, list[datetime]]:
    """Return by lead when appointments were held and deals opened."""
    moments = defaultdict(list)
    held = Appointment.objects.filter(status=AppointmentState.HELD).values_list("lead_id", "starts_at")
    for lead_id, moment in [*held, *Deal.objects.values_list("lead_id", "created_at")]:
        moments[lead_id].append(moment)
    return moments

"""What was known of leads then, and what became of them: the rows that models learn from."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from crm.models import Appointment, Deal
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

    Only leads whose ``WITHIN`` is over count, for of the others nobody knows yet. The features are those stored with
    the evaluation of that moment, so nothing learnt later can slip in, whatever was written on the lead since.
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
    ]
    return sorted(found, key=lambda example: example.at)


def _moments() -> dict[int, list[datetime]]:
    """Return by lead when appointments were held and deals opened."""
    moments = defaultdict(list)
    held = Appointment.objects.filter(status=AppointmentState.HELD).values_list("lead_id", "starts_at")
    for lead_id, moment in [*held, *Deal.objects.values_list("lead_id", "created_at")]:
        moments[lead_id].append(moment)
    return moments

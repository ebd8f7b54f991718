"""Paid look-ups about numbers: kept with date and cost, asked again only when old, within the brokerage's budget."""

from datetime import datetime

from crm.models import ContactPoint
from outreach.compliance.facts import RndFacts
from outreach.models import NumberLookup
from outreach.states import LookupKind


def facts(point: ContactPoint, now: datetime) -> RndFacts:
    """Return the last answer about whether a number was given to somebody else, and its age."""
    row = (
        NumberLookup.objects.filter(point=point, kind=LookupKind.REASSIGNED)
        .order_by("-looked_up_at")
        .values_list("result", "looked_up_at")
        .first()
    )
    return RndFacts(result=row[0], age_days=(now.date() - row[1].date()).days) if row else RndFacts()

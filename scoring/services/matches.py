"""Homes that a buyer does not want: set aside, and taken back."""

from crm.models import Agent, Lead, Property
from scoring.models import MatchDismissal


def dismiss(lead: Lead, home: Property, *, by: Agent) -> MatchDismissal:
    """Keep a home from being proposed to a lead, and return the row; done twice it is the same row."""
    row, _ = MatchDismissal.objects.get_or_create(
        brokerage_id=lead.brokerage_id, lead=lead, property=home, defaults={"agent": by}
    )
    return row


def take_back(lead: Lead, home: Property) -> None:
    """Let a home be proposed again; nothing happens if it was not set aside."""
    MatchDismissal.objects.filter(lead=lead, property=home).delete()

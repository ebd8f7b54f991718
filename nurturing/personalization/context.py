"""The facts about a lead that a text may use. Nothing about who the person is: only what they look for."""

from crm.models import Agent, Lead
from realestate.lib import money
from realestate.lib.text import listed


def merge_fields(lead: Lead, *, agent: Agent | None, matches: int | None) -> dict[str, str]:
    """Return the value of each merge field; an empty text where it is not known.

    Args:
        agent: who the text speaks for; without one it speaks for the brokerage.
        matches: homes that fit now, where somebody counted.
    """
    brokerage = lead.brokerage.name
    return {
        "first_name": lead.contact.first_name,
        "agent_name": agent.name if agent else f"the team at {brokerage}",
        "brokerage": brokerage,
        "locations": listed(lead.locations),
        "price_range": money.price_range(lead.price_min_cents, lead.price_max_cents),
        "property_type": lead.property_type.replace("_", " "),
        "matches": homes(matches),
    }


def homes(count: int | None) -> str:
    """Return how many homes fit, in words; empty if none or not counted."""
    if not count:
        return ""
    return "1 home" if count == 1 else f"{count} homes"

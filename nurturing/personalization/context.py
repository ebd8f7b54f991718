"""The facts about a lead that a text may use. Nothing about who the person is: only what they look for."""

from crm.models import Agent, Lead
from realestate.lib import money

PLURAL_FROM = 2


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
        "price_range": price_range(lead.price_min_cents, lead.price_max_cents),
        "property_type": lead.property_type.replace("_", " "),
        "matches": homes(matches),
    }


def listed(names: list[str]) -> str:
    """Return names as in a sentence: "Winter Park, College Park and Baldwin Park"."""
    if len(names) < PLURAL_FROM:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def price_range(low_cents: int | None, high_cents: int | None) -> str:
    """Return a budget in words: "$350K to $425K", "up to $425K", "from $350K"."""
    if low_cents and high_cents:
        return f"{money.short_dollars(low_cents)} to {money.short_dollars(high_cents)}"
    if high_cents:
        return f"up to {money.short_dollars(high_cents)}"
    return f"from {money.short_dollars(low_cents)}" if low_cents else ""


def homes(count: int | None) -> str:
    """Return how many homes fit, in words; empty if none or not counted."""
    if not count:
        return ""
    return "1 home" if count == 1 else f"{count} homes"

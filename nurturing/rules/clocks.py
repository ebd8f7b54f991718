"""Whose clock a time is told by: the person's own, as far as it is known. Pure.

Only for telling times on pages. What may be sent when is the gate's to say, which looks at every zone that is possible.
"""

from outreach.compliance.facts import AddressFacts
from outreach.compliance.missing import MissingRuleData
from outreach.compliance.rules import shipped_rules


def zone_of(*, told: str, state: str, county: str, otherwise: str) -> str:
    """Return the IANA zone a person most likely lives in.

    Args:
        told: what they said themselves; it wins.
        otherwise: the brokerage's zone, where nothing is known.
    """
    if told or not state:
        return told or otherwise
    try:
        zones = shipped_rules().zones.of_address(AddressFacts(state=state, county=county or None))
    except MissingRuleData:
        return otherwise
    return zones[0] if zones else otherwise

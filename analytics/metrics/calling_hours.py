"""Whether somebody may be called now where they live. The same hours and zones that the gate keeps for texts."""

from datetime import datetime
from functools import lru_cache

from outreach.compliance.facts import AddressFacts
from outreach.compliance.missing import MissingRuleData
from outreach.compliance.quiet_hours import Schedule
from outreach.compliance.rules import shipped_rules


def opens_at(now: datetime, *, state: str, county: str, number: str | None) -> datetime | None:
    """Return when calls open next for this person, or None if they are open now.

    Every place the person may be in must be open: that of the address and that of the area code.
    """
    schedule = _schedule(state, county, (number or "")[2:5])
    if schedule is None or schedule.is_open(now):
        return None
    return schedule.next_open(now)


def zone_of(*, state: str, county: str, number: str | None) -> str | None:
    """Return the person's most likely zone, or None where nothing is known of the place."""
    schedule = _schedule(state, county, (number or "")[2:5])
    return schedule.zones[0] if schedule else None


@lru_cache(maxsize=4096)
def _schedule(state: str, county: str, code: str) -> Schedule | None:
    rules = shipped_rules()
    zones: list[str] = []
    states: list[str] = []
    try:
        if state:
            zones += rules.zones.of_address(AddressFacts(state=state, county=county or None))
            states.append(state)
        if code in rules.zones.area_codes:
            known = rules.zones.area_codes[code]
            zones += known.zones
            states.append(known.state)
    except MissingRuleData:
        return None
    if not zones:
        return None
    return Schedule(rules=rules, zones=tuple(dict.fromkeys(zones)), states=tuple(dict.fromkeys(states)))

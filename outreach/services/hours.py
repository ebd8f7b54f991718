"""When a person may be texted, for pages: their clock, the open hours, and when these open or close next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crm.models import Contact
from outreach.compliance.explain import ZONE_NAMES
from outreach.compliance.facts import Channel, GateFacts, IdentifierFacts, Purpose
from outreach.compliance.missing import MissingRuleData
from outreach.compliance.quiet_hours import day_strip, open_window
from outreach.compliance.zones import resolve
from outreach.services import gating, rulebook
from realestate.lib import clock

SLOTS = 48  # half hours: fine enough for a drawing


@dataclass(frozen=True)
class Hours:
    """A person's texting hours today. ``opens`` and ``closes`` are hours of their clock; equal on a closed day.

    Attributes:
        zone: the one to tell the time in. Of several that are possible, the first; all must be open.
        changes_at: UTC; when it closes if open, when it opens if not.
    """

    zone: str
    zone_name: str
    is_open: bool
    changes_at: datetime
    opens: int
    closes: int
    zones: tuple[str, ...]

    @property
    def in_doubt(self) -> bool:
        """Whether the person may live in several zones."""
        return len(self.zones) > 1


def hours_of(contact: Contact, *, number: str = "") -> Hours | None:
    """Return a person's texting hours, or None where the place is beyond the rule data.

    Args:
        number: the phone number that would be used, E.164; its area code is evidence of place.
    """
    rules, now = rulebook.in_force(), clock.now()
    if rules is None:
        return None
    facts = GateFacts(
        now=now,
        channel=Channel.SMS if number else Channel.EMAIL,
        purpose=Purpose.MARKETING,
        identifier=IdentifierFacts(number=number or None),
        place=gating.place_of(contact),
    )
    try:
        place = resolve(facts, rules.zones)
        states = tuple(dict.fromkeys([*place.states, contact.brokerage.sender_state]))
        window = open_window(rules, place.zones, states, now)
        zone = next(iter(place.zones))
        midnight = datetime.combine(now.astimezone(ZoneInfo(zone)), datetime.min.time(), ZoneInfo(zone))
        strip = day_strip(rules, place.zones, states, midnight, slots=SLOTS)
    except MissingRuleData:
        return None
    opens, closes = _ends(strip)
    return Hours(
        zone=zone,
        zone_name=ZONE_NAMES.get(zone, zone),
        is_open=window.is_open,
        changes_at=window.changes_at,
        opens=opens,
        closes=closes,
        zones=tuple(place.zones),
    )


def _ends(strip: list[bool]) -> tuple[int, int]:
    """Return the first open hour and the first closed one after the last open; 0 and 0 on a closed day."""
    slot = timedelta(days=1) / len(strip)
    open_slots = [number for number, is_open in enumerate(strip) if is_open]
    if not open_slots:
        return 0, 0
    hour = timedelta(hours=1)
    return round(open_slots[0] * slot / hour), round((open_slots[-1] + 1) * slot / hour)

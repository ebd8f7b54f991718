"""Where the person may be: candidate time zones and states, each with the evidence it comes from.

More doubt means more candidates, and all of them must be open; one zone is never picked out of several.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rapidfuzz.distance import OSA

from outreach.compliance.facts import PHONE_CHANNELS, AddressFacts, GateFacts, PlaceFacts
from outreach.compliance.missing import MissingRuleData
from realestate.lib import phones

ANY_COUNTY = "*"
LOOKS_LIKE = 0.8  # a county spelled this close to a listed one may be meant: then every zone of the state counts


@dataclass(frozen=True)
class AreaCode:
    """An area code's state and zones."""

    state: str
    zones: tuple[str, ...]


@dataclass(frozen=True)
class ZoneTable:
    """Zones by state, by county and by area code. Zones are IANA names."""

    every: tuple[str, ...]
    states: Mapping[str, tuple[str, ...]]
    counties: Mapping[str, Mapping[str, tuple[str, ...]]]
    area_codes: Mapping[str, AreaCode]

    def of_address(self, address: AddressFacts) -> tuple[str, ...]:
        """Return every zone an address may lie in.

        Raises:
            MissingRuleData: the state is unknown.
        """
        state = address.state or ""
        if state not in self.states:
            raise MissingRuleData(f"zones: unknown state {state!r}")
        counties = self.counties.get(state, {})
        if not address.county or not counties:
            return self.states[state]
        county = county_key(address.county)
        if county in counties:
            return counties[county]
        if any(OSA.normalized_similarity(county, known) >= LOOKS_LIKE for known in counties):
            return self.states[state]
        return counties[ANY_COUNTY]

    def of_number(self, number: str) -> AreaCode:
        """Return a number's area code with its state and zones.

        Raises:
            MissingRuleData: the area code is not in the table.
        """
        code = phones.area_code(number)
        if code is None or code not in self.area_codes:
            raise MissingRuleData(f"zones: unknown area code {code}")
        return self.area_codes[code]


@dataclass(frozen=True)
class Candidates:
    """The zones and states that must all be open, each with its evidence; ``confidence`` of the zone evidence."""

    zones: Mapping[str, list[str]]
    states: Mapping[str, list[str]]
    confidence: str

    @property
    def has_evidence(self) -> bool:
        """Whether anything at all is known of the place."""
        return self.confidence != "none"


@dataclass
class _Evidence:
    zones: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, list[str]] = field(default_factory=dict)

    def add(self, zones: tuple[str, ...], state: str | None, source: str) -> None:
        for zone in zones:
            self.zones.setdefault(zone, []).append(source)
        if state:
            self.states.setdefault(state, []).append(source)


def resolve(facts: GateFacts, table: ZoneTable, *, lifted: frozenset[str] = frozenset()) -> Candidates:
    """Return where the person may be (TZ-1 to TZ-7).

    Args:
        lifted: ids of rules that are out of force.

    Raises:
        MissingRuleData: a state, area code or zone that the rule data does not know.
    """
    found = _Evidence()
    number = facts.identifier.number
    # For a letter by email the number is only a hint of place, and a foreign one gives none.
    if number and (facts.channel in PHONE_CHANNELS or phones.area_code(number) in table.area_codes):
        code = table.of_number(number)
        found.add(code.zones, code.state, f"area code {phones.area_code(number)}")
    addresses = _addresses(facts.place, is_absentee_rule="TZ-2" not in lifted)
    for label, address in addresses:
        found.add(table.of_address(address), address.state, f"{label} ({_place_name(address)})")
    told = facts.place.explicit_tz
    if told and "TZ-1" not in lifted:
        return Candidates({check_zone(told): ["told us"]}, found.states, "told")
    if not found.zones:
        return Candidates({zone: ["nothing known"] for zone in table.every}, {}, "none")
    zones = found.zones if "TZ-3" not in lifted else dict(list(found.zones.items())[:1])
    return Candidates(zones, found.states, "normal" if addresses else "low")


def check_zone(name: str) -> str:
    """Return an IANA zone name, or raise ``MissingRuleData`` if this machine's zone data has no such zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise MissingRuleData(f"zones: unknown zone {name!r}") from error
    return name


def county_key(name: str) -> str:
    """Return a county's name as the table spells it: ``SANTA ROSA COUNTY`` and ``Santa Rosa`` are one."""
    return " ".join(name.casefold().replace(".", "").split()).removesuffix(" county")


def _addresses(place: PlaceFacts, *, is_absentee_rule: bool) -> list[tuple[str, AddressFacts]]:
    # TZ-2: an absentee owner does not live at the property.
    found = []
    has_mailing = place.mailing is not None and bool(place.mailing.state)
    if place.mailing and has_mailing:
        found.append(("mailing address", place.mailing))
    if place.situs and place.situs.state and (not has_mailing or place.owner_occupied or not is_absentee_rule):
        found.append(("property", place.situs))
    if not has_mailing and not place.owner_occupied:
        found += [("further property", address) for address in place.further if address.state]
    return found


def _place_name(address: AddressFacts) -> str:
    return f"{address.county}, {address.state}" if address.county else str(address.state)


def read_zones(data: Mapping[str, Any]) -> ZoneTable:
    """Return the zone table of the rule file."""
    legend = {letter: check_zone(name) for letter, name in data["legend"].items()}

    def names(letters: str) -> tuple[str, ...]:
        return tuple(legend[letter] for letter in letters)

    return ZoneTable(
        every=tuple(legend.values()),
        states={state: names(letters) for state, letters in data["states"].items()},
        counties={
            state: {county_key(county): names(letters) for county, letters in rows.items()}
            for state, rows in data["counties"].items()
        },
        area_codes={
            str(code): AreaCode(state, names(letters))
            for state, rows in data["area_codes"].items()
            for letters, codes in rows.items()
            for code in codes
        },
    )

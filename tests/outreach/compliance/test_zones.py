"""Where the person may be."""

import phonenumbers
import pytest
from phonenumbers import geocoder, timezone

from outreach.compliance.explain import STATE_NAMES
from outreach.compliance.facts import AddressFacts
from outreach.compliance.missing import MissingRuleData
from outreach.compliance.rules import shipped_rules
from outreach.compliance.vectors import facts_of
from outreach.compliance.zones import resolve

TABLE = shipped_rules().zones
EASTERN, CENTRAL, MOUNTAIN, PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
NOON = "2026-07-15T16:00:00Z"
SAME_CLOCK = {
    "America/Boise": MOUNTAIN,
    "America/North_Dakota/Center": CENTRAL,
    "America/St_Thomas": "America/Puerto_Rico",
    "Pacific/Saipan": "Pacific/Guam",
    "America/Juneau": "America/Anchorage",
}
KNOWN_WRONG = {"689"}  # the library says Central; it overlays Orlando
ODD_NAMES = {"Washington State": "WA", "Washington D.C.": "DC", "U.S. Virgin Islands": "VI"}


@pytest.mark.parametrize(
    ("state", "county", "zones"),
    [
        ("FL", "Orange", {EASTERN}),
        ("FL", "Escambia", {CENTRAL}),
        ("FL", "SANTA ROSA COUNTY", {CENTRAL}),
        ("FL", "Gulf", {EASTERN, CENTRAL}),
        ("FL", None, {EASTERN, CENTRAL}),
        ("FL", "Okalosa", {EASTERN, CENTRAL}),  # a typo: it may mean Okaloosa, so both
        ("FL", "Clay", {EASTERN}),  # near "Bay" by letters, but a county of its own
        ("TX", "Hudspeth", {MOUNTAIN}),
        ("TN", "Knox", {EASTERN, CENTRAL}),
        ("CA", "Orange", {PACIFIC}),
    ],
)
def test_tz_4_an_address_has_every_zone_it_may_lie_in(state, county, zones):
    assert set(TABLE.of_address(AddressFacts(state=state, county=county))) == zones


def test_tz_5_nine_florida_counties_are_central_and_one_is_split():
    florida = {county: set(zones) for county, zones in TABLE.counties["FL"].items() if county != "*"}

    assert {county for county, zones in florida.items() if zones == {CENTRAL}} == {
        "bay", "calhoun", "escambia", "holmes", "jackson", "okaloosa", "santa rosa", "walton", "washington",
    }  # fmt: skip
    assert [county for county, zones in florida.items() if len(zones) == 2] == ["gulf"]


def test_an_unknown_state_is_an_error_and_no_guess():
    with pytest.raises(MissingRuleData):
        TABLE.of_address(AddressFacts(state="ZZ"))


@pytest.mark.parametrize(
    ("given", "zones", "confidence"),
    [
        ({"explicit_tz": CENTRAL, "mailing": {"state": "CA"}}, {CENTRAL}, "told"),
        ({"mailing": {"state": "CA"}, "situs": {"state": "TX"}}, {EASTERN, PACIFIC}, "normal"),
        ({"mailing": {"state": "CA"}, "situs": {"state": "HI"}, "owner_occupied": True},
         {EASTERN, PACIFIC, "Pacific/Honolulu"}, "normal"),
        ({"situs": {"state": "CA"}}, {EASTERN, PACIFIC}, "normal"),
        ({}, {EASTERN}, "low"),
        ({"channel": "email", "number": None}, set(TABLE.every), "none"),
        ({"channel": "email", "number": "+442079460018"}, set(TABLE.every), "none"),
    ],
)  # fmt: skip
def test_tz_1_to_3_evidence_adds_up(given, zones, confidence):
    found = resolve(facts_of({"now_utc": NOON, "number": "+14075550142", **given}), TABLE)

    assert (set(found.zones), found.confidence) == (zones, confidence)


def test_every_state_has_a_name_and_a_zone():
    assert set(TABLE.states) == set(STATE_NAMES)
    assert {code.state for code in TABLE.area_codes.values()} == set(STATE_NAMES)


def test_tz_6_area_codes_agree_with_the_numbering_metadata():
    for npa in range(201, 990):
        number = phonenumbers.parse(f"+1{npa}5550142")
        region = phonenumbers.region_code_for_number(number)
        is_line = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE
        if not is_line or region not in {"US", "PR", "VI", "GU", "MP"}:
            continue
        code = TABLE.area_codes[str(npa)]
        place = geocoder.description_for_number(number, "en")
        names = {name: state for state, name in STATE_NAMES.items()} | ODD_NAMES
        assert code.state == (region if region != "US" else names.get(place, place[-2:])), npa
        zones = {SAME_CLOCK.get(zone, zone) for zone in timezone.time_zones_for_number(number)}
        assert zones <= set(code.zones) or str(npa) in KNOWN_WRONG, npa

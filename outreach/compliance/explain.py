"""A decision in one or two plain English sentences, for people. Neutral about who the person is."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from outreach.compliance.verdicts import Decision, Verdict

STATE_NAMES: Mapping[str, str] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "the District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan",
    "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina",
    "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
    "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas",
    "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin",
    "WY": "Wyoming", "PR": "Puerto Rico", "VI": "the U.S. Virgin Islands", "GU": "Guam", "AS": "American Samoa",
    "MP": "the Northern Mariana Islands",
}  # fmt: skip

ZONE_NAMES: Mapping[str, str] = {
    "America/New_York": "Eastern",
    "America/Chicago": "Central",
    "America/Denver": "Mountain",
    "America/Los_Angeles": "Pacific",
    "America/Phoenix": "Arizona time",
    "America/Anchorage": "Alaska time",
    "America/Adak": "Aleutian time",
    "Pacific/Honolulu": "Hawaii time",
    "America/Puerto_Rico": "Atlantic",
    "Pacific/Guam": "Guam time",
    "Pacific/Pago_Pago": "Samoa time",
}

BLOCKS: Mapping[str, str] = {
    "KILL_SWITCH": "Sending is switched off.",
    "DEMO_REAL_CARRIER": "This is a demo brokerage, so nothing leaves through a real carrier.",
    "GATE_ERROR": "Something the rules need is missing or unknown, so nothing is sent until a person looks.",
    "NUMBER_INVALID": "This is not a phone number that can be reached.",
    "NUMBER_TYPE": "This kind of number does not belong to a person.",
    "JURISDICTION": "The number is outside the United States and its territories.",
    "LINE_TYPE": "This is a landline, which cannot receive texts.",
    "EMAIL_INVALID": "This email address is not known to be deliverable.",
    "PURPOSE_MISMATCH": "The message does not fit the purpose it was sent for.",
    "OPTED_OUT": "This person asked us to stop, and only their own new opt-in can change that.",
    "WRONG_NUMBER": "Somebody told us this is the wrong number.",
    "LITIGATION_HOLD": "This contact is on hold for legal reasons.",
    "STATE_EMERGENCY": "The state has suspended sales calls and texts during an emergency.",
    "CAMPAIGN_COMPLETE": "The series has ended for this person.",
    "LISTED_WITH_OTHER_BROKER": "The home is listed with another broker, whose client we may not approach.",
    "CONSENT_REVOKED": "This person took their consent back.",
    "CONSENT_PEWC_REQUIRED": "Automated marketing to a phone needs written consent, and there is none on file.",
    "CONSENT_REQUIRED": "There is no consent on file for this kind of message.",
    "CONSENT_WRONG_SELLER": "The consent on file names another company.",
    "CONSENT_CHANNEL": "The consent on file does not cover this channel.",
    "CONSENT_INCOMPLETE": "The written consent on file lacks parts that the law requires.",
    "CONSENT_EMAIL_POLICY": "There is no consent and no inquiry, and the brokerage does not send cold email.",
    "ADDRESS_INCOMPLETE": "The postal address is not complete, or is theirs no longer.",
    "LETTER_TOO_SOON": "A letter went to this person in the last four weeks.",
    "SOURCE_HARVESTED": "The address was collected from a website or guessed, not given to us.",
    "DNC_SCRUB_MISSING": "The number has not been looked up on the do-not-call lists.",
    "DNC_SCRUB_STALE": "The do-not-call look-up is more than 31 days old.",
    "DNC_NATIONAL": "The number is on the national do-not-call list.",
    "DNC_STATE": "The number is on the state's do-not-call list.",
    "REASSIGNED": "The number now belongs to somebody else.",
    "RND_STALE": "Nobody has checked lately whether the number was given to somebody else.",
    "SENDER_UNREGISTERED": "The sending number has no approved text campaign.",
    "STATE_NOT_ENABLED": "The brokerage is not registered for marketing in this state.",
    "CONTENT_FAILED": "The text did not pass its check.",
    "NEEDS_HUMAN_REVIEW": "A person has to approve this text first.",
    "CONFIRM_LATE": "More than five minutes have passed since the opt-out, too late to confirm it.",
    "CONFIRM_DUPLICATE": "The opt-out was already confirmed.",
}

ALLOWED = {
    None: "Allowed: every check passed.",
    "OPTOUT_CONFIRM": "Allowed: the one confirmation of an opt-out.",
    "HELP": "Allowed: the answer to a request for help.",
}
HELD = {
    "FREQ_CAP_DAY": "One automated message a day is the limit, and one went out in the last 24 hours.",
    "FREQ_CAP_3": "Three texts or calls a day are the limit, and three were made in the last 24 hours.",
}


def explain(decision: Decision) -> str:
    """Return why a message may go, waits or is stopped, as a person would say it."""
    match decision.decision:
        case Verdict.ALLOW:
            return ALLOWED.get(decision.reason, ALLOWED[None])
        case Verdict.BLOCK:
            return f"Blocked. {BLOCKS.get(decision.reason or '', 'A rule forbids this message.')}"
        case _:
            return f"{_held_until(decision)} {HELD.get(decision.reason or '') or _hours(decision)}"


def clock_time(moment: time | datetime) -> str:
    """Return a time of day as Americans write it: ``8:00 AM``."""
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'AM' if moment.hour < 12 else 'PM'}"


def _held_until(decision: Decision) -> str:
    until, zone = decision.defer_until, _leading_zone(decision)
    if until is None:
        return "Held."
    local = until.astimezone(ZoneInfo(zone)) if zone else until
    now = datetime.fromisoformat(decision.evidence["now"]).astimezone(local.tzinfo)
    days = (local.date() - now.date()).days
    day = "" if days == 0 else " tomorrow" if days == 1 else f" on {local:%A}, {local:%B} {local.day}"
    name = ZONE_NAMES.get(zone, zone) if zone else "UTC"
    return f"Held until {clock_time(local)} {name}{day}."


def _hours(decision: Decision) -> str:
    row = _closed_row(decision)
    if row is None:
        return "The hour is not open wherever the person may be."
    if not row["closed_by"]:
        return "Marketing email goes out from 8 AM to 9 PM only."
    local = datetime.fromisoformat(row["local_time"])
    state, window = _closing_law(row["closed_by"])
    law = "Federal law" if state == "US" else _sentence_start(STATE_NAMES[state])
    if window == "closed":
        day = "today, a legal holiday" if decision.rule == "ST-QH-2" else f"on {local:%A}s"
        return f"{law} allows no calls or texts {day}."
    opens, closes = (_short(time.fromisoformat(part)) for part in window.split("-"))
    doubt = " Several time zones are possible, and all must be open." if len(decision.evidence["zones"]) > 1 else ""
    return f"{law} allows calls and texts from {opens} to {closes}, and it is {clock_time(local)} there.{doubt}"


def _closing_law(closed_by: Mapping[str, str]) -> tuple[str, str]:
    """Return the state to name, with its hours: a state's own law before the federal one, a closed day first."""
    ranked = sorted(closed_by.items(), key=lambda item: (item[1] != "closed", item[0] == "US"))
    return ranked[0]


def _sentence_start(name: str) -> str:
    return name[0].upper() + name[1:]


def _closed_row(decision: Decision) -> dict[str, Any] | None:
    rows: list[dict[str, Any]] = decision.evidence.get("zones", [])
    return next((row for row in rows if not row["is_open"]), None)


def _leading_zone(decision: Decision) -> str | None:
    """Return the zone to tell the time in: the first that is closed, else the first known."""
    row = _closed_row(decision) or next(iter(decision.evidence.get("zones", [])), None)
    return row["zone"] if row else None


def _short(moment: time) -> str:
    return clock_time(moment).replace(":00", "")

"""A lead as some door brought it, and the same lead made fit for the tables. No database here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crm.errors import InvalidLead
from crm.incoming.names import sort_key, split_name
from crm.states import ConsentLevel, LeadKind, PointKind, Segment, Timeline
from realestate.lib import mailboxes, phones
from realestate.lib.errors import DomainError

CONSENT_CHANNELS = {"sms": PointKind.PHONE, "voice": PointKind.PHONE, "email": PointKind.EMAIL}
LENGTHS = {"street": 160, "city": 80, "county": 60, "postal_code": 10, "source": 60}
LONGEST = {"name": 160, "part": 80, "location": 80, "property_type": 24, "tag": 40}
MOST_ROOMS = 99
# Read once: an enum lists its values anew each time, which is a fifth of the work on an imported row.
KINDS, SEGMENTS, TIMELINES = frozenset(LeadKind.values), frozenset(Segment.values), frozenset(Timeline.values)
MOST_CENTS = 10**13
PLAIN_EMAIL = re.compile(
    r"[a-z0-9_+\-]+(?:\.[a-z0-9_+\-]+)*@[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)*\.[a-z]{2,18}"
)
UNPRINTABLE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]+")
STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA",
    "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY",
    "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN",
    "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV", "new hampshire": "NH",
    "new jersey": "NJ", "new mexico": "NM", "new york": "NY", "north carolina": "NC", "north dakota": "ND",
    "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA", "puerto rico": "PR", "rhode island": "RI",
    "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT",
    "virginia": "VA", "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class IncomingConsent:
    """A permission as it was given, with what the person saw. ``given_at`` is now unless said otherwise."""

    level: str
    channels: tuple[str, ...] = ("sms", "voice", "email")
    source: str = ""
    wording: str = ""
    wording_version: str = ""
    seller_named: str = ""
    signed: bool = False
    number_matches: bool = True
    disclosed_automated: bool = False
    not_condition: bool = False
    prechecked: bool = False
    proof: dict[str, Any] = field(default_factory=dict)
    given_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class IncomingLead:
    """A lead as a door brought it: text as people type it. Prices are in cents.

    ``occurred_at`` is when the person acted, where that is not now.
    """

    name: str = ""
    first_name: str = ""
    last_name: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    kind: str = LeadKind.BUYER
    segment: str = ""
    source: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    county: str = ""
    postal_code: str = ""
    price_min_cents: int | None = None
    price_max_cents: int | None = None
    timeline: str = ""
    locations: tuple[str, ...] = ()
    property_type: str = ""
    beds_min: int | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""
    consent: IncomingConsent | None = None
    occurred_at: datetime | None = None


Point = tuple[str, str]  # kind and value, as in the unique key


@dataclass(frozen=True, kw_only=True)
class CleanLead:
    """A lead fit for the tables. ``contact`` and ``lead`` hold only columns that were filled in."""

    kind: str
    points: tuple[Point, ...]
    is_named: bool
    contact: dict[str, str]
    lead: dict[str, Any]
    tags: tuple[str, ...]
    notes: str
    warnings: tuple[str, ...]


def clean(incoming: IncomingLead) -> CleanLead:
    """Return the lead with one spelling for every number, address and state.

    A number or address that cannot be one is left out with a warning, as long as another is left.

    Raises:
        InvalidLead: nobody can be reached by it, or a value is not one of ours; ``field`` says which.
    """
    _check_choice("kind", incoming.kind, KINDS)
    _check_choice("segment", incoming.segment, SEGMENTS)
    _check_choice("timeline", incoming.timeline, TIMELINES)
    points, warnings = _points(incoming)
    names = _names(incoming, points[0])
    return CleanLead(
        kind=str(incoming.kind),
        points=points,
        is_named=bool(names["first_name"] or names["last_name"]),
        contact=_filled({**names, **_place(incoming)}),
        lead=_filled(_wishes(incoming)),
        tags=tuple(dict.fromkeys(tidy(tag)[: LONGEST["tag"]] for tag in incoming.tags if tidy(tag))),
        notes=UNPRINTABLE.sub(" ", incoming.notes).strip() if incoming.notes else "",
        warnings=warnings,
    )


def check_consent(consent: IncomingConsent) -> None:
    """Refuse a permission that cannot be stored.

    Raises:
        InvalidLead: no such level or channel, or written consent without its wording.
    """
    _check_choice("consent", consent.level, frozenset(ConsentLevel.values))
    for channel in consent.channels:
        _check_choice("consent", channel, frozenset(CONSENT_CHANNELS))
    if consent.level == ConsentLevel.PEWC and not consent.wording.strip():
        raise InvalidLead("Written consent needs the wording that the person saw.", field="consent")


def tidy(text: str) -> str:
    """Return text in one line without characters that cannot be seen."""
    if not text:
        return text
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(UNPRINTABLE.sub(" ", text).split())


def email_value(raw: str) -> str:
    """Return an address in its one spelling; the plain ones without the library, which costs more than a row.

    Raises:
        InvalidEmail: not an address.
    """
    plain = raw.strip().lower()
    if len(plain) <= 64 and PLAIN_EMAIL.fullmatch(plain):
        return plain
    return mailboxes.normalise(raw)


def _points(incoming: IncomingLead) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    points: dict[Point, None] = {}
    refused: list[tuple[str, str]] = []
    for kind, raws, read in (
        ("phone", incoming.phones, phones.normalise),
        ("email", incoming.emails, email_value),
    ):
        for raw in filter(None, map(tidy, raws)):
            try:
                points[kind, read(raw)] = None
            except DomainError as error:
                refused.append((kind, error.message))
    if not points:
        if refused:
            raise InvalidLead(refused[0][1], field=refused[0][0])
        raise InvalidLead("Give a phone number or an email address.", field="phone")
    return tuple(points), tuple(f"{message} It was left out." for _, message in refused)


def _names(incoming: IncomingLead, first_point: Point) -> dict[str, str]:
    first, last, name = tidy(incoming.first_name), tidy(incoming.last_name), tidy(incoming.name)
    if not first and not last:
        first, last = split_name(name)
        name = f"{first} {last}".strip() if "," in name else name
    first, last = first[: LONGEST["part"]], last[: LONGEST["part"]]
    kind, value = first_point
    shown = name or f"{first} {last}".strip() or (phones.display(value) if kind == "phone" else value)
    shown = shown[: LONGEST["name"]]
    key = sort_key(name=shown, first_name=first, last_name=last)
    return {"name": shown, "first_name": first, "last_name": last, "sort_key": key}


def _place(incoming: IncomingLead) -> dict[str, str]:
    place = {column: tidy(getattr(incoming, column))[:length] for column, length in LENGTHS.items()}
    state = tidy(incoming.state)
    place["state"] = STATES.get(state.casefold(), state.upper() if len(state) == 2 else "")
    return place


def _wishes(incoming: IncomingLead) -> dict[str, Any]:
    low, high = incoming.price_min_cents, incoming.price_max_cents
    for column, cents in (("price_min_cents", low), ("price_max_cents", high)):
        if cents is not None and not 0 <= cents <= MOST_CENTS:
            raise InvalidLead("A price lies between nothing and a hundred billion dollars.", field=column)
    if low is not None and high is not None and low > high:
        raise InvalidLead("The lowest price is above the highest.", field="price_min_cents")
    if incoming.beds_min is not None and not 0 <= incoming.beds_min <= MOST_ROOMS:
        raise InvalidLead("This cannot be a number of bedrooms.", field="beds_min")
    places: Iterable[str] = filter(None, map(tidy, incoming.locations))
    return {
        "segment": str(incoming.segment),
        "source": tidy(incoming.source)[: LENGTHS["source"]],
        "price_min_cents": low,
        "price_max_cents": high,
        "timeline": str(incoming.timeline),
        "locations": list(dict.fromkeys(place[: LONGEST["location"]] for place in places)),
        "property_type": tidy(incoming.property_type)[: LONGEST["property_type"]],
        "beds_min": incoming.beds_min,
    }


def _check_choice(column: str, value: str, known: frozenset[str]) -> None:
    if value not in known:
        raise InvalidLead(f"“{value}” is not a known {column}.", field=column)


def _filled(columns: dict[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in columns.items() if value not in ("", None, [])}

"""From a row of cells to a lead, by a mapping of columns to fields. No database here."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from crm.errors import InvalidImport
from crm.incoming.lead import SEGMENTS, TIMELINES, IncomingConsent, IncomingLead, tidy
from crm.services.import_headings import SEVERAL
from crm.states import ConsentLevel, LeadKind, Timeline
from realestate.lib import money

FIELDS: dict[str, str] = {
    "name": "Name",
    "first_name": "First name",
    "last_name": "Last name",
    "phone": "Phone",
    "email": "Email",
    "street": "Street",
    "city": "City",
    "state": "State",
    "county": "County",
    "postal_code": "Postal code",
    "price": "Price or range",
    "price_min": "Lowest price",
    "price_max": "Highest price",
    "timeline": "Timeline",
    "kind": "Buyer, seller or owner",
    "segment": "Segment",
    "source": "Source",
    "tags": "Tags",
    "notes": "Notes",
    "locations": "Wanted areas",
    "property_type": "Property type",
    "beds": "Bedrooms",
    "consent": "Consent",
    "consent_wording": "Consent: wording shown",
    "consent_given_at": "Consent: date",
    "consent_proof": "Consent: proof (page, IP)",
}
YES = frozenset({"yes", "y", "true", "1", "x", "on", "opted in", "opt in", "subscribed", "granted", "checked"})
KIND_WORDS = ((re.compile("sell|list"), "seller"), (re.compile("buy|purchas|rent"), "buyer"),
              (re.compile("owner|landlord|wholesale|investor"), "owner"))  # fmt: skip
TIMELINE_WORDS = (
    (re.compile(r"\b(now|asap|immediate(ly)?|urgent|ready|today|this month|right away)\b"), Timeline.NOW),
    (
        re.compile(r"\b(just (looking|browsing)|no (rush|hurry)|some ?day|not sure|unsure|exploring)\b"),
        Timeline.SOMEDAY,
    ),
    (re.compile(r"\b(soon|next month|this (spring|summer|fall|winter))\b"), Timeline.SOON),
    (re.compile(r"\b(later|next (spring|summer|fall|winter)|this year)\b"), Timeline.LATER),
)
SPAN = re.compile(r"(\d+)\s*(\+)?\s*(?:(?:-|–|to)\s*(\d+)\s*(\+)?)?\s*(day|week|wk|month|mo|year|yr)")
DAYS = {"day": 1, "week": 7, "wk": 7, "month": 30.5, "mo": 30.5, "year": 365, "yr": 365}
RANGE = re.compile(r"\s*(?:-|–|—|\bto\b)\s*")
DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M", "%d %b %Y")
LONGEST_SHOWN = 40
# Fields that are understood here; of the others ``clean`` makes one spelling.
READ_HERE = frozenset({
    "kind", "segment", "price", "price_min", "price_max", "timeline", "beds",
    "consent", "consent_wording", "consent_given_at",
})  # fmt: skip
BETWEEN_PHONES, BETWEEN_EMAILS, BETWEEN_WORDS = re.compile("[;,/|\n]"), re.compile("[;, |\n]"), re.compile("[;|,\n]")
ABOUT = re.compile(r"(?i)\b(under|up to|below|max|about|around|usd)\b|[<~]")


@dataclass(frozen=True)
class Read:
    """A row as a lead, and what of it could not be read and was left out."""

    lead: IncomingLead
    left_out: tuple[str, ...]


def check(mapping: Mapping[str, str], header: list[str]) -> dict[str, str]:
    """Return a mapping that a person corrected, complete.

    Raises:
        InvalidImport: it names a column that is not in the file or a field that is not ours, gives one field
            two columns, or leaves nothing by which a person could be reached.
    """
    for column, field in mapping.items():
        if column not in header:
            raise InvalidImport(f"The file has no column “{column}”.", field="mapping")
        if field and field not in FIELDS:
            raise InvalidImport(f"There is no field “{field}”.", field="mapping")
    used = [field for field in mapping.values() if field and field not in SEVERAL]
    for field in used:
        if used.count(field) > 1:
            raise InvalidImport(f"Two columns are read as “{FIELDS[field]}”.", field="mapping")
    if not {"phone", "email"} & set(mapping.values()):
        raise InvalidImport("Say which column holds the phone number or the email address.", field="mapping")
    return {column: mapping.get(column, "") for column in header}


def reader(mapping: Mapping[str, str], header: list[str], *, kind: str, source: str) -> Callable[[list[str]], Read]:
    """Return a function from a row's cells to a lead.

    Args:
        kind, source: what a row is where it does not say so itself.
    """
    places: dict[str, list[int]] = {}
    for position, column in enumerate(header):
        if mapping.get(column):
            places.setdefault(mapping[column], []).append(position)
    one = [(field, positions[0], field in READ_HERE) for field, positions in places.items() if field not in SEVERAL]
    many = {field: positions for field, positions in places.items() if field in SEVERAL}

    def read(cells: list[str]) -> Read:
        values = {field: tidy(cells[place]) if is_read_here else cells[place] for field, place, is_read_here in one}
        lists = {field: [cells[p] for p in positions if cells[p].strip()] for field, positions in many.items()}
        return _lead(values, lists, kind=kind, source=source)

    return read


def _lead(values: dict[str, str], lists: dict[str, list[str]], *, kind: str, source: str) -> Read:
    left_out: list[str] = []
    text = values.get
    low, high = _prices(values, left_out)
    segment = text("segment", "").lower().replace(" ", "_").replace("-", "_")
    lead = IncomingLead(
        name=text("name", ""),
        first_name=text("first_name", ""),
        last_name=text("last_name", ""),
        phones=tuple(_split(lists.get("phone"), BETWEEN_PHONES)),
        emails=tuple(_split(lists.get("email"), BETWEEN_EMAILS)),
        kind=_kind(text("kind", ""), kind),
        segment=segment if segment in SEGMENTS else "",
        source=text("source", "").strip() or source,
        street=" ".join(map(tidy, lists.get("street", ()))),
        city=text("city", ""),
        state=text("state", ""),
        county=text("county", ""),
        postal_code=text("postal_code", ""),
        price_min_cents=low,
        price_max_cents=high,
        timeline=_timeline(text("timeline", ""), left_out),
        locations=tuple(_split(lists.get("locations"), BETWEEN_WORDS)),
        property_type=text("property_type", "").lower(),
        beds_min=_beds(text("beds", ""), left_out),
        tags=tuple(_split(lists.get("tags"), BETWEEN_WORDS)),
        notes="\n".join(lists.get("notes", ())),
        consent=_consent(values, lists),
    )
    return Read(lead, tuple(left_out))


def _prices(values: dict[str, str], left_out: list[str]) -> tuple[int | None, int | None]:
    low, high = (_cents(values.get(column, ""), left_out) for column in ("price_min", "price_max"))
    price = values.get("price", "")
    if price:
        parts = RANGE.split(ABOUT.sub("", price).strip(), maxsplit=1)
        cents = [_cents(part, left_out) for part in parts]
        if len(cents) == 2 and low is None:
            low = cents[0]
        high = cents[-1] if high is None else high
    if low is not None and high is not None and low > high:
        left_out.append("The lowest price is above the highest: both were left out.")
        return None, None
    return low, high


def _cents(text: str, left_out: list[str]) -> int | None:
    if not text:
        return None
    try:
        cents = money.read_cents(text.rstrip("+ "))
    except money.InvalidAmount as error:
        left_out.append(f"{error.message} The price was left out.")
        return None
    if 0 < cents < 10**13:
        return cents
    return None


def _beds(text: str, left_out: list[str]) -> int | None:
    digits = re.match(r"\d{1,2}\b", text)
    if digits:
        return int(digits[0])
    if text:
        left_out.append(f"“{text[:LONGEST_SHOWN]}” is not a number of bedrooms: it was left out.")
    return None


def _timeline(text: str, left_out: list[str]) -> str:
    plain = text.lower()
    if not plain:
        return ""
    if plain in TIMELINES:
        return plain
    span = SPAN.search(plain)
    if span:
        longest = int(span[3] or span[1]) * DAYS[span[5]]
        if span[2] or span[4] or plain.startswith(("over", "more")):
            longest += 2
        limits = ((31, Timeline.NOW), (93, Timeline.SOON), (366, Timeline.LATER))
        return str(next((word for days, word in limits if longest <= days), Timeline.SOMEDAY))
    for pattern, word in TIMELINE_WORDS:
        if pattern.search(plain):
            return str(word)
    left_out.append(f"“{text[:LONGEST_SHOWN]}” is not a timeline: it was left out.")
    return ""


def _kind(text: str, default: str) -> str:
    if not text:
        return default
    found = [kind for pattern, kind in KIND_WORDS if pattern.search(text.lower())]
    return str(LeadKind(found[0])) if len(found) == 1 else default


def _consent(values: dict[str, str], lists: dict[str, list[str]]) -> IncomingConsent | None:
    """Return a permission only where the row proves it: a “yes” in a column is not evidence."""
    if values.get("consent", "").lower() not in YES:
        return None
    wording, given_at, proof = (
        values.get("consent_wording", ""),
        values.get("consent_given_at", ""),
        lists.get("consent_proof"),
    )
    moment = _moment(given_at)
    if not wording or not proof or moment is None:
        return None
    return IncomingConsent(
        level=ConsentLevel.PEC,
        source="import",
        wording=wording,
        wording_version="import",
        proof={"from_file": [tidy(part) for part in proof]},
        given_at=moment,
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    for pattern in DATES:
        if moment is not None:
            break
        try:
            moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - made aware below
        except ValueError:
            continue
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _split(cells: list[str] | None, separators: re.Pattern[str]) -> list[str]:
    if not cells:
        return []
    parts = separators.split("\n".join(cells))
    return [part.strip() for part in parts if part.strip()]

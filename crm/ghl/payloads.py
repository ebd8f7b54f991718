"""GoHighLevel's webhooks as plain values. The vendor's pages contradict each other, so nothing here is strict."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.html import strip_tags

from crm.ghl.routing import lead_kind
from crm.incoming.lead import IncomingLead

SOURCE = "GoHighLevel"
LONGEST_ID = 80
LONGEST_KIND = 60
REFUSING = frozenset({"active", "permanent"})  # of a do-not-disturb setting: active means "do not contact"
DND_CHANNELS = {"SMS": "sms", "Call": "calls", "Email": "email"}
CANCELLED = frozenset({"cancelled", "canceled", "invalid", "deleted"})


@dataclass(frozen=True, kw_only=True)
class Hook:
    """The envelope of a webhook. ``external_id`` tells repeats apart: the vendor's id, else a hash of the bytes."""

    kind: str
    location_id: str
    external_id: str
    body: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """An appointment as the vendor tells of it. ``starts_at`` is None where it cannot be read."""

    external_id: str
    contact_id: str
    title: str
    place: str
    status: str
    starts_at: datetime | None
    ends_at: datetime | None
    as_of: datetime | None


def read(raw: bytes) -> Hook:
    """Return the envelope of a webhook's bytes, whatever they are."""
    body = _parsed(raw)
    inner = body.get("data")
    if isinstance(inner, dict) and "locationId" not in body:
        body = {**inner, **{key: value for key, value in body.items() if key != "data"}}
    return Hook(
        kind=text(body, "type")[:LONGEST_KIND],
        location_id=text(body, "locationId"),
        external_id=text(body, "webhookId")[:LONGEST_ID] or f"sha256:{hashlib.sha256(raw).hexdigest()}",
        body=body,
    )


def text(data: dict[str, Any], *names: str) -> str:
    """Return the first of the named fields that holds text or a number, else an empty string."""
    for name in names:
        value = data.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return ""


def moment(data: dict[str, Any], *names: str) -> datetime | None:
    """Return the first of the named fields that is a time, aware. One without a zone is UTC."""
    for name in names:
        try:
            found = datetime.fromisoformat(text(data, name))
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def contact_id(body: dict[str, Any], *, is_contact: bool) -> str:
    """Return the vendor's id of the person a webhook is about; of contact events it is their own."""
    names = ("id", "contact_id", "contactId") if is_contact else ("contactId", "contact_id")
    return text(body, *names)[:LONGEST_ID]


def lead(body: dict[str, Any], *, occurred_at: datetime | None) -> IncomingLead:
    """Return the person of a contact snapshot, or of a workflow's flat contact, as an incoming lead."""
    tags = _tags(body.get("tags"))
    source = text(body, "source", "contact_source")
    return IncomingLead(
        name=text(body, "name", "full_name", "fullName"),
        first_name=text(body, "firstName", "first_name"),
        last_name=text(body, "lastName", "last_name"),
        phones=_given(text(body, "phone")),
        emails=_given(text(body, "email")),
        kind=lead_kind(tags, source),
        source=source or SOURCE,
        street=text(body, "address1", "address"),
        city=text(body, "city"),
        state=text(body, "state"),
        postal_code=text(body, "postalCode", "postal_code"),
        tags=tags,
        occurred_at=occurred_at,
    )


def refused_channels(body: dict[str, Any]) -> list[str]:
    """Return what a person refuses by their do-not-disturb settings: all, or of sms, calls, email."""
    if body.get("dnd") is True or text(body, "dnd").lower() == "true":
        return ["all"]
    chosen = body.get("dndSettings")
    if not isinstance(chosen, dict):
        return []
    return [
        ours
        for theirs, ours in DND_CHANNELS.items()
        if isinstance(chosen.get(theirs), dict) and text(chosen[theirs], "status").lower() in REFUSING
    ]


def is_inbound(body: dict[str, Any]) -> bool:
    """Return whether a message came from the person. The direction wins over the event's name."""
    direction = text(body, "direction").lower()
    return direction == "inbound" if direction else text(body, "type") == "InboundMessage"


def said(body: dict[str, Any]) -> str:
    """Return the words of a message, without mark-up."""
    words = text(body, "body")
    return " ".join(strip_tags(words).split()) if "<" in words else words


def meeting(body: dict[str, Any]) -> Meeting:
    """Return the appointment of an appointment event."""
    inner = body.get("appointment")
    data = inner if isinstance(inner, dict) else body
    return Meeting(
        external_id=text(data, "id")[:LONGEST_ID],
        contact_id=contact_id(data, is_contact=False),
        title=text(data, "title") or "Appointment",
        place=text(data, "address"),
        status=text(data, "appointmentStatus", "status").lower().replace("-", "").replace("_", ""),
        starts_at=moment(data, "startTime"),
        ends_at=moment(data, "endTime"),
        as_of=moment(data, "dateUpdated") or moment(body, "timestamp"),
    )


def storable(value: Any) -> Any:
    """Return a JSON value that the database takes: no NUL, no half of a character pair."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {storable(key): storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [storable(inner) for inner in value]
    return value


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw, parse_constant=str)  # NaN is no JSON, and the database refuses it
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        body = {"unreadable": raw.decode("utf-8", "replace")}
    cleaned: dict[str, Any] = storable(body)
    return cleaned


def _tags(value: Any) -> tuple[str, ...]:
    words = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(word.strip() for word in words if isinstance(word, str) and word.strip())


def _given(value: str) -> tuple[str, ...]:
    return (value,) if value else ()

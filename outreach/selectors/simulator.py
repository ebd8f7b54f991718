"""The phones of the simulator: whose they are, and what stands on their screens."""

from dataclasses import dataclass
from datetime import datetime

from crm.models import Agent, ContactPoint, Lead
from crm.states import LeadStatus, PointKind
from outreach.models import Attachment, Message, SimulatedText
from outreach.selectors.inbox import visible_to
from outreach.states import Channel, Direction, FileState

PHONES = 12
TEXTS = 30


@dataclass(frozen=True)
class Phone:
    """One person's phone."""

    contact_id: int
    name: str
    number: str
    city: str
    is_opted_out: bool


@dataclass(frozen=True)
class Bubble:
    """One text on a screen: ``mine`` from the phone's owner, else from us. ``kind`` names what is no text."""

    at: datetime
    body: str
    mine: bool
    kind: str = ""
    pictures: tuple[int, ...] = ()


def phones(agent: Agent) -> list[Phone]:
    """Return the phones to choose from: who wrote or was written to last, then the newest leads."""
    talked = visible_to(agent).exclude(last_message_at=None).order_by("-last_message_at", "-pk")
    ids = list(talked.values_list("contact_id", flat=True)[:PHONES])
    newest = Lead.objects.for_agent(agent).order_by("-created_at", "-pk").values_list("contact_id", flat=True)
    ids += [pk for pk in newest[: 2 * PHONES] if pk not in ids]
    return _phones_of(list(dict.fromkeys(ids))[: 2 * PHONES])[:PHONES]


def phone_of(contact_id: int) -> Phone | None:
    """Return a person's phone, or None if they have none."""
    return next(iter(_phones_of([contact_id])), None)


def screen(number: str) -> list[Bubble]:
    """Return what stands on a phone's screen, oldest first: what the carrier brought, and what was typed there."""
    brought = SimulatedText.objects.filter(to_number=number).order_by("-accepted_at", "-pk")[:TEXTS]
    typed = Message.objects.filter(address=number, channel=Channel.SMS, direction=Direction.IN)
    pictures = _pictures([row.reference for row in brought if row.media])
    bubbles = [
        Bubble(row.accepted_at, row.body, mine=False, kind=_kind(row.kind), pictures=pictures.get(row.reference, ()))
        for row in brought
    ]
    bubbles += [Bubble(row.occurred_at, row.body, mine=True) for row in typed.order_by("-occurred_at", "-pk")[:TEXTS]]
    return sorted(bubbles, key=lambda bubble: bubble.at)[-TEXTS:]


def _kind(channel: str) -> str:
    return "" if channel == Channel.SMS else str(Channel(channel).label)


def _pictures(references: list[str]) -> dict[str, tuple[int, ...]]:
    """Return the pictures that came with texts, by the text's reference, in their order."""
    found: dict[str, tuple[int, ...]] = {}
    if references:
        rows = Attachment.objects.filter(message__key__in=references, status=FileState.KEPT).order_by("place")
        for reference, pk in rows.values_list("message__key", "pk"):
            found[reference] = (*found.get(reference, ()), pk)
    return found


def _phones_of(contact_ids: list[int]) -> list[Phone]:
    """Return the primary phones of people, in the order given; who has none is left out."""
    rows = ContactPoint.objects.filter(contact__in=contact_ids, kind=PointKind.PHONE).select_related("contact")
    points = {point.contact_id: point for point in rows.order_by("is_primary", "-pk")}
    stopped = Lead.objects.filter(contact__in=contact_ids, status=LeadStatus.OPTED_OUT)
    opted_out = set(stopped.values_list("contact_id", flat=True))
    return [
        Phone(
            contact_id=pk,
            name=points[pk].contact.name,
            number=points[pk].value,
            city=points[pk].contact.city,
            is_opted_out=pk in opted_out,
        )
        for pk in contact_ids
        if pk in points
    ]

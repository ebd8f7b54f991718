"""What comes in: stored once, read at once, acted on in the same transaction.

The phone simulator and GoHighLevel's texts take this path. Twilio waits for an answer, so its texts are only stored
here, and understood by a worker; see ``arrivals``.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from crm.models import Contact, ContactPoint, Lead
from crm.services import events, intake, leads
from crm.states import LeadKind, LeadStatus, PointKind
from outreach.events import ReplyReceived
from outreach.models import Conversation, Message
from outreach.services import conversations, files, outcomes, staff_texts, understanding
from outreach.states import Author, Channel, Direction, MessageStatus, Purpose
from realestate.lib import clock, phones

HOW = {Channel.SMS: "Answered by text", Channel.EMAIL: "Answered by email", Channel.CALL: "Called us"}
NEEDS_LIFTING = (LeadStatus.NEW, LeadStatus.CONTACTED, LeadStatus.COLD)


def receive_text(
    *,
    provider: str,
    external_id: str,
    from_number: str,
    body: str,
    received_at: datetime,
    opt_out_type: str = "",
    media: Sequence[files.Expected] = (),
) -> Message:
    """Take in one text from a person, and do what it asks for.

    Args:
        external_id: the provider's id; the same id again returns the same message and does nothing (T55).
        received_at: aware.
        opt_out_type: what the provider made of it (Twilio's ``OptOutType``); it has then answered already.
        media: pictures that came with it; they are fetched later.
    Raises:
        FromStaff: one of us wrote, who is no lead.
    """
    key = f"{provider}:{external_id}"
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    number = phones.normalise(from_number)
    point = point_of(number, by_text=True)
    try:
        with transaction.atomic():
            message = write(
                point,
                key=key,
                provider=provider,
                body=body,
                at=received_at,
                understood={"provider_auto_reply": bool(opt_out_type)},
            )
            files.expect(message, media)
            understanding.act_on(message, opt_out_type=opt_out_type)
            return message
    except IntegrityError:  # the provider sent it twice at the same moment
        return Message.objects.get(key=key)


def receive_call(*, provider: str, external_id: str, from_number: str, received_at: datetime) -> Message:
    """Take in a call, once per ``external_id``: who it is from, and that they reached out."""
    key = f"{provider}:{external_id}"
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    point = point_of(phones.normalise(from_number))
    try:
        with transaction.atomic():
            return write(
                point,
                key=key,
                provider=provider,
                body="",
                at=received_at,
                channel=Channel.CALL,
                provider_id=external_id,
            )
    except IntegrityError:
        return Message.objects.get(key=key)


def write(
    point: ContactPoint, *, key: str, provider: str, body: str, at: datetime, channel: str = Channel.SMS, **more: Any
) -> Message:
    """Write an inbound message under the contact's lock and say that they reached out."""
    contact = conversations.lock_contact(point.contact_id)
    conversation = conversations.of(contact)
    more["lead"] = lead_of(contact.pk)
    message = store(point, contact, conversation, key=key, provider=provider, body=body, at=at, channel=channel, **more)
    conversations.said(conversation, at, inbound=True)
    reached_out(message)
    return message


def store(
    point: ContactPoint,
    contact: Contact,
    conversation: Conversation,
    *,
    key: str,
    provider: str,
    at: datetime,
    channel: str = Channel.SMS,
    **more: Any,
) -> Message:
    """Write the row of an inbound message, and no more. The caller holds the contact's lock."""
    message: Message = Message.objects.create(
        conversation=conversation,
        contact=contact,
        point=point,
        address=point.value,
        direction=Direction.IN,
        channel=channel,
        purpose=Purpose.REPLY,
        author=Author.CONTACT,
        key=key,
        carrier=provider,
        occurred_at=at,
        **{"status": MessageStatus.RECEIVED, **more},
    )
    return message


def reached_out(message: Message) -> None:
    """Note on its lead that the person reached out, and say so."""
    lead = message.lead
    if lead:
        leads.touched(lead, inbound_at=message.occurred_at)
        if lead.status in NEEDS_LIFTING:
            leads.change_status(lead, LeadStatus.REPLIED, reason=HOW[Channel(message.channel)])
    events.publish(ReplyReceived(**outcomes.fact_fields(message)))


def point_of(number: str, *, by_text: bool = False) -> ContactPoint:
    """Return whose number this is; a stranger who writes becomes a lead.

    Raises:
        FromStaff: one of us wrote ``by_text``, who is no lead.
    """
    known = ContactPoint.objects.filter(kind=PointKind.PHONE, value=number).first()
    if known:
        return known
    if by_text:
        staff_texts.refuse_ours(number)
    stranger = intake.IncomingLead(
        name=phones.display(number),
        phones=(number,),
        kind=LeadKind.BUYER,
        source="text",
        occurred_at=clock.now(),
    )
    intake.take_in(stranger, door="text")
    return ContactPoint.objects.get(kind=PointKind.PHONE, value=number)


def lead_of(contact_id: int) -> Lead | None:
    """Return the lead that a person's message is about: the newest open one, else the newest."""
    newest_open_first = Lead.objects.open().filter(contact_id=contact_id).order_by("-created_at")
    return newest_open_first.first() or Lead.objects.filter(contact_id=contact_id).order_by("-created_at").first()

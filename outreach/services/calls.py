"""Calls: an agent's own, those a machine makes, and those that come in. Webhooks of the carrier end here.

The gate decides when a call is asked for, like any message. Between that and the moment a person's phone is dialled
an agent picks up their own; so the wish to stop is looked at once more, under the contact's lock.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from crm.models import Agent, ContactPoint, Lead
from crm.services import routing
from crm.states import Role
from outreach.errors import Unreachable
from outreach.models import Call, DeliveryUpdate, Message
from outreach.services import conversations, handoff, outcomes, sending, suppression, understanding
from outreach.states import WAITING, Author, Channel, MessageStatus, Purpose, SuppressionScope
from outreach.writing import voice
from realestate.lib import clock

REPLY_WITHIN = timedelta(hours=24)
CLOSED_TO_CALLS = {SuppressionScope.ALL, SuppressionScope.PHONE, SuppressionScope.CALLS}
ON_THE_WAY = {MessageStatus.CLAIMED, MessageStatus.SENT, MessageStatus.UNKNOWN}
ANSWERED, UNANSWERED = {"completed", "answered"}, {"busy", "no-answer", "failed", "canceled"}
VOICEMAIL = "voicemail"


@dataclass(frozen=True)
class Line:
    """Who is to be dialled, from which number of ours; ``number`` empty = nobody, for the reason in ``words``."""

    number: str = ""
    caller: str = ""
    name: str = ""
    words: str = ""


def dial(lead: Lead, *, agent: Agent, key: str) -> Message:
    """Ask for a call of an agent to a lead: the agent's own phone rings first.

    Raises:
        Unreachable: the agent or the lead has no number.
    """
    if not agent.phone:
        raise Unreachable("You have no phone number on your profile yet.")
    last = conversations.of(lead.contact).last_inbound_at
    is_answer = last is not None and last >= clock.now() - REPLY_WITHIN
    purpose = Purpose.REPLY if is_answer else Purpose.MARKETING
    return sending.request(
        lead, key=key, channel=Channel.CALL, body="", author=Author.AGENT, agent=agent, purpose=purpose
    )


def key_of(box: str) -> str:
    """Return the key of a call asked for from one open box: a double click is one call, one after its end another."""
    earlier = Message.objects.filter(key__startswith=f"call:{box}").order_by("-pk").first()
    is_over = earlier is not None and earlier.status not in WAITING and earlier.status not in ON_THE_WAY
    return f"call:{box}:{earlier.pk}" if earlier is not None and is_over else f"call:{box}"


@transaction.atomic
def line_of(message_id: int, *, dials: bool) -> Line:
    """Return whom to dial for a call whose agent has picked up. ``dials``: now, not only named.

    Nobody who has asked us to stop since the call was allowed.
    """
    message = _locked(message_id)
    who = Line(caller=message.brokerage.from_number, name=message.contact.first_name or message.contact.name)
    if message.status not in ON_THE_WAY:
        return Line(words="This call was taken back.")
    values = list(ContactPoint.objects.filter(contact=message.contact_id).values_list("value", flat=True))
    if suppression.scopes_for(message.brokerage, values) & CLOSED_TO_CALLS:
        outcomes.failed_later(message, code="stopped", words="They asked us to stop before they were dialled.")
        return Line(words="This person has asked us to stop. They will not be dialled.")
    if dials:
        call = _call_of(message)
        call.connected_at = call.connected_at or clock.now()
        call.save(update_fields=["connected_at", "updated_at"])
    return Line(number=message.address, caller=who.caller, name=who.name)


@transaction.atomic
def after_dialling(message_id: int, *, status: str, seconds: int | None) -> Message:
    """Write down how the dialled person's end of an agent's call went."""
    message = _locked(message_id)
    Call.objects.filter(pk=_call_of(message).pk).update(seconds=seconds)
    if status in ANSWERED:
        outcomes.delivered(message)
    else:
        outcomes.failed_later(message, code=status, words="They did not pick up.")
    return message


@transaction.atomic
def take_key(message_id: int, key: str) -> bool:
    """Do what a pressed key asks for during an automated call. Returns whether it was the one that refuses."""
    if key != voice.STOP_KEY:
        return False
    message = _locked(message_id)
    if message.point is not None:
        suppression.suppress(message.point, SuppressionScope.PHONE, source="call", verbatim="Pressed 9 during a call.")
        understanding.opt_leads_out(message.contact)
    return True


@transaction.atomic
def take_news(provider_id: str, *, status: str, payload: dict[str, Any]) -> Message | None:
    """Keep what the carrier says of a call, and settle it if that ends it.

    Returns:
        The message; None if no call of this brokerage has that id (yet).
    """
    message = Message.objects.filter(provider_id=provider_id, channel__in=[c.value for c in _CALLS]).first()
    if message is None:
        return None
    message = _locked(message.pk)
    order = f"{status}:{payload.get('SequenceNumber', '')}".strip(":")
    _, is_new = DeliveryUpdate.objects.get_or_create(message=message, status=order[:24], defaults={"payload": payload})
    if is_new:
        _settle(message, status, payload)
    return message


def keep_recording(provider_id: str, *, recording_id: str, seconds: int | None) -> Call | None:
    """Note a recording of a call. One that nobody was told of is not kept: None, as for an unknown call."""
    call = Call.objects.select_related("message").filter(message__provider_id=provider_id, announced=True).first()
    if call is None:
        return None
    call.recording_id, call.recording_seconds = recording_id[:64], seconds
    call.save(update_fields=["recording_id", "recording_seconds", "updated_at"])
    return call


def announce(message: Message) -> Call:
    """Note that everybody on the line was told of a recording. Returns the call."""
    call = _call_of(message)
    call.announced = True
    call.save(update_fields=["announced", "updated_at"])
    return call


def who_answers(message: Message) -> Agent | None:
    """Return who is rung for a call that came in: the lead's agent, else one in charge; None outside their hours."""
    named = [message.lead.assigned_to] if message.lead and message.lead.assigned_to else []
    others = Agent.objects.available().filter(role__in=[Role.OWNER, Role.MANAGER]).exclude(phone="").order_by("pk")
    return next((agent for agent in [*named, *others] if agent.phone and routing.is_at_work(agent)), None)


@transaction.atomic
def left_words(message: Message, *, seconds: int | None) -> Message:
    """A caller spoke into our mailbox: a person is needed."""
    message = _locked(message.pk)
    spoke = f"Voicemail, {seconds} s." if seconds else "Called, and left no words."
    Message.objects.filter(pk=message.pk).update(body=spoke)
    Call.objects.filter(pk=_call_of(message).pk).update(seconds=seconds)
    handoff.request(message.conversation, lead=message.lead, reason=VOICEMAIL, summary=spoke, message=message)
    return message


def _settle(message: Message, status: str, payload: dict[str, Any]) -> None:
    call = _call_of(message)
    call.answered_by = str(payload.get("AnsweredBy") or call.answered_by)[:24]
    if message.channel == Channel.CALL:
        call.save(update_fields=["answered_by", "updated_at"])
        if status in UNANSWERED or (status == "completed" and call.connected_at is None):
            outcomes.failed_later(message, code=status, words="Your own phone was not answered, so nobody was dialled.")
        return
    seconds = str(payload.get("CallDuration") or "")
    call.seconds = int(seconds) if seconds.isdigit() else call.seconds
    call.save(update_fields=["answered_by", "seconds", "updated_at"])
    if status == "completed":
        outcomes.delivered(message)
    elif status in UNANSWERED:
        outcomes.failed_later(message, code=status, words="They did not pick up.")


def _locked(message_id: int) -> Message:
    rows = Message.objects.select_related("brokerage", "conversation", "contact", "point", "lead__assigned_to", "agent")
    message: Message = rows.get(pk=message_id)
    conversations.lock_contact(message.contact_id)
    message.refresh_from_db(fields=["status"])
    return message


def _call_of(message: Message) -> Call:
    return Call.objects.get_or_create(message=message)[0]


_CALLS = (Channel.CALL, Channel.CALL_AUTO, Channel.VOICEMAIL)

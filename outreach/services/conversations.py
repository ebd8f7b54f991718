"""Conversations: who answers, and the order of what was said."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest

from crm.models import Agent, Contact
from crm.services import events
from outreach.errors import NotYours
from outreach.events import ConversationReturned, ConversationTakenOver
from outreach.models import Conversation
from outreach.states import CONVERSATION_STEPS, InCharge
from realestate.lib import clock, states


def of(contact: Contact) -> Conversation:
    """Return the contact's conversation, opening it at the first need."""
    conversation, _ = Conversation.objects.get_or_create(contact=contact)
    return conversation


def lock_contact(contact_id: int) -> Contact:
    """Lock the person's row. Every send and every stop takes this lock, so they happen one after the other."""
    return Contact.objects.select_for_update().get(pk=contact_id)


def said(conversation: Conversation, at: datetime, *, inbound: bool) -> None:
    """Keep the conversation's times; a late arrival never turns them back."""
    if conversation.last_message_at is None or at > conversation.last_message_at:
        conversation.last_message_at = at
    if inbound:
        conversation.last_inbound_at = max(at, conversation.last_inbound_at or at)
        conversation.snoozed_until = None  # who writes wakes what rested
    else:
        conversation.answered_at = max(at, conversation.answered_at or at)
    times = ["last_message_at", "last_inbound_at", "answered_at", "snoozed_until"]
    conversation.save(update_fields=[*times, "updated_at"])


def heard(conversation: Conversation, at: datetime) -> None:
    """Note that the person wrote, as ``said`` does, in one statement that reads nothing first."""
    Conversation.objects.filter(pk=conversation.pk).update(
        last_message_at=Greatest("last_message_at", at),
        last_inbound_at=Greatest("last_inbound_at", at),
        snoozed_until=None,
        updated_at=clock.now(),
    )


@transaction.atomic
def take_over(conversation: Conversation, *, agent: Agent) -> Conversation:
    """Put a person in charge. Whatever Homestretch was about to say is dropped at its claim (T59).

    Raises:
        NotYours: another agent is in charge.
    """
    lock_contact(conversation.contact_id)
    conversation.refresh_from_db()
    if conversation.in_charge == InCharge.AGENT:
        if conversation.agent_id not in {agent.pk, None}:
            raise NotYours("Another agent has taken this conversation over.")
        Conversation.objects.filter(pk=conversation.pk).update(agent=agent)
        conversation.agent = agent
        return conversation
    states.move(
        conversation,
        InCharge.AGENT,
        table=CONVERSATION_STEPS,
        field="in_charge",
        agent=agent,
        taken_over_at=clock.now(),
        paused_reason="",
    )
    events.publish(
        ConversationTakenOver(
            brokerage_id=conversation.brokerage_id,
            contact_id=conversation.contact_id,
            conversation_id=conversation.pk,
            agent_id=agent.pk,
        )
    )
    return conversation


@transaction.atomic
def give_back(conversation: Conversation, *, agent: Agent) -> Conversation:
    """Let Homestretch answer again. Only the person in charge, or a manager, may."""
    lock_contact(conversation.contact_id)
    conversation.refresh_from_db()
    if conversation.agent_id not in {agent.pk, None} and not agent.sees_everyone:
        raise NotYours("Only the agent in charge can give this conversation back.")
    states.move(
        conversation,
        InCharge.ASSISTANT,
        table=CONVERSATION_STEPS,
        field="in_charge",
        agent=None,
        paused_reason="",
        returned_at=clock.now(),
    )
    events.publish(
        ConversationReturned(
            brokerage_id=conversation.brokerage_id,
            contact_id=conversation.contact_id,
            conversation_id=conversation.pk,
            agent_id=agent.pk,
        )
    )
    return conversation


def pause(conversation: Conversation, *, reason: str) -> None:
    """Hold all automation back until a person decides about an unclear answer."""
    Conversation.objects.filter(pk=conversation.pk).update(paused_reason=reason)
    conversation.paused_reason = reason

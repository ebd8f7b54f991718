"""Handoffs: the moment a person is needed, with the whole story."""

from django.db import transaction

from crm.models import Agent, Lead
from crm.services import events
from outreach.events import HandoffRequested
from outreach.models import Conversation, Handoff, Message
from outreach.services import conversations, passing_on, waiting
from outreach.states import HANDOFF_STEPS, Author, HandoffState
from realestate.lib import clock, states


@transaction.atomic
def request(
    conversation: Conversation, *, lead: Lead | None, reason: str, summary: str, message: Message | None = None
) -> Handoff:
    """Ask for a person. One handoff waits per conversation; a second cause joins the first (T60)."""
    known = Handoff.objects.filter(conversation=conversation, status=HandoffState.OPEN).first()
    if known:
        return known
    handoff = Handoff.objects.create(
        conversation=conversation,
        lead=lead,
        message=message,
        reason=reason,
        summary=summary[:240],
        agent=lead.assigned_to if lead else None,
    )
    events.publish(
        HandoffRequested(
            brokerage_id=conversation.brokerage_id,
            contact_id=conversation.contact_id,
            handoff_id=handoff.pk,
            reason=reason,
            agent_id=handoff.agent_id,
            lead_id=lead.pk if lead else None,
        )
    )
    return handoff


@transaction.atomic
def take_over(conversation: Conversation, *, agent: Agent) -> Conversation:
    """Put the agent in charge, mark the waiting handoff as taken, and take back what was not said yet."""
    conversations.take_over(conversation, agent=agent)
    passing_on.give_lead_to(agent, conversation)
    waiting.cancel_waiting(conversation.contact, reason=f"{agent.name} took over.", only_author=Author.ASSISTANT)
    for handoff in Handoff.objects.filter(conversation=conversation, status=HandoffState.OPEN):
        states.move(handoff, HandoffState.TAKEN, table=HANDOFF_STEPS, agent=agent, taken_at=clock.now())
    return conversation


@transaction.atomic
def give_back(conversation: Conversation, *, agent: Agent) -> Conversation:
    """Close what was taken and let Homestretch answer again."""
    conversations.give_back(conversation, agent=agent)
    running = Handoff.objects.filter(conversation=conversation).exclude(status=HandoffState.CLOSED)
    for handoff in running:
        states.move(handoff, HandoffState.CLOSED, table=HANDOFF_STEPS)
    return conversation

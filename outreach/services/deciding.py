"""What a person decides about a conversation: it goes on, or it was a stop."""

from datetime import datetime

from django.db import transaction

from crm.models import Agent, ContactPoint
from crm.states import PointKind
from outreach.models import Conversation, Handoff, Message, Suppression
from outreach.services import conversations, suppression, understanding
from outreach.states import (
    HANDOFF_STEPS,
    Direction,
    HandoffState,
    MessageStatus,
    SuppressionScope,
)
from realestate.lib import clock, states

BY_KIND = {PointKind.PHONE: SuppressionScope.PHONE, PointKind.EMAIL: SuppressionScope.EMAIL}


@transaction.atomic
def go_on(conversation: Conversation, *, agent: Agent) -> Conversation:
    """It was no wish to stop: let automation run again, at once where something waits."""
    conversations.lock_contact(conversation.contact_id)
    Conversation.objects.filter(pk=conversation.pk).update(paused_reason="")
    conversation.paused_reason = ""
    _close_handoffs(conversation, agent)
    held = Message.objects.filter(conversation=conversation, status=MessageStatus.HELD, reason="PAUSED")
    held.update(due_at=clock.now())
    return conversation


@transaction.atomic
def count_as_stop(conversation: Conversation, *, agent: Agent) -> list[Suppression]:
    """It was a wish to stop: honour it as of the message that said so."""
    said = Message.objects.filter(conversation=conversation, direction=Direction.IN).order_by("-occurred_at", "-pk")
    message = said.select_related("point").first()
    entries: list[Suppression] = []
    if message is not None and message.point is not None:
        entries = stop(message.point, agent=agent, verbatim=message.body, at=message.occurred_at)
    Conversation.objects.filter(pk=conversation.pk).update(paused_reason="")
    conversation.paused_reason = ""
    _close_handoffs(conversation, agent)
    return entries


@transaction.atomic
def stop(
    point: ContactPoint, *, agent: Agent, everything: bool = False, verbatim: str = "", at: datetime | None = None
) -> list[Suppression]:
    """Keep what a person told an agent: texts and calls stop, or email, or everything. Nobody here can undo it.

    Args:
        everything: all ways to reach them, not only those of the point's kind.
        at: when they said so, if not now.
    """
    scope = SuppressionScope.ALL if everything else BY_KIND[PointKind(point.kind)]
    entries = suppression.suppress(point, scope, source="agent", verbatim=verbatim, agent=agent, at=at)
    if scope != SuppressionScope.EMAIL:
        understanding.opt_leads_out(point.contact)
    return entries


def _close_handoffs(conversation: Conversation, agent: Agent) -> None:
    for handoff in Handoff.objects.filter(conversation=conversation).exclude(status=HandoffState.CLOSED):
        states.move(handoff, HandoffState.CLOSED, table=HANDOFF_STEPS, agent=handoff.agent or agent)

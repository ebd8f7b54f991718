"""Handoffs that nobody takes: after the brokerage's own time the next of us is told, and so on, each once.

First the next two whose turn it is for new leads, then managers and owners; only in their working hours, so a handoff
of the night waits for the morning. It ends when somebody takes over, or when nobody is left to tell.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from crm.models import Agent, Lead
from crm.services import events, leads, routing
from crm.states import Role
from outreach.events import HandoffPassedOn
from outreach.models import Conversation, Handoff, HandoffCall
from outreach.services import conversations
from outreach.states import HandoffState, InCharge
from realestate.lib import clock

FROM_THE_ROTA = 2
LONGEST = timedelta(days=3)  # what waits longer stands in the inbox; telling of it again would be noise
BATCH = 200


def pass_on_due() -> int:
    """Tell the next of us of every handoff whose time is over. Returns of how many somebody was told."""
    now = clock.now()
    waiting = Handoff.objects.filter(status=HandoffState.OPEN, created_at__gt=now - LONGEST).select_related("brokerage")
    rows = waiting.exclude(brokerage__handoff_minutes=0).order_by("created_at", "pk")[:BATCH]
    return sum(_pass_on(row.pk) for row in rows if is_due(row, told_at=_told_at(row), now=now))


def is_due(handoff: Handoff, *, told_at: Sequence[datetime], now: datetime) -> bool:
    """Return whether the brokerage's time has passed since a handoff was asked for, or somebody was last told."""
    wait = timedelta(minutes=handoff.brokerage.handoff_minutes)
    return bool(wait) and now >= max([handoff.created_at, *told_at]) + wait


def next_of_us(handoff: Handoff, *, told: Sequence[int]) -> Agent | None:
    """Return who is told next, out of those at work; None if nobody is, or all were told.

    Args:
        told: the ids of those who know.
    """
    turn = [agent for agent in routing.rota() if agent.pk != handoff.agent_id][:FROM_THE_ROTA]
    heads = Agent.objects.active().filter(role__in=[Role.MANAGER, Role.OWNER]).order_by("pk")
    knows = {handoff.agent_id, *told}
    return next((agent for agent in [*turn, *heads] if agent.pk not in knows and routing.is_at_work(agent)), None)


def give_lead_to(agent: Agent, conversation: Conversation) -> None:
    """Give the lead to an agent who was told of its handoff and took over, where they could not see it otherwise."""
    calls = HandoffCall.objects.filter(handoff__conversation=conversation, agent=agent).exclude(handoff__lead=None)
    call = calls.select_related("handoff__lead").order_by("-told_at").first()
    if call is not None and not Lead.objects.for_agent(agent).filter(pk=call.handoff.lead_id).exists():
        leads.assign(call.handoff.lead, agent, by=agent)


@transaction.atomic
def _pass_on(handoff_id: int) -> bool:
    """Look again under the contact's lock, for somebody may be taking over at this moment."""
    handoff = Handoff.objects.select_related("conversation", "brokerage").get(pk=handoff_id)
    conversations.lock_contact(handoff.conversation.contact_id)
    handoff.refresh_from_db(fields=["status"])
    handoff.conversation.refresh_from_db(fields=["in_charge"])
    calls = list(handoff.calls.all())
    is_over = handoff.status != HandoffState.OPEN or handoff.conversation.in_charge == InCharge.AGENT
    if is_over or not is_due(handoff, told_at=[call.told_at for call in calls], now=clock.now()):
        return False
    agent = next_of_us(handoff, told=[call.agent_id for call in calls])
    if agent is None:
        return False
    call = HandoffCall.objects.create(handoff=handoff, agent=agent, number=len(calls) + 1, told_at=clock.now())
    events.publish(
        HandoffPassedOn(
            brokerage_id=handoff.brokerage_id,
            contact_id=handoff.conversation.contact_id,
            handoff_id=handoff.pk,
            agent_id=agent.pk,
            number=call.number,
            lead_id=handoff.lead_id,
        )
    )
    return True


def _told_at(handoff: Handoff) -> list[datetime]:
    return list(handoff.calls.values_list("told_at", flat=True))

"""Who gets a new lead: the agents who take leads now, one after the other."""

from zoneinfo import ZoneInfo

from crm.models import Agent, Lead
from realestate.lib import clock


def rota() -> list[Agent]:
    """Return the agents who take new leads, in their turn: who comes next stands first. Empty if nobody does."""
    agents = list(Agent.objects.available().order_by("pk"))
    last = (
        Lead.objects.exclude(assigned_to=None)
        .order_by("-created_at", "-id")
        .values_list("assigned_to_id", flat=True)
        .first()
    )
    if last is None:
        return agents
    return [agent for agent in agents if agent.pk > last] + [agent for agent in agents if agent.pk <= last]


def next_agent() -> Agent | None:
    """Return whose turn it is, or None if nobody takes new leads."""
    return next(iter(rota()), None)


def is_at_work(agent: Agent) -> bool:
    """Return whether it is one of an agent's own working hours, by their clock."""
    there = clock.now().astimezone(ZoneInfo(agent.timezone))
    return there.isoweekday() in agent.works_on and agent.works_from <= there.time() < agent.works_until

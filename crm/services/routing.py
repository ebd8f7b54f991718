"""Who gets a new lead: the agents who take leads now, one after the other."""

from crm.models import Agent, Lead


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

"""The alerts that wait for an agent."""

from django.db.models import Q, QuerySet

from crm.models import Agent, Lead
from scoring.models import Alert
from scoring.states import AlertState

MOST = 20


def seen_by(agent: Agent) -> QuerySet[Alert]:
    """Return alerts about leads that the agent may see."""
    alerts: QuerySet[Alert] = Alert.objects.filter(lead__in=Lead.objects.for_agent(agent))
    return alerts.select_related("lead__contact", "lead__assigned_to", "agent")


def open_for(agent: Agent, *, most: int = MOST) -> list[Alert]:
    """Return what waits for this agent, or for anybody, the nearest deadline first."""
    waiting = seen_by(agent).filter(Q(agent=agent) | Q(agent=None), status=AlertState.OPEN)
    return list(waiting.order_by("deadline_at", "pk")[:most])


def open_of(lead: Lead) -> list[Alert]:
    """Return what waits on one lead, the nearest deadline first."""
    return list(Alert.objects.filter(lead=lead, status=AlertState.OPEN).order_by("deadline_at", "pk")[:MOST])

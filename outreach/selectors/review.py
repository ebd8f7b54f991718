"""What waits for a person's approval, and why."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from crm.models import Agent, Lead
from outreach.models import Message
from outreach.states import WAITING

WAITS = "NEEDS_HUMAN_REVIEW"
PAGE = 30


@dataclass(frozen=True)
class Queue:
    """One page of the queue, the first to expire on top; ``next`` is where the next one begins."""

    rows: list[Message]
    next: int


def waiting_for(agent: Agent) -> QuerySet[Message]:
    """Return the texts that wait for an approval and that an agent may give it to."""
    rows = Message.objects.filter(status__in=WAITING, reason=WAITS)
    if agent.sees_everyone:
        return rows
    return rows.filter(Q(lead=None) | Q(lead__in=Lead.objects.for_agent(agent)))


def waiting_count(agent: Agent) -> int:
    """Return how many texts wait for an approval."""
    return waiting_for(agent).count()


def queue(agent: Agent, *, after: int = 0) -> Queue:
    """Return a page of the queue, in the order in which the texts came."""
    rows = waiting_for(agent).filter(pk__gt=after).select_related("contact", "wording__version__template")
    found = list(rows.order_by("pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Queue(shown, shown[-1].pk if len(found) > PAGE else 0)

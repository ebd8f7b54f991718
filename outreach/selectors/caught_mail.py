"""Mail caught on this machine, as far as an agent may read it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from crm.models import Agent, ContactPoint, Lead
from crm.states import PointKind
from outreach.models import CaughtMail
from realestate.web.cursors import cursor, read_cursor

PAGE = 30
TO_LEADS = "<message-"  # how the Message-ID of mail to leads begins


@dataclass(frozen=True)
class Letters:
    """One page of mail; ``next`` is where the next one starts."""

    rows: list[CaughtMail]
    next: str


def readable_by(agent: Agent) -> QuerySet[CaughtMail]:
    """Return mail to this agent, and mail to leads they may see. Colleagues' log-in mail is nobody else's."""
    own = Q(recipient__iexact=agent.user.email)
    rows = CaughtMail.objects.filter(brokerage=agent.brokerage_id)
    if agent.sees_everyone:
        return rows.filter(own | Q(message_id__startswith=TO_LEADS))
    points = ContactPoint.objects.filter(
        kind=PointKind.EMAIL,
        value=Lower(OuterRef("recipient")),
        contact__in=Lead.objects.for_agent(agent).values("contact"),
    )
    return rows.filter(own | Q(Exists(points), message_id__startswith=TO_LEADS))


def letters(agent: Agent, *, after: str = "") -> Letters:
    """Return a page of mail, newest first, without its raw text."""
    rows = readable_by(agent).defer("raw").order_by("-caught_at", "-pk")
    moment, pk = read_cursor(after)
    if moment is not None:
        rows = rows.filter(Q(caught_at__lt=moment) | Q(caught_at=moment, pk__lt=pk))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    return Letters(shown, cursor(shown[-1].caught_at, shown[-1].pk) if len(found) > PAGE else "")

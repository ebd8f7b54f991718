"""Tell an agent something, once: on the page, live, and by email or text where they want that."""

from datetime import timedelta
from smtplib import SMTPException

from django.db import transaction
from django.db.models import QuerySet

from crm.models import Agent, Lead
from crm.services import events
from crm.states import Role
from nurturing.events import AgentNotified
from nurturing.models import Notice
from nurturing.services import notice_mail, notice_texts
from nurturing.states import NOTICE_STEPS, NoticeState
from realestate.lib import clock, states
from realestate.lib.errors import Transient
from realestate.lib.later import later
from realestate.live import send

MOST_EMAILS_AN_HOUR = 12  # an import that assigns a thousand leads fills the page, not the mailbox


@transaction.atomic
def notify(
    agent: Agent, *, kind: str, title: str, body: str = "", url: str = "", key: str, lead: Lead | None = None
) -> Notice:
    """Tell an agent something. The same key again tells nothing new and returns the first notice.

    Args:
        kind: what it is about: alert, handoff, assigned, step_failed.
        url: the page to open, as a path.
    """
    notice, is_new = Notice.objects.get_or_create(
        agent=agent,
        key=key,
        defaults={
            "kind": kind, "title": title[:160], "body": body[:400], "url": url, "lead": lead,
            "text_due_at": notice_texts.due_at(agent, kind),
        },
    )  # fmt: skip
    if not is_new:
        return notice
    events.publish(
        AgentNotified(
            brokerage_id=notice.brokerage_id,
            contact_id=lead.contact_id if lead else None,
            notice_id=notice.pk,
            agent_id=agent.pk,
            about=kind,
        )
    )
    told = {"notice": notice.pk, "about": kind, "title": notice.title, "url": url}
    send.to_agent(notice.brokerage_id, agent.pk, "notice", data=told, key=f"notice-{notice.pk}")
    if "email" in agent.channels:
        later("nurturing.email_notice", notice.brokerage_id, notice.pk)
    if notice.text_due_at:
        later("nurturing.text_notices", notice.brokerage_id)
    later("nurturing.tell_rooms", notice.brokerage_id, notice.pk)
    later("nurturing.push_notice", notice.brokerage_id, notice.pk)
    return notice


def email(notice_id: int) -> bool:
    """Mail a notice to its agent, once. Returns whether this call did it.

    Raises:
        Transient: the mail server did not take it; the caller tries again.
    """
    notice = Notice.objects.select_related("agent__user", "brokerage", "lead").get(pk=notice_id)
    if _mailed_lately(notice.agent) >= MOST_EMAILS_AN_HOUR:
        return False
    unsent = Notice.objects.filter(pk=notice_id, emailed_at=None)
    if not unsent.update(emailed_at=clock.now()):
        return False
    try:
        notice_mail.mail_of(notice).send()
    except (SMTPException, OSError) as problem:
        Notice.objects.filter(pk=notice_id).update(emailed_at=None)
        raise Transient("The mail server did not take a notice.") from problem
    return True


def see(notice: Notice) -> Notice:
    """Mark a notice as seen; seen twice is seen."""
    if notice.status == NoticeState.NEW:
        states.move(notice, NoticeState.SEEN, table=NOTICE_STEPS)
    return notice


def see_all(agent: Agent) -> int:
    """Mark all of an agent's notices as seen. Returns how many were new."""
    return Notice.objects.filter(agent=agent, status=NoticeState.NEW).update(status=NoticeState.SEEN)


def readers(agent_id: int | None, lead: Lead | None) -> QuerySet[Agent]:
    """Return who is told about a lead: the agent named, else the one who has it, else owners and managers."""
    named = agent_id or (lead.assigned_to_id if lead else None)
    active: QuerySet[Agent] = Agent.objects.active()
    return active.filter(pk=named) if named is not None else active.filter(role__in=[Role.OWNER, Role.MANAGER])


def _mailed_lately(agent: Agent) -> int:
    hour_ago = clock.now() - timedelta(hours=1)
    return Notice.objects.filter(agent=agent, emailed_at__gt=hour_ago).count()

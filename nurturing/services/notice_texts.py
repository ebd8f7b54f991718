"""Notices by text: to agents who asked for them, while somebody still waits, by day on their own clock.

When a notice is to be texted is a moment on its row, so a lost task, a carrier that is away or the night only delay it.
A notice that was seen meanwhile, on whichever page, needs no text any more.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings

from crm.models import Agent
from nurturing.models import Notice
from nurturing.states import NoticeState
from outreach.models import Handoff
from outreach.services import staff_texts
from outreach.states import HandoffState, StaffTextState
from realestate.lib import clock
from realestate.lib.errors import Transient

log = structlog.get_logger()

HANDOFF = "handoff"
URGENT = frozenset({HANDOFF, "alert", "assigned"})  # somebody waits; the rest can wait for the page
UNDER_WAY = frozenset({StaffTextState.QUEUED, StaffTextState.CLAIMED})
OPENS, CLOSES = time(8), time(21)
MOST_AN_HOUR = 6  # an import that assigns a thousand leads fills the page, not the phone
STALE = timedelta(hours=2)  # after it was due: the carrier was away all the time, and the news is old
BATCH = 100


def due_at(agent: Agent, kind: str) -> datetime | None:
    """Return when an agent is texted about a notice made now: at once, at night in the morning; None for never."""
    if kind not in URGENT or not staff_texts.may_text(agent):
        return None
    return by_day(clock.now(), ZoneInfo(agent.timezone))


def by_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment, or the next 8 AM on a clock that says it is night."""
    there = moment.astimezone(zone)
    if OPENS <= there.time() < CLOSES:
        return moment
    day = there.date() if there.time() < OPENS else there.date() + timedelta(days=1)
    return datetime.combine(day, OPENS, zone).astimezone(moment.tzinfo)


def send_due(limit: int = BATCH) -> int:
    """Text the notices that are due in the brokerage in force, oldest first. Returns how many went out."""
    due = Notice.objects.filter(text_due_at__lte=clock.now()).order_by("text_due_at", "pk")
    rows = due.select_related("agent__user", "agent__brokerage", "lead__contact")[:limit]
    return sum(_send(notice) for notice in rows)


def _send(notice: Notice) -> bool:
    if not _is_wanted(notice):
        Notice.objects.filter(pk=notice.pk).update(text_due_at=None)
        return False
    now = clock.now()
    if (by_then := by_day(now, ZoneInfo(notice.agent.timezone))) > now:  # the carrier was away until it was night
        Notice.objects.filter(pk=notice.pk).update(text_due_at=by_then)
        return False
    try:
        row = staff_texts.send(
            notice.agent,
            key=f"notice:{notice.pk}",
            words=_words(notice),
            link=f"{settings.PUBLIC_URL}{notice.url}" if notice.url else "",
            contact=notice.lead.contact if notice.lead else None,
        )
    except Transient:  # the next sweep tries again
        return False
    if row.status in UNDER_WAY:  # another sweep is at it, and may have to leave it to the next one
        return False
    went = row.status == StaffTextState.SENT
    Notice.objects.filter(pk=notice.pk).update(text_due_at=None, texted_at=row.sent_at if went else None)
    return went


def _is_wanted(notice: Notice) -> bool:
    """Return whether the text is still of use: they want it, nobody has seen it, somebody waits, and not too many."""
    agent, now = notice.agent, clock.now()
    if notice.status != NoticeState.NEW or not agent.user.is_active or not staff_texts.may_text(agent):
        return False
    if notice.text_due_at is None or now - notice.text_due_at > STALE:
        return False
    if notice.kind == HANDOFF and notice.lead is not None:
        waiting = Handoff.objects.filter(lead=notice.lead, status=HandoffState.OPEN)
        if not waiting.exists():
            return False
    return Notice.objects.filter(agent=agent, texted_at__gt=now - timedelta(hours=1)).count() < MOST_AN_HOUR


def _words(notice: Notice) -> str:
    """Return what the text says: about whom, why, and what was said last."""
    lines = notice.body.splitlines()
    return "\n".join([f"{notice.brokerage.name}: {notice.title}", *lines[:1], *lines[1:][-1:]])

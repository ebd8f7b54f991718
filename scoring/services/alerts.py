"""Alerts: the rules that raise them, and what a person does with them.

The rules are few and live here as code: a lead became hot, asked to meet, is new and unanswered, is hot and silent.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from crm.models import Agent, Lead
from crm.services.events import publish
from realestate.lib import clock, states
from realestate.lib.errors import IllegalTransition
from realestate.live import send
from scoring.events import AlertRaised
from scoring.models import Alert, Evaluation
from scoring.predictors import rules
from scoring.selectors import waiting
from scoring.services import openers
from scoring.states import ALERT_STEPS, BAND_FLOORS, AlertKind, AlertState

HOT_FROM = BAND_FLOORS[0][0]
TO_ANSWER_HOT = timedelta(minutes=30)
TO_ANSWER_REQUEST = timedelta(minutes=15)
TO_ANSWER_NEW = timedelta(minutes=10)
TO_ANSWER_SILENT = timedelta(hours=24)
LONGEST_REASON = 240
LONGEST_OPENER = 400


@transaction.atomic
def raise_alert(
    lead: Lead,
    *,
    kind: str,
    reason: str,
    key: str,
    deadline_at: datetime,
    opener: str = "",
    score: int | None = None,
    agent: Agent | None = None,
) -> Alert:
    """Tell the lead's agent that a person should act, and return the alert. The same key alerts once.

    Args:
        agent: who should act; left out, the agent of the lead, else everybody in the brokerage.
    """
    asked = agent or lead.assigned_to
    alert, is_new = Alert.objects.get_or_create(
        brokerage_id=lead.brokerage_id,
        key=key,
        defaults={
            "lead": lead,
            "agent": asked,
            "kind": kind,
            "reason": reason[:LONGEST_REASON],
            "opener": opener[:LONGEST_OPENER],
            "score": lead.score if score is None else score,
            "deadline_at": deadline_at,
        },
    )
    if is_new:
        publish(
            AlertRaised(
                brokerage_id=lead.brokerage_id,
                contact_id=lead.contact_id,
                alert_id=alert.pk,
                lead_id=lead.pk,
                agent_id=alert.agent_id,
            )
        )
        _show(alert)
    return alert


def resolve(alert: Alert, *, by: Agent | None = None) -> Alert:
    """Mark an alert as acted upon, and return it."""
    return _step(alert, AlertState.DONE)


def dismiss(alert: Alert, *, by: Agent | None = None) -> Alert:
    """Set an alert aside without acting, and return it."""
    return _step(alert, AlertState.DISMISSED)


def reopen(alert: Alert, *, by: Agent | None = None) -> Alert:
    """Undo ``resolve`` or ``dismiss``, and return the alert."""
    return _step(alert, AlertState.OPEN)


def settle(lead: Lead, *kinds: AlertKind) -> int:
    """Mark a lead's open alerts of some kinds as done because somebody acted, and return how many."""
    settled = 0
    for alert in Alert.objects.filter(lead=lead, kind__in=kinds, status=AlertState.OPEN):
        with suppress(IllegalTransition):  # a person was quicker
            resolve(alert)
            settled += 1
    return settled


def after_score(lead: Lead, row: Evaluation) -> Alert | None:
    """Raise the alert that a lead became hot, if its score just rose to it. Once per lead and local day."""
    if not (row.before or 0) < HOT_FROM <= row.score:
        return None
    day = clock.today(ZoneInfo(lead.brokerage.timezone))
    best = rules.moved_most([], row.reasons)
    why = f": {best.words[:1].lower()}{best.words[1:]}" if best else ""
    return raise_alert(
        lead,
        kind=AlertKind.HOT,
        reason=f"Rose from {row.before} to {row.score}{why}" if row.before else f"Came in at {row.score}{why}",
        key=f"hot:{lead.pk}:{day}",
        deadline_at=row.evaluated_at + TO_ANSWER_HOT,
        opener=openers.write(lead, AlertKind.HOT, row.reasons),
        score=row.score,
    )


def asked_to_meet(lead: Lead, *, message_id: int, at: datetime) -> Alert:
    """Raise the alert that a lead asked for an appointment, a showing or a call. Once per message."""
    return raise_alert(
        lead,
        kind=AlertKind.APPOINTMENT,
        reason="Asked to meet and waits for an answer",
        key=f"appointment:{lead.pk}:{message_id}",
        deadline_at=at + TO_ANSWER_REQUEST,
        opener=openers.write(lead, AlertKind.APPOINTMENT, []),
    )


def check_silence() -> list[Alert]:
    """Raise alerts for new leads that nobody answered and hot leads that fell silent, in the brokerage in force."""
    now = clock.now()
    unanswered = [
        raise_alert(
            lead,
            kind=AlertKind.UNANSWERED,
            reason=f"New lead, {_waited(now - lead.created_at)} without an answer",
            key=f"unanswered:{lead.pk}",
            deadline_at=now + TO_ANSWER_NEW,
            opener=openers.write(lead, AlertKind.UNANSWERED, []),
        )
        for lead in waiting.unanswered(now=now)
    ]
    silent = [
        raise_alert(
            lead,
            kind=AlertKind.SILENT,
            reason=f"Score {lead.score}, silent for {(now - heard_at).days} days",
            key=f"silent:{lead.pk}:{heard_at:%Y%m%d%H%M}",
            deadline_at=now + TO_ANSWER_SILENT,
            opener=openers.write(lead, AlertKind.SILENT, []),
        )
        for lead in waiting.hot_and_silent(now=now, score=HOT_FROM)
        if (heard_at := lead.last_inbound_at) is not None
    ]
    return [*unanswered, *silent]


def _step(alert: Alert, to: AlertState) -> Alert:
    states.move(alert, to, table=ALERT_STEPS, updated_at=clock.now())
    _show(alert)
    return alert


def _show(alert: Alert) -> None:
    data = {
        "alert_id": alert.pk,
        "lead_id": alert.lead_id,
        "kind": alert.kind,
        "status": alert.status,
        "reason": alert.reason,
        "deadline_at": alert.deadline_at.isoformat(),
    }
    key = f"alert-{alert.pk}"
    if alert.agent_id is None:
        send.to_brokerage(alert.brokerage_id, "alert", data=data, key=key)
    else:
        send.to_agent(alert.brokerage_id, alert.agent_id, "alert", data=data, key=key)


def _waited(wait: timedelta) -> str:
    minutes = int(wait.total_seconds() // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"

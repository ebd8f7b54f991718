"""Brakes: a channel whose messages do not arrive, or are complained of, goes slower or stops until a person resumes."""

from datetime import datetime

import structlog
from django.db import IntegrityError, transaction

from crm.models import Agent
from crm.services import todo
from crm.states import Role
from outreach.errors import NotStopped
from outreach.metrics.carrier import Advice, advise
from outreach.models import SendingBrake
from outreach.selectors import carriers
from outreach.states import BrakeLevel, Channel
from realestate.lib import clock

log = structlog.get_logger()


def level_of(channel: str) -> str:
    """Return how a channel is braked right now: slow, stop, or an empty text."""
    found = SendingBrake.objects.filter(channel=channel, lifted_at=None).values_list("level", flat=True).first()
    return found or ""


def watch() -> list[SendingBrake]:
    """Look at the counts of every channel, and put a brake on where they call for it. Returns the new ones.

    A brake that a person has lifted is judged anew, by what was sent since. A slow channel may come to a stop.
    """
    made = []
    for channel in Channel.values:
        advice = advise(carriers.counts(channel, since=_judged_from(channel)))
        if advice and advice.level != level_of(channel) and level_of(channel) != BrakeLevel.STOP:
            made.append(_put_on(channel, advice))
    return made


@transaction.atomic
def lift(brake: SendingBrake, *, by: Agent) -> SendingBrake:
    """Let the channel go at its own pace again; a person says so.

    Raises:
        NotStopped: somebody has done so already.
    """
    changed = SendingBrake.objects.filter(pk=brake.pk, lifted_at=None).update(lifted_at=clock.now(), lifted_by=by)
    if not changed:
        raise NotStopped("This brake is off already.")
    brake.refresh_from_db()
    return brake


def _judged_from(channel: str) -> datetime:
    """Return since when a channel's messages count: a few days, or since a person let it go again."""
    lifted = SendingBrake.objects.filter(channel=channel, lifted_by__isnull=False).order_by("-lifted_at").first()
    begins = clock.now() - carriers.WINDOW
    return max(begins, lifted.lifted_at) if lifted and lifted.lifted_at else begins


@transaction.atomic
def _put_on(channel: str, advice: Advice) -> SendingBrake:
    """Put a brake on, instead of a weaker one, and tell the owners."""
    now = clock.now()
    SendingBrake.objects.filter(channel=channel, lifted_at=None).update(lifted_at=now)
    try:
        with transaction.atomic():
            brake = SendingBrake.objects.create(channel=channel, level=advice.level, why=advice.why[:200], set_at=now)
    except IntegrityError:  # another watch was quicker
        return SendingBrake.objects.get(channel=channel, lifted_at=None)
    words = Channel(channel).label.lower()
    title = f"Sending of {words}s is stopped" if advice.level == BrakeLevel.STOP else f"Sending of {words}s is slowed"
    for agent in Agent.objects.active().filter(role=Role.OWNER):
        todo.create(
            f"{title}: look at the carrier page", agent=agent, body=advice.why, key=f"brake:{brake.pk}:{agent.pk}"
        )
    log.error("sending.braked", channel=channel, level=advice.level)
    return brake

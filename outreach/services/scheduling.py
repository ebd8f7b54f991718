"""Messages by hand for a later hour: on whose clock, at which moments, and what may still change before they go."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from crm.models import Agent, Lead
from outreach.compliance.verdicts import Decision, Verdict
from outreach.errors import InvalidHour, NotWaiting
from outreach.models import Message
from outreach.services import conversations, drafting, hours
from outreach.states import MessageStatus
from realestate.lib import clock
from realestate.lib.later import later

FARTHEST = timedelta(days=180)  # later than that, nobody knows any more what they wanted to say
MORNING, AFTERNOON, EVENING = time(9), time(14), time(18)
AHEAD = timedelta(hours=1)  # an hour of today is offered only that long before
MONDAY, WEEK = 0, 7


@dataclass(frozen=True)
class Choice:
    """An hour to choose: ``local`` on the person's clock, without a zone, as a form field takes it; and words."""

    local: datetime
    words: str

    @property
    def value(self) -> str:
        """Return it as a form hands it back: ``2026-07-16T09:00``."""
        return self.local.isoformat(timespec="minutes")


@dataclass(frozen=True)
class Plan:
    """When a message by hand goes out, None = now; its purpose and the gate's word then; if quiet hours moved it."""

    at: datetime | None
    purpose: str
    decision: Decision
    is_moved: bool = False


def zone_of(lead: Lead, agent: Agent) -> ZoneInfo:
    """Return the person's zone; the agent's where nobody knows where the person is."""
    known = hours.hours_of(lead.contact)
    return ZoneInfo(known.zone if known else agent.timezone)


def choices(zone: ZoneInfo) -> list[Choice]:
    """Return the usual hours ahead on a person's clock, the nearest first."""
    here = clock.now().astimezone(zone).replace(tzinfo=None)
    tomorrow = here.date() + timedelta(days=1)
    monday = tomorrow + timedelta(days=(MONDAY - tomorrow.weekday()) % WEEK)
    offered = [
        Choice(datetime.combine(here.date(), AFTERNOON), "This afternoon"),
        Choice(datetime.combine(here.date(), EVENING), "This evening"),
        Choice(datetime.combine(tomorrow, MORNING), "Tomorrow morning"),
        Choice(datetime.combine(tomorrow, AFTERNOON), "Tomorrow afternoon"),
    ]
    if monday != tomorrow:
        offered.append(Choice(datetime.combine(monday, MORNING), "Monday morning"))
    return [choice for choice in offered if choice.local >= here + AHEAD]


def moment_of(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment at which a person's clock shows ``local``; aware, in UTC. With a zone of its own it is that.

    An hour that summer time skips is the one after it; of one that comes twice, the first is meant.

    Raises:
        InvalidHour: it is over, or too far away.
    """
    moment = (local if local.tzinfo else local.replace(tzinfo=zone, fold=0)).astimezone(UTC)
    now = clock.now()
    if moment <= now:
        raise InvalidHour("That hour is over where they are. Choose a later one.")
    if moment > now + FARTHEST:
        raise InvalidHour("Choose an hour within the next 180 days.")
    return moment


def plan(lead: Lead, *, channel: str, body: str, subject: str = "", html: str = "", at: datetime | None = None) -> Plan:
    """Return when a message that is asked for now, or for a moment, would go out. The gate decides again then.

    Raises:
        Unreachable: the contact has no number or address for the channel.
    """
    if at is None:
        written = drafting.draft(lead, channel=channel, body=body, subject=subject, html=html)
        return Plan(written.decision.defer_until, written.purpose, written.decision)
    with clock.held(at):  # what counts is the hour it goes out: an answer today is none next week
        then = drafting.draft(lead, channel=channel, body=body, subject=subject, html=html)
    night = then.decision.decision is Verdict.DEFER and then.decision.reason == "QUIET_HOURS"
    opens = then.decision.defer_until if night else None
    return Plan(opens or at, then.purpose, then.decision, is_moved=opens is not None)


@transaction.atomic
def send_now(message: Message) -> Message:
    """Let a scheduled message go out at once instead, if the gate agrees.

    Raises:
        NotWaiting: it is on its way or over, or something else than its hour holds it.
    """
    conversations.lock_contact(message.contact_id)
    message.refresh_from_db()
    if not is_scheduled(message):
        raise NotWaiting("This message does not wait for its hour any more.")
    Message.objects.filter(pk=message.pk).update(due_at=clock.now())
    message.refresh_from_db(fields=["due_at"])
    later("outreach.deliver_message", message.brokerage_id, message.pk)
    return message


def is_scheduled(message: Message) -> bool:
    """Return whether a message waits for nothing but the hour that was chosen for it."""
    return message.status == MessageStatus.QUEUED and message.due_at is not None and message.due_at > clock.now()

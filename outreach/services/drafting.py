"""A message that a person is writing: its final words, what they cost, and what the gate would say now."""

from dataclasses import dataclass
from datetime import timedelta

from crm.models import ContactPoint, Lead
from outreach.compliance.explain import explain
from outreach.compliance.verdicts import Decision
from outreach.models import Message
from outreach.selectors.words import in_short
from outreach.services import gating
from outreach.states import Author, Channel, Direction, Purpose
from outreach.writing.finish import Finished, finish
from realestate.lib import clock, text

ANSWER_WITHIN = timedelta(hours=24)
PRICE_HOLDS = timedelta(days=90)
PRICE_KNOWN = 20  # sent texts: the price per segment is read from the last of these


@dataclass(frozen=True)
class Draft:
    """What a page shows beside words that are being written.

    ``cost_micros`` None = the carrier has not told a price yet.
    """

    point: ContactPoint
    purpose: str
    decision: Decision
    sentence: str
    words: str
    html: str
    segments: int
    left: int
    cost_micros: int | None


def purpose_of(lead: Lead, channel: str) -> str:
    """Return what a message written by hand is: an answer within a day of their own message, else marketing."""
    since = clock.now() - ANSWER_WITHIN
    wrote = Message.objects.filter(
        contact_id=lead.contact_id, channel=channel, direction=Direction.IN, occurred_at__gte=since
    )
    return Purpose.REPLY if wrote.exists() else Purpose.MARKETING


def draft(
    lead: Lead, *, channel: str, body: str = "", subject: str = "", html: str = "", with_pictures: bool = False
) -> Draft:
    """Return how a message by hand would leave. Nothing is stored; the real send asks the gate again.

    Args:
        with_pictures: pictures go along; carriers charge such a text as one, whatever its length.
    Raises:
        Unreachable: the contact has no number or address for the channel.
    """
    point = gating.choose_point(lead.contact, channel)
    purpose = purpose_of(lead, channel)
    message = Message(
        contact=lead.contact,
        lead=lead,
        point=point,
        address=point.value,
        channel=channel,
        purpose=purpose,
        author=Author.AGENT,
        direction=Direction.OUT,
        body=body,
        html=html,
        subject=subject,
        brokerage=lead.brokerage,
    )
    is_written = bool(body.strip()) and (channel == Channel.SMS or bool(subject.strip()))
    # Before the first word there is nothing to check but the person and the hour.
    finished = finish(message) if is_written else Finished(subject=subject, body=body, lint="pass", headers={})
    decision = gating.judge(message, finished)
    size = text.sms_size(finished.body)
    is_text = channel == Channel.SMS
    return Draft(
        point=point,
        purpose=purpose,
        decision=decision,
        sentence=in_short(explain(decision)),
        words=finished.body if is_written else "",
        html=finished.html,
        segments=size.segments if is_text else 0,
        left=size.left,
        cost_micros=_cost(size.segments, with_pictures) if is_text and is_written else None,
    )


def _cost(segments: int, with_pictures: bool) -> int | None:
    """Return what a text costs, by what the carrier charged of late for its like."""
    since = clock.now() - PRICE_HOLDS
    charged = Message.objects.filter(channel=Channel.SMS, segments__gt=0, sent_at__isnull=False, occurred_at__gte=since)
    alike = charged.exclude(attachments=None) if with_pictures else charged.filter(attachments=None)
    of_late = alike.order_by("-occurred_at").values_list("cost_micros", "segments")[:PRICE_KNOWN]
    if with_pictures:
        return max((cost for cost, _ in of_late if cost), default=None)
    prices = [cost / count for cost, count in of_late if cost]
    return round(max(prices) * segments) if prices else None

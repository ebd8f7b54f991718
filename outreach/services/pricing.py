"""What messages cost in the end: asked of the carrier some time after they went out, and written down once.

Only messages that wait for their price are looked at, by an index of those alone, so a sweep costs the same however
many were sent. The carrier's account is one for all brokerages: all of them together ask at most ``PACE``.
"""

from datetime import datetime, timedelta

import structlog

from outreach.channels import twilio_prices
from outreach.channels.base import Price, Uncertain
from outreach.models import Message
from outreach.services.outcomes import PRICE_AFTER
from realestate.lib import clock, pace, redis

log = structlog.get_logger()

AGAIN_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))  # each since it was sent
BATCH = 100
PACE = pace.Lane("provider:twilio:prices", 300, 60, keeps_line=False)


def fetch_due(limit: int = BATCH) -> int:
    """Ask for the prices that are due in the brokerage in force, those that are due longest first.

    Stops where the carrier cannot be asked, or was asked often enough for now; the rest stays due.

    Returns:
        How many messages the carrier was asked about.
    """
    due = Message.objects.filter(price_due_at__lte=clock.now()).order_by("price_due_at", "pk")
    asked = 0
    for message in due[:limit]:
        if not _may_ask():
            break
        try:
            price = twilio_prices.price_of(message.channel, message.provider_id)
        except Uncertain as error:
            log.warning("price.not_told", why=str(error))
            break
        _keep(message, price)
        asked += 1
    return asked


def _may_ask() -> bool:
    try:
        return pace.ask([PACE]).lane is None
    except redis.Down:
        return False


def _keep(message: Message, price: Price | None) -> None:
    """Write a price down, or when to ask again. Whoever was asked about it at the same time changes nothing."""
    still_due = Message.objects.filter(pk=message.pk, price_due_at=message.price_due_at)
    if price is None:
        still_due.update(price_due_at=_next(message))
    else:
        segments = price.segments or message.segments
        still_due.update(price_due_at=None, cost_micros=price.cost_micros, segments=segments)


def _next(message: Message) -> datetime | None:
    """Return when to ask again, later and later; None once the carrier has had its three days."""
    since, now = message.sent_at or message.occurred_at, clock.now()
    return next((since + after for after in (PRICE_AFTER, *AGAIN_AFTER) if since + after > now), None)

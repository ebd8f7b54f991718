"""Tell open pages what changed. Sent after commit, and never worth an error: a page that misses it refetches."""

from typing import Any

import structlog
from django.db import transaction

from realestate.lib import clock, redis
from realestate.live import groups, payloads

log = structlog.get_logger()

BACKLOG = 500  # messages kept per brokerage: a minute and more of a busy one
BACKLOG_SECONDS = 900

# Number, store and announce in one step, so that numbers are announced in their order. The first number is the
# time in milliseconds: numbers grow even when Redis was wiped in between.
_PUBLISH = """
local prev = redis.call('GET', KEYS[1]) or '0'
if prev == '0' then redis.call('SET', KEYS[1], ARGV[2]) end
redis.call('INCR', KEYS[1])
local seq = redis.call('GET', KEYS[1])
local stored = seq .. '|' .. prev .. '|' .. ARGV[1]
redis.call('RPUSH', KEYS[2], stored)
redis.call('LTRIM', KEYS[2], -tonumber(ARGV[3]), -1)
redis.call('EXPIRE', KEYS[2], ARGV[4])
redis.call('PUBLISH', KEYS[3], stored)
return seq
"""


def to_brokerage(
    brokerage_id: int, kind: str, *, html: str | None = None, data: dict[str, Any] | None = None, key: str | None = None
) -> None:
    """Send a message to every open page of a brokerage once the transaction in force commits.

    Args:
        kind: the message's ``type``, for example ``score``.
        html: a fragment with ``hx-swap-oob``, for pages.
        data: plain values, for API clients.
        key: what the message is about, for example ``lead-7``; of several that wait, only the latest is sent.
    """
    _send(brokerage_id, payloads.pack(kind, html=html, data=data, key=key, agent_id=None))


def to_agent(
    brokerage_id: int,
    agent_id: int,
    kind: str,
    *,
    html: str | None = None,
    data: dict[str, Any] | None = None,
    key: str | None = None,
) -> None:
    """Send a message to the open pages of one agent; otherwise like ``to_brokerage``."""
    _send(brokerage_id, payloads.pack(kind, html=html, data=data, key=key, agent_id=agent_id))


def _send(brokerage_id: int, packed: str) -> None:
    def publish() -> None:
        if redis.seems_away():
            return
        keys = [groups.sequence(brokerage_id), groups.backlog(brokerage_id), groups.channel(brokerage_id)]
        first = int(clock.real_now().timestamp() * 1000)
        try:
            redis.client().eval(_PUBLISH, len(keys), *keys, packed, first, BACKLOG, BACKLOG_SECONDS)
        except redis.Down:
            redis.note_away()
            log.warning("live.not_sent", brokerage=brokerage_id)

    transaction.on_commit(publish)

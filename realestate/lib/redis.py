"""Connections to ``settings.REDIS_URL``. Redis is a fast road, never the only one: callers catch ``Down``."""

import time
from functools import cache
from typing import Any

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

Down = redis.RedisError
"""What a call raises when Redis cannot be reached, or cannot answer."""

CONNECT_SECONDS = 0.5  # a publisher on a web request must not wait longer for a dead host
ANSWER_SECONDS = 5.0  # longer than any blocking read of ours
SILENT_SECONDS = 5.0  # after a failure: no publisher waits for a dead host twice in a row

_away_until = 0.0


def seems_away() -> bool:
    """Whether a publisher's call failed within the last seconds. Who can do without Redis does not ask again yet."""
    return time.monotonic() < _away_until


def note_away() -> None:
    """Remember that a publisher's call failed just now."""
    global _away_until
    _away_until = time.monotonic() + SILENT_SECONDS


@cache
def client() -> "redis.Redis":
    """Return this process's shared client: pooled, safe across threads, answers as text."""
    return connect(settings.REDIS_URL)


def connect(url: str) -> "redis.Redis":
    """Return a client of its own for a URL. One retry, so a pooled connection that went stale is not an outage."""
    return redis.Redis.from_url(url, **_options(Retry(NoBackoff(), 1)))


def connect_async(url: str | None = None, *, retries: int = 1) -> "redis.asyncio.Redis":
    """Return an asyncio client; it belongs to the event loop that first uses it."""
    return redis.asyncio.Redis.from_url(
        url or settings.REDIS_URL, **_options(AsyncRetry(NoBackoff(), retries)), health_check_interval=10
    )


def _options(retry: Any) -> dict[str, Any]:
    return {
        "decode_responses": True,
        "protocol": 2,  # answers have the same shape on every server version
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
        "retry": retry,
    }

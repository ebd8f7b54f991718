"""What is noted of every request: the id that follows it, how it ended, and how long it took."""

import re
import uuid

import structlog

from realestate.lib import metrics

log = structlog.get_logger()

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def correlation_id(given: str) -> str:
    """Return the caller's id (``X-Request-ID``) if it is one, else a new one."""
    return given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex


def note(method: str, route: str, status: int, seconds: float, *, logged: bool = True) -> None:
    """Count a request under its route (never its path, which may name a person), and give it its line in the log."""
    metrics.request_seconds.labels(method, route, str(status)).observe(seconds)
    if logged:
        log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))

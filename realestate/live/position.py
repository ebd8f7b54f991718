"""Where the live channel stands when a page is made, so that the page misses nothing before it connects."""

from realestate.lib import redis
from realestate.live import groups


def now(brokerage_id: int) -> int | None:
    """Return the number of a brokerage's last message, 0 before the first, or None while Redis is away."""
    try:
        return int(redis.client().get(groups.sequence(brokerage_id)) or 0)
    except redis.Down:
        return None

"""A tap on the relay's shoulder after a commit. It saves a quarter of a second, and must cost nothing when it fails."""

from realestate.lib import redis
from realestate.lib.streams import keys


def wake() -> None:
    """Wake the relay. The list holds one tap at most; with Redis away the relay's own poll finds the rows."""
    if redis.seems_away():
        return
    try:
        pipe = redis.client().pipeline(transaction=False)
        pipe.lpush(keys.WAKE, 1)
        pipe.ltrim(keys.WAKE, 0, 0)
        pipe.execute()
    except redis.Down:
        redis.note_away()

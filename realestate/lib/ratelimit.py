"""Token buckets in Redis: so many at once, then so many a second, whoever of our processes asks."""

from dataclasses import dataclass

from realestate.lib import redis

# KEYS: the bucket. ARGV: size, tokens a second, wanted. Redis's own clock: ours may differ between machines.
_TAKE = """
local size, rate, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(size, (tonumber(held[1]) or size) + (now - (tonumber(held[2]) or now)) * rate)
local wait = 0
if tokens >= wanted then tokens = tokens - wanted else wait = (wanted - tokens) / rate end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil(size / rate * 1000) + 1000)
return tostring(wait)
"""


@dataclass(frozen=True)
class Limit:
    """A pace: ``burst`` at once, refilled evenly over ``seconds``.

    Attributes:
        name: the first part of each bucket's key, such as ``ghl`` or ``log-in``.
    """

    name: str
    burst: int
    seconds: float

    def take(self, who: str, *, wanted: int = 1) -> float:
        """Take from the bucket of ``who`` and return 0.0; or take nothing and return the seconds to wait.

        With Redis away it returns 0.0: a limit protects, it is not worth an outage.
        """
        if wanted > self.burst:
            raise ValueError(f"{self.name} never holds {wanted} at once, only {self.burst}.")
        try:
            rate = self.burst / self.seconds
            wait = redis.client().eval(_TAKE, 1, f"limit:{self.name}:{who}", str(self.burst), str(rate), str(wanted))
        except redis.Down:
            return 0.0
        return float(str(wait))

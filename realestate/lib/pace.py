"""Paces with a waiting line: who comes too early gets a place in line, and is not overtaken by who comes later.

``ratelimit`` only says no. Here the refused are told when their turn is, one after the other, so that a thousand
who come at once do not all come again at the same moment. All our processes share the lanes, in Redis.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from realestate.lib import clock, redis

SHARED_FOR = 60  # seconds

# KEYS: lanes. ARGV: 1 for who comes for the first time, then per lane: seconds between two, seconds of slack,
# 1 if it keeps a line.
# "gone": when the next may go if nobody used the slack; "line": the turn of the last in line. Redis's own clock.
_ASK = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local first, longest, turns, tightest = ARGV[1] == '1', 0, {}, 0
for i, lane in ipairs(KEYS) do
  local between, slack = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local held = redis.call('HMGET', lane, 'gone', 'line')
  local gone, line = math.max(tonumber(held[1]) or now, now), tonumber(held[2]) or 0
  local turn = gone - slack
  if ARGV[3 * i + 1] == '0' then line = 0 end
  if turn > now + 0.000001 or (first and line > now) then
    turns[i] = math.max(turn, line + between)
    if turns[i] - now > longest then longest, tightest = turns[i] - now, i end
  end
end
for i, lane in ipairs(KEYS) do
  local between, slack = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  if longest > 0 then
    if turns[i] then redis.call('HSET', lane, 'line', string.format('%.6f', turns[i])) end
  else
    local gone = math.max(tonumber(redis.call('HGET', lane, 'gone')) or now, now)
    redis.call('HSET', lane, 'gone', string.format('%.6f', gone + between))
  end
  redis.call('PEXPIRE', lane, math.ceil((longest + between + slack) * 2000) + 60000)
end
return {string.format('%.6f', longest), tightest}
"""
_ASK_HASH = hashlib.sha1(_ASK.encode(), usedforsecurity=False).hexdigest()  # what Redis knows the script by


@dataclass(frozen=True)
class Lane:
    """So many in so many seconds, for everybody who uses the same name.

    Attributes:
        keeps_line: False for a lane that is shared: a long line of one user would keep the others waiting.
    """

    name: str
    most: int
    seconds: float
    keeps_line: bool = True

    @property
    def between(self) -> float:
        """Return the seconds between two that are evenly spread."""
        return self.seconds / self.most


@dataclass(frozen=True)
class Turn:
    """When it is one's turn: 0.0 seconds for now, else the wait, and the lane that is the reason."""

    wait: float
    lane: Lane | None = None


@dataclass(frozen=True)
class Request:
    """What one wants to go through, and whether it had a place in line and its turn has come."""

    lanes: Sequence[Lane]
    has_waited: bool = False


def ask(lanes: Sequence[Lane], *, has_waited: bool = False) -> Turn:
    """Use up a place in every lane, or none: then return how long to wait, with a place in line reserved.

    Args:
        has_waited: this one had a place in line, and its turn has come; it need not queue up again.
    Raises:
        redis.Down: nobody can tell. The caller holds back; it must not go on.
    """
    return ask_all([Request(lanes, has_waited)])[0]


def ask_all(requests: Sequence[Request]) -> list[Turn]:
    """Ask for several, one after the other as given, in one round trip; see ``ask``.

    Raises:
        redis.Down: nobody can tell of any of them. Some may have used up their places.
    """
    told = iter(_run([request for request in requests if request.lanes]))
    return [_turn(request.lanes, *next(told)) if request.lanes else Turn(0.0) for request in requests]


def _run(requests: Sequence[Request]) -> list[tuple[str, int]]:
    if not requests:
        return []
    pipeline = redis.client().pipeline(transaction=False)
    for place, request in enumerate(requests):
        paces = [
            str(part)
            for lane in request.lanes
            for part in (lane.between, lane.seconds - lane.between, int(lane.keeps_line))
        ]
        names = [f"pace:{lane.name}" for lane in request.lanes]
        run, script = (pipeline.evalsha, _ASK_HASH) if place else (pipeline.eval, _ASK)  # the first leaves it there
        run(script, len(names), *names, "0" if request.has_waited else "1", *paces)
    answers: list[tuple[str, int]] = pipeline.execute()
    return answers


def _turn(lanes: Sequence[Lane], wait: str, tightest: int) -> Turn:
    return Turn(float(wait), lanes[int(tightest) - 1] if int(tightest) else None)


def sharers(name: str, who: object) -> int:
    """Note that ``who`` uses what others use too, and return how many did within the last minute, this one included.

    Raises:
        redis.Down: nobody can tell.
    """
    key, now = f"pace:sharers:{name}", clock.real_now().timestamp()
    pipeline = redis.client().pipeline()
    pipeline.zadd(key, {str(who): now})
    pipeline.zremrangebyscore(key, "-inf", now - SHARED_FOR)
    pipeline.zcard(key)
    pipeline.expire(key, SHARED_FOR)
    return int(pipeline.execute()[2])

"""The latest messages of a brokerage, kept in Redis for clients that were away for a moment."""

from dataclasses import dataclass
from urllib.parse import parse_qs

from redis.asyncio import Redis

from realestate.lib.redis import Down
from realestate.live import groups
from realestate.live.payloads import Message, unpack
from realestate.live.seats import Seat


@dataclass(frozen=True)
class Missed:
    """What a client has missed.

    Attributes:
        seq: the number up to which the client is now served.
        messages: in order, only those that its agent may read.
        gap: more was missed than is kept, or Redis cannot say; the client must refetch.
    """

    seq: int
    messages: list[Message]
    gap: bool


def since(query: bytes) -> int | None:
    """Return the number in ``since=N`` of a query string, or None if there is none that makes sense."""
    given = parse_qs(query.decode("latin-1")).get("since", [""])[0]
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


async def read(redis: Redis, seat: Seat, after: int | None) -> Missed:
    """Return what a client that last saw ``after`` has missed; with None it only learns where to begin."""
    try:
        async with redis.pipeline(transaction=True) as pipe:
            pipe.get(groups.sequence(seat.brokerage_id))
            if after is not None:
                pipe.lrange(groups.backlog(seat.brokerage_id), 0, -1)
            found = await pipe.execute()
    except Down:
        return Missed(seq=after or 0, messages=[], gap=after is not None)
    seq = int(found[0] or 0)
    if after is None or after == seq:
        return Missed(seq=seq, messages=[], gap=False)
    return _newer(after, seq, [unpack(stored) for stored in found[1]], seat)


def _newer(after: int, seq: int, kept: list[Message], seat: Seat) -> Missed:
    newer = [message for message in kept if message.seq > after]
    complete = bool(newer) and newer[0].prev == after and newer[-1].seq == seq
    if not complete:
        return Missed(seq=seq, messages=[], gap=True)
    return Missed(seq=seq, messages=[message for message in newer if message.is_for(seat.agent_id)], gap=False)

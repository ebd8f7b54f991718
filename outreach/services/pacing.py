"""How fast messages may leave: per brokerage, sending number, provider and recipient domain, for all workers together.

A message that comes too early is held with its reason and a place in line; nothing overtakes it. A carrier that fails
again and again is left alone for a while. When nobody can tell the pace, because Redis is away, messages are held:
a late message is a delay, a burst is a blocked number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.conf import settings

from crm.states import Carrier
from outreach.models import Message, SendingPace
from outreach.services import brakes
from outreach.services.waiting import LAST_WORDS
from outreach.states import BrakeLevel, Channel, PaceKind
from realestate.lib import circuit, redis
from realestate.lib.pace import Lane, Request, ask_all, sharers

RETRY_UNKNOWN = timedelta(seconds=15)
RETRY_STOPPED = timedelta(minutes=5)
RETRY_BREAKER = timedelta(seconds=circuit.REST)
SLOWER = 4  # times, while a channel is braked
WAITED = "PACE_"  # how the reasons of those begin who have a place in line
UNPACED = {"simulator", "mailcatcher", "print"}  # nobody is reached, or by a postman
# What holds where a brokerage has set nothing else: so many in so many seconds.
SHIPPED: dict[str, tuple[int, int]] = {
    PaceKind.BROKERAGE: (600, 60),
    PaceKind.NUMBER: (60, 60),  # a US long code passes one message a second; more would wait at the carrier
    PaceKind.DOMAIN: (120, 60),
}
GHL_PACE = (100, 10)  # per location, as their API says


@dataclass(frozen=True)
class Pause:
    """Why a message does not leave now, and for how long."""

    reason: str
    wait: timedelta


class Speed:
    """What sets the pace right now, read once for the messages that are decided together."""

    def __init__(self) -> None:
        self._brakes: dict[str, str] = {}
        self._sharers: dict[str, int] = {}

    @cached_property
    def paces(self) -> dict[tuple[str, str], tuple[int, int]]:
        """What the brokerage has set: so many in so many seconds, by kind and subject."""
        rows = SendingPace.objects.values_list("kind", "subject", "messages", "seconds")
        return {(kind, subject): (messages, seconds) for kind, subject, messages, seconds in rows}

    def brake_of(self, channel: str) -> str:
        """Return how a channel is braked: slow, stop, or an empty text."""
        if channel not in self._brakes:
            self._brakes[channel] = brakes.level_of(channel)
        return self._brakes[channel]

    def sharers_of(self, carrier: str, owner: int) -> int:
        """Return how many brokerages use a provider's one account, this one included; see ``pace.sharers``."""
        if carrier not in self._sharers:
            self._sharers[carrier] = sharers(carrier, owner)
        return self._sharers[carrier]


def pause_for(message: Message, carrier: str) -> Pause | None:
    """Return why a message that the gate allows has to wait, or use up its place and return None.

    Args:
        carrier: the name of the driver that would carry it.
    """
    return pauses([(message, carrier)])[0]


def pauses(asked: Sequence[tuple[Message, str]]) -> list[Pause | None]:
    """Answer as ``pause_for`` does about several messages of one brokerage, the first of them first."""
    speed = Speed()
    found = [_why_closed(message, carrier, speed) for message, carrier in asked]
    paced = [place for place, (_, carrier) in enumerate(asked) if not found[place] and carrier not in UNPACED]
    for place, pause in zip(paced, _turns([asked[place] for place in paced], speed), strict=True):
        found[place] = pause
    return found


def _why_closed(message: Message, carrier: str, speed: Speed) -> Pause | None:
    if carrier in UNPACED:
        return None
    if breaker_of(carrier).is_open:
        return Pause("CARRIER_RESTS", RETRY_BREAKER)
    if speed.brake_of(message.channel) == BrakeLevel.STOP and message.purpose not in LAST_WORDS:
        return Pause("CARRIER_STOPPED", RETRY_STOPPED)
    return None


def _turns(asked: Sequence[tuple[Message, str]], speed: Speed) -> list[Pause | None]:
    try:
        lanes = [
            lanes_of(message, carrier, slower=SLOWER if speed.brake_of(message.channel) else 1, speed=speed)
            for message, carrier in asked
        ]
        turns = ask_all(
            [
                Request(list(each), has_waited=message.reason.startswith(WAITED))
                for each, (message, _) in zip(lanes, asked, strict=True)
            ]
        )
    except redis.Down:
        return [Pause("PACE_UNKNOWN", RETRY_UNKNOWN) for _ in asked]
    return [
        Pause(each[turn.lane], timedelta(seconds=turn.wait)) if turn.lane else None
        for each, turn in zip(lanes, turns, strict=True)
    ]


def lanes_of(message: Message, carrier: str, *, slower: int = 1, speed: Speed | None = None) -> dict[Lane, str]:
    """Return the lanes a message goes through, each with the reason it gives.

    A provider that all brokerages share is shared evenly among those that send: one with a long list cannot keep
    the others waiting.
    """
    speed = speed or Speed()
    paces, owner = speed.paces, message.brokerage_id
    lanes = {_lane(f"brokerage:{owner}", paces, PaceKind.BROKERAGE): "PACE_BROKERAGE"}
    if message.channel == Channel.EMAIL:
        domain = message.address.rpartition("@")[2].casefold()
        lanes[_lane(f"domain:{owner}:{domain}", paces, PaceKind.DOMAIN, domain, slower=slower)] = "PACE_DOMAIN"
    elif message.brokerage.from_number:
        number = message.brokerage.from_number
        lanes[_lane(f"number:{owner}:{number}", paces, PaceKind.NUMBER, number, slower=slower)] = "PACE_NUMBER"
    if carrier == Carrier.GHL:
        lanes[Lane(f"provider:{carrier}:{owner}", *GHL_PACE)] = "PACE_PROVIDER"
    else:  # one account for the whole installation
        whole = settings.PROVIDER_PER_MINUTE
        share = max(1, whole // speed.sharers_of(carrier, owner))
        lanes[Lane(f"provider:{carrier}:{owner}", share, 60)] = "PACE_PROVIDER"
        lanes[Lane(f"provider:{carrier}", whole, 60, keeps_line=False)] = "PACE_PROVIDER"
    return lanes


def breaker_of(carrier: str) -> circuit.Breaker:
    """Return this process's breaker of sends through a carrier."""
    return circuit.breaker(f"send:{carrier}")


def _lane(
    name: str, paces: dict[tuple[str, str], tuple[int, int]], kind: str, subject: str = "", *, slower: int = 1
) -> Lane:
    most, seconds = paces.get((kind, subject)) or paces.get((kind, "")) or SHIPPED[kind]
    return Lane(name, most, seconds * slower)

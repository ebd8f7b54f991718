"""What still happens in a story, in the order of time, up to the present moment of the demo."""

import heapq
from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

Act = Callable[[datetime], None]
SUNDAY = 7


class Agenda:
    """Acts by their moment. An act may put further ones on the agenda; what lies after the end never happens."""

    def __init__(self, *, end: datetime) -> None:
        self._end = end
        self._order = count()
        self._due: list[tuple[datetime, int, Act]] = []

    def at(self, moment: datetime, act: Act) -> None:
        """Let something happen at a moment."""
        heapq.heappush(self._due, (moment, next(self._order), act))

    def run(self) -> None:
        """Let everything happen that does."""
        while self._due and self._due[0][0] <= self._end:
            moment, _, act = heapq.heappop(self._due)
            act(moment)


def by_day(moment: datetime, zone: ZoneInfo, rng: Random, *, first: int = 9, last: int = 19) -> datetime:
    """Return the moment, or the next one at which an agent may well call: a weekday or Saturday, by day over there."""
    local = moment.astimezone(zone)
    if first <= local.hour < last and local.isoweekday() != SUNDAY:
        return moment
    day = local.date() + timedelta(days=local.hour >= last or local.isoweekday() == SUNDAY)
    if day.isoweekday() == SUNDAY:
        day += timedelta(days=1)
    opens = datetime.combine(day, time(first), zone).astimezone(moment.tzinfo)
    return opens + timedelta(seconds=rng.randint(300, 3600 * 4))


def awake(moment: datetime, zone: ZoneInfo, rng: Random) -> datetime:
    """Return the moment, or the next one at which people are up and look at their phones."""
    local = moment.astimezone(zone)
    if 7 <= local.hour < 23:
        return moment
    day = local.date() + timedelta(days=local.hour >= 23)
    morning = datetime.combine(day, time(7), zone).astimezone(moment.tzinfo)
    return morning + timedelta(seconds=rng.randint(0, 3600 * 3))

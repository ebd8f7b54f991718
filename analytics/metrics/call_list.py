"""Who to call now, in which order, and why. Pure: plain values and a moment in, an order with reasons out.

The order: people who asked for a person, people whose message waits, what is due to a deadline, then the best scores.
Within each, those who may be called now come before those where it is night.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

DAY = timedelta(days=1)
JUST_REACHED = timedelta(hours=20)
LONGEST_REST = 10  # days without a word from us that still add to the order
UP_ENOUGH = 5  # points gained that are worth a mention

ASKED = {
    "appointment_request": "Asked to meet or see a home",
    "interested": "Said yes and wants to hear more",
    "warm": "Answered warmly",
    "objection": "Has doubts that you can clear up",
    "question_for_a_person": "Asked something that needs you",
    "too_many_auto_replies": "Keeps asking; a person should answer",
    "review": "May be asking us to stop; decide",
    "unknown": "Wrote something that needs your eye",
}
NEXT_STEP = {
    "appointment_request": "Offer two times",
    "interested": "Ask what matters most",
    "objection": "Listen, then answer one doubt",
    "question_for_a_person": "Answer the question",
    "review": "Decide, then write",
}


class Group(IntEnum):
    """Why somebody is on the list, most urgent first."""

    ASKED_FOR_YOU = 1
    WROTE = 2
    DUE = 3
    SCORE = 4


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who may be called, as far as the order needs to know them.

    Attributes:
        asked_for: the code of an open handoff, with ``asked_at`` and the words they wrote.
        wrote_at: their newest message, where nobody has answered it.
        due_at, due_because: the earliest deadline of an open alert, and its reason.
        told: the strongest reason of the score, in words.
        reached_at: when we last wrote or called.
        opens_at: when calls open where they live; None if they are open now.
    """

    lead_id: int
    score: int | None = None
    before: int | None = None
    asked_for: str = ""
    asked_at: datetime | None = None
    said: str = ""
    wrote_at: datetime | None = None
    due_at: datetime | None = None
    due_because: str = ""
    told: str = ""
    came_at: datetime
    reached_at: datetime | None = None
    snoozed_until: datetime | None = None
    is_over: bool = False
    opted_out: bool = False
    has_phone: bool = True
    opens_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Call:
    """One line of the list."""

    rank: int
    lead_id: int
    group: Group
    why: str
    more: str
    said: str
    next_step: str


@dataclass(frozen=True, kw_only=True)
class Absence:
    """Why somebody is not on the list. ``place`` is where the order would put them, if anything stands in the way."""

    because: str
    place: int | None = None
    can_bring_back: bool = False


def rank(candidates: Iterable[Candidate], *, now: datetime, most: int) -> list[Call]:
    """Return who to call, best first, at most ``most``."""
    fit = sorted((each for each in candidates if why_out(each, now=now) is None), key=lambda each: _order(each, now))
    return [_call(number, each, now) for number, each in enumerate(fit[:most], start=1)]


def absence(candidates: Iterable[Candidate], lead_id: int, *, now: datetime, most: int) -> Absence | None:
    """Return why a person is not on the list of these candidates; None where they are on it."""
    everyone = {each.lead_id: each for each in candidates}
    one = everyone[lead_id]
    order = sorted(everyone.values(), key=lambda each: _order(each, now))
    fit = [each.lead_id for each in order if each.lead_id == lead_id or why_out(each, now=now) is None]
    place = fit.index(lead_id) + 1
    out = why_out(one, now=now)
    if out is not None:
        sleeps = one.snoozed_until is not None and one.snoozed_until > now and not one.opted_out and not one.is_over
        return Absence(because=out, place=place if sleeps else None, can_bring_back=sleeps)
    if place > most:
        return Absence(because=f"Others come first: your list ends at {most}.", place=place)
    return None


def why_out(candidate: Candidate, *, now: datetime) -> str | None:
    """Return what keeps somebody off the list, in words; None if nothing does."""
    if candidate.opted_out:
        return "They asked not to be contacted."
    if candidate.is_over:
        return "This lead is closed."
    if candidate.snoozed_until is not None and candidate.snoozed_until > now:
        return "Set aside until later."
    if not candidate.has_phone:
        return "There is no number to call."
    if candidate.score is None and group_of(candidate) is Group.SCORE:
        return "There is no score yet."
    return None


def group_of(candidate: Candidate) -> Group:
    """Return why somebody would be on the list."""
    if candidate.asked_for:
        return Group.ASKED_FOR_YOU
    if candidate.wrote_at is not None:
        return Group.WROTE
    return Group.DUE if candidate.due_at is not None else Group.SCORE


def _order(each: Candidate, now: datetime) -> tuple[bool, int, float, float, int]:
    """Sort key: open hours, group, what counts within the group, score, and the oldest lead last of equals."""
    group = group_of(each)
    sleeps = each.opens_at is not None
    score = float(each.score or 0)
    if group is Group.ASKED_FOR_YOU and each.asked_at is not None:
        within = (now - each.asked_at).total_seconds()  # the freshest wish first: it is still warm
    elif group is Group.WROTE and each.wrote_at is not None:
        within = (now - each.wrote_at).total_seconds()
    elif group is Group.DUE and each.due_at is not None:
        within = (each.due_at - now).total_seconds()
    else:
        within = -_worth(each, now)
    return (sleeps, group, within, -score, -each.lead_id)


def _worth(each: Candidate, now: datetime) -> float:
    """Return the score, raised by days without a word from us and lowered right after one."""
    if each.reached_at is None:
        return float(each.score or 0) + LONGEST_REST
    since = now - each.reached_at
    rested = min(since / DAY, LONGEST_REST)
    return float(each.score or 0) + rested - (30 if since < JUST_REACHED else 0)


def _call(number: int, each: Candidate, now: datetime) -> Call:
    group = group_of(each)
    why = _why(each, group, now)
    return Call(
        rank=number,
        lead_id=each.lead_id,
        group=group,
        why=why,
        more=_more(each, why, now),
        said=each.said,
        next_step=_next_step(each, group),
    )


def _why(each: Candidate, group: Group, now: datetime) -> str:
    if group is Group.ASKED_FOR_YOU and each.asked_at is not None:
        return f"{ASKED.get(each.asked_for, 'Needs a person')} {span(now - each.asked_at)} ago."
    if group is Group.WROTE and each.wrote_at is not None:
        return f"Wrote {span(now - each.wrote_at)} ago and has no answer yet."
    if group is Group.DUE:
        if each.reached_at is None and each.due_because.startswith("New lead"):
            return f"New {span(now - each.came_at)} ago, nobody has answered yet."
        return f"{each.due_because.rstrip('.')}."
    rise = (each.score or 0) - (each.before or 0)
    if each.before is not None and rise >= UP_ENOUGH:
        return f"Up {rise} points: {_lower(each.told)}." if each.told else f"Up {rise} points."
    return f"{each.told}." if each.told else "The best score that nobody has called."


def _more(each: Candidate, why: str, now: datetime) -> str:
    parts = []
    if each.told and group_of(each) is not Group.SCORE and each.told.lower() not in why.lower():
        parts.append(f"{each.told}.")
    if each.reached_at is None:
        parts.append("Nobody has called or written yet.")
    else:
        parts.append(f"Last word from us {span(now - each.reached_at)} ago.")
    return " ".join(parts)


def _next_step(each: Candidate, group: Group) -> str:
    if group is Group.ASKED_FOR_YOU:
        return NEXT_STEP.get(each.asked_for, "Call and listen")
    if group is Group.WROTE:
        return "Answer the message"
    if each.reached_at is None:
        return "Say hello"
    return "Ask what changed" if group is Group.SCORE else "Call before the deadline"


def span(wait: timedelta) -> str:
    """Return a length of time in its largest whole unit: "20 minutes", "3 hours", "9 days"."""
    minutes = max(int(wait.total_seconds() // 60), 0)
    if minutes < 1:
        return "a moment"
    count, unit = (minutes, "minute") if minutes < 60 else (minutes // 60, "hour")
    if unit == "hour" and count >= 36:
        count, unit = round(wait / DAY), "day"
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]

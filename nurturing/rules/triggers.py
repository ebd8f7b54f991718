"""Which sequence starts by itself for a lead. Pure.

There are two ways in. A new lead with consent starts the sequences whose threshold is 0; a score starts those whose
threshold it exceeds. One automatic run at a time: the sequence with the lowest priority number wins, and it ends a
weaker one that is running. What an agent started by hand is left alone, and nothing starts beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Moment(StrEnum):
    """What just happened to the lead."""

    CREATED = "created"
    SCORED = "scored"


@dataclass(frozen=True, slots=True)
class Plan:
    """What the choice needs to know of a sequence. ``lead_kind`` and ``segment`` are empty where any will do."""

    pk: int
    name: str
    lead_kind: str
    segment: str
    priority: int
    enroll_above: int | None
    is_paused: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A run that goes on: its sequence, and whether a person started it."""

    sequence_pk: int
    priority: int
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Person:
    """What the choice needs to know of a lead."""

    kind: str
    segment: str
    score: int | None
    has_consent: bool
    is_worked: bool
    in_human_hands: bool
    been_in: frozenset[int]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The sequence to start, if any, the weaker runs it ends, and the reason in words."""

    start: int | None
    ends: tuple[int, ...] = ()
    because: str = ""


def choose(moment: Moment, plans: Iterable[Plan], person: Person) -> Choice:
    """Return what starts for a lead at this moment.

    A sequence starts by itself once per lead, ever: who left it does not fall in again (T44).
    """
    if not person.is_worked:
        return Choice(None, because="The lead is closed or cold.")
    if person.in_human_hands or any(run.by_hand for run in person.runs):
        return Choice(None, because="A person is looking after this lead.")
    fitting = [plan for plan in plans if _fits(plan, person) and _is_called_for(plan, moment, person)]
    if not fitting:
        return Choice(None, because="No sequence is called for.")
    best = min(fitting, key=lambda plan: (plan.priority, plan.pk))
    if any(run.priority <= best.priority for run in person.runs):
        return Choice(None, because="A sequence that goes first is running.")
    return Choice(best.pk, tuple(run.sequence_pk for run in person.runs), _because(best, person))


def _fits(plan: Plan, person: Person) -> bool:
    return (
        not plan.is_paused
        and plan.pk not in person.been_in
        and plan.lead_kind in {"", person.kind}
        and plan.segment in {"", person.segment}
    )


def _is_called_for(plan: Plan, moment: Moment, person: Person) -> bool:
    if plan.enroll_above is None:
        return False
    if plan.enroll_above == 0:
        return moment is Moment.CREATED and person.has_consent
    return person.score is not None and person.score > plan.enroll_above


def _because(plan: Plan, person: Person) -> str:
    if plan.enroll_above == 0:
        return "New lead with consent"
    return f"Score {person.score} is above {plan.enroll_above}"

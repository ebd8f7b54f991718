"""The rule score: 1 to 99, with reasons whose points sum to it exactly. Pure: same inputs, same bytes.

A lead is never 0 or 100 and no state follows from a score (T68): a score orders calls, it decides nothing.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from scoring.features.registry import Values, require
from scoring.predictors.ladders import LADDERS, SHIPPED, START, WHAT_IF, Ladder
from scoring.states import BAND_FLOORS, Band

LOWEST, HIGHEST = 1, 99
EDITION = 1  # raise it when a rule changes its meaning
CLAMP = "clamp"
LADDER_OF = {rule.name: ladder[0].name for ladder in (START, *LADDERS) for rule in ladder}
TOLD = ("budget_confirmed", "preapproved", "timeline", "price_known")
# Features the rules read; checked against the registry, so that none can slip in unseen (FHA-1).
READS = (
    "appointment_ahead", "appointments_held_90d", "area_known", "asked_to_meet_14d", "budget_confirmed", "came_by",
    "deal_stage", "declined_last", "fastest_reply_minutes_30d", "home_described", "hours_since_inbound",
    "longest_talk_seconds_30d", "mood_last", "most_views_of_one_home_30d", "no_shows_90d", "open_houses_30d",
    "preapproved", "price_known", "replies_30d", "saves_30d", "showings_30d", "silence_days", "timeline",
    "valuations_30d", "velocity_7d", "views_7d", "wants",
)  # fmt: skip
require(READS)


Line = dict[str, str | int]  # a reason as it is stored: rule, words, points


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Points by rule name. Version 0 is what ships; a missing rule counts as shipped."""

    version: int = 0
    points: Mapping[str, int] = field(default_factory=dict)

    def of(self, rule: str) -> int:
        """Return a rule's points."""
        return self.points.get(rule, SHIPPED[rule])

    @property
    def model(self) -> str:
        """Name what makes the score, for example ``rules-1.0``."""
        return f"rules-{EDITION}.{self.version}"


SHIPPED_WEIGHTS = Weights()


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One line of the ledger."""

    rule: str
    words: str
    points: int


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A score and all it rests on. ``rests_on`` is ``prior`` where the person has done and told nothing yet."""

    score: int
    reasons: tuple[Reason, ...]
    model: str
    inputs_hash: str
    rests_on: str

    def ledger(self) -> list[Line]:
        """Return the reasons as they are stored."""
        return [asdict(reason) for reason in self.reasons]


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """What would change the score, and by how much."""

    points: int
    words: str


def score(values: Values, weights: Weights = SHIPPED_WEIGHTS) -> Scored:
    """Return the score of a lead with these feature values."""
    reasons = [reason for ladder in (START, *LADDERS) if (reason := _heard(ladder, values, weights)) is not None]
    total = sum(reason.points for reason in reasons)
    kept = min(max(total, LOWEST), HIGHEST)
    if kept != total:
        words = f"Scores end at {HIGHEST}" if total > HIGHEST else f"Scores begin at {LOWEST}"
        reasons.append(Reason(rule=CLAMP, words=words, points=kept - total))
    return Scored(
        score=kept,
        reasons=tuple(reasons),
        model=weights.model,
        inputs_hash=_hash(values, weights),
        rests_on="rules" if _says_something(values) else "prior",
    )


def what_if(values: Values, weights: Weights = SHIPPED_WEIGHTS, *, most: int = 3) -> list[WhatIf]:
    """Return what would raise the score most if it were so, best first."""
    now = score(values, weights).score
    gains = [
        WhatIf(points=score({**values, **change}, weights).score - now, words=words)
        for _, change, words in WHAT_IF
        if any(values[name] != value for name, value in change.items())
    ]
    return sorted((gain for gain in gains if gain.points > 0), key=lambda gain: (-gain.points, gain.words))[:most]


def band_of(points: int) -> Band:
    """Return the named range a score lies in."""
    return next(band for floor, band in BAND_FLOORS if points >= floor)


def moved_most(before: list[Line], after: list[Line]) -> Reason | None:
    """Return the reason that moved a score most from one ledger to the next, with the points it moved by.

    Rules of one ladder are one reason: from "3 hours ago" to "6 days ago" it moved by the difference. Of reasons
    that pulled both ways, one that pulled the way the score went is named. With no ledger before, where the person
    starts is no reason. None where nothing moved.
    """
    old, new = _by_ladder(before), _by_ladder(after)
    if not before:
        new.pop(LADDER_OF[START[0].name], None)
    moves = [_move(ladder, old.get(ladder), new.get(ladder)) for ladder in dict.fromkeys([*new, *old])]
    total = sum(move.points for move in moves)
    told = [move for move in moves if move.points * total > 0] or [move for move in moves if move.points]
    return max(told, key=lambda move: abs(move.points), default=None)


def _by_ladder(ledger: list[Line]) -> dict[str, Line]:
    return {LADDER_OF.get(str(line["rule"]), str(line["rule"])): line for line in ledger if line["rule"] != CLAMP}


def _move(ladder: str, before: Line | None, after: Line | None) -> Reason:
    points = int(after["points"] if after else 0) - int(before["points"] if before else 0)
    if after:
        return Reason(rule=ladder, words=str(after["words"]), points=points)
    gone = str(before["words"]) if before else ""
    return Reason(rule=ladder, words=f"No longer: {gone[:1].lower()}{gone[1:]}", points=points)


def _heard(ladder: Ladder, values: Values, weights: Weights) -> Reason | None:
    """Return the first rule of a ladder that has words for the case; None where its points are 0."""
    for rule in ladder:
        words = rule.words(values)
        if words is not None:
            points = weights.of(rule.name)
            return Reason(rule=rule.name, words=words, points=points) if points else None
    return None


def _says_something(values: Values) -> bool:
    told = any(values[name] for name in TOLD)
    did = any(values[name] for name in ("views_30d", "replies_30d", "forms_30d", "talks_30d", "valuations_30d"))
    return told or did or values["hours_since_inbound"] is not None


def _hash(values: Values, weights: Weights) -> str:
    inputs = {"features": dict(values), "points": dict(weights.points), "model": weights.model}
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

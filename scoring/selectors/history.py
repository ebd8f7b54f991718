"""A lead's score as a ledger, and how it came to be over time."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from crm.models import Lead
from scoring.models import Evaluation
from scoring.predictors import rules
from scoring.predictors.rules import Reason, Weights, WhatIf

MOST = 60


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """A lead's newest evaluation as its panel shows it."""

    evaluation: Evaluation
    what_if: tuple[WhatIf, ...]
    since: "Point | None"

    @property
    def reasons(self) -> list[dict[str, str | int]]:
        """The lines of the ledger; their points sum to the score."""
        return [{"label": line["words"], "points": line["points"]} for line in self.evaluation.reasons]

    @property
    def basis(self) -> str:
        """What the score rests on, in words."""
        if self.evaluation.rests_on == "prior":
            return "the inquiry alone: nothing done or told yet. Points set by people, not measured on outcomes."
        version = self.evaluation.model.rpartition(".")[2]
        whose = "rules as shipped" if version == "0" else f"your rules, version {version}"
        return f"{whose}. Points set by people, not measured on outcomes."

    @property
    def change(self) -> int:
        """Points gained or lost since the score before."""
        return self.evaluation.score - self.since.score if self.since else 0


@dataclass(frozen=True, kw_only=True)
class Point:
    """A score at a moment, with the reason that moved it."""

    at: datetime
    score: int
    before: int | None
    moved: Reason | None


def ledger(lead: Lead, weights: Weights) -> Ledger | None:
    """Return the newest evaluation with its reasons, or None where the lead was never scored.

    Args:
        weights: those of the evaluation, for what would raise it.
    """
    newest = latest(lead)
    if newest is None:
        return None
    earlier = (
        Evaluation.objects.filter(lead=lead, evaluated_at__lt=newest.evaluated_at)
        .exclude(score=newest.score)
        .order_by("-evaluated_at", "-id")
        .first()
    )
    since = Point(at=earlier.evaluated_at, score=earlier.score, before=earlier.before, moved=None) if earlier else None
    return Ledger(
        evaluation=newest,
        what_if=tuple(rules.what_if(newest.features, weights)),
        since=since,
    )


def by_day(lead: Lead, zone: str) -> list[tuple[date, list[Point]]]:
    """Return the history in days of a time zone, newest first."""
    days = groupby(history(lead), key=lambda point: point.at.astimezone(ZoneInfo(zone)).date())
    return [(day, list(points)) for day, points in days]


def latest(lead: Lead) -> Evaluation | None:
    """Return a lead's newest evaluation."""
    return Evaluation.objects.filter(lead=lead).order_by("-evaluated_at", "-id").first()


def history(lead: Lead, *, most: int = MOST) -> list[Point]:
    """Return the moments at which a lead's score changed, newest first, each with the reason that moved it most."""
    rows = list(Evaluation.objects.filter(lead=lead).order_by("-evaluated_at", "-id")[: most + 1])
    came_before: list[Evaluation | None] = [*rows[1:]]
    if len(rows) <= most:
        came_before.append(None)  # the lead's very first
    points = []
    for row, earlier in zip(rows, came_before, strict=False):
        moved = rules.moved_most(earlier.reasons if earlier else [], row.reasons)
        if earlier is None or row.score != earlier.score:
            points.append(Point(at=row.evaluated_at, score=row.score, before=row.before, moved=moved))
    return points

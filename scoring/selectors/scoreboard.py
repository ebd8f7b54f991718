"""The scoreboard's rows: the best leads, what each gained lately, and the newest reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from crm.models import Agent, Lead
from scoring.models import Evaluation
from scoring.predictors import rules
from scoring.predictors.rules import Reason
from scoring.states import Band

LOOK_BACK = 6  # evaluations of a lead, to find the one that moved it
RECENT = 60  # moves of the brokerage, to find some of different leads

Ledgers = list[list[dict[str, str | int]]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the scoreboard.

    Attributes:
        before: the score at the moment that gains are counted from; None for a lead that came since.
        moved: the reason that moved the score last, with the points it moved by.
    """

    rank: int
    lead: Lead
    score: int
    before: int | None
    band: Band
    moved: Reason | None

    @property
    def is_new(self) -> bool:
        """The lead came since gains are counted."""
        return self.before is None

    @property
    def gain(self) -> int:
        """Points gained or lost since; all of them for a new lead."""
        return self.score - (self.before or 0)


@dataclass(frozen=True, kw_only=True)
class Move:
    """One score that changed."""

    lead: Lead
    at: datetime
    score: int
    before: int | None
    moved: Reason | None


def top(agent: Agent, *, since: datetime, most: int) -> list[Row]:
    """Return the best open leads that the agent may see, best first. Three queries, whatever their number.

    Args:
        since: the moment from which gains are counted.
    """
    known: QuerySet[Lead] = Lead.objects.open().for_agent(agent).exclude(score=None)
    leads = list(known.select_related("contact", "assigned_to").order_by("-score", "-pk")[:most])
    lead_ids = [lead.pk for lead in leads]
    moves, before = _last_moves(lead_ids), _scores_at(since, lead_ids)
    return [
        Row(
            rank=rank,
            lead=lead,
            score=lead.score or 0,
            before=before.get(lead.pk),
            band=rules.band_of(lead.score or 1),
            moved=moves.get(lead.pk),
        )
        for rank, lead in enumerate(leads, start=1)
    ]


def latest_moves(agent: Agent, *, most: int = 5) -> list[Move]:
    """Return the newest change of score of the leads that moved last, newest first. Two queries."""
    seen = Lead.objects.open().for_agent(agent)
    changed = Evaluation.objects.filter(lead__in=seen).exclude(score=F("before")).select_related("lead__contact")
    newest: dict[int, Evaluation] = {}
    for row in changed.order_by("-pk")[:RECENT]:
        newest.setdefault(row.lead_id, row)
    shown = list(newest.values())[:most]
    reasons = _last_moves([row.lead_id for row in shown])
    return [
        Move(lead=row.lead, at=row.evaluated_at, score=row.score, before=row.before, moved=reasons.get(row.lead_id))
        for row in shown
    ]


def _scores_at(moment: datetime, lead_ids: Sequence[int]) -> dict[int, int]:
    """Return the score that each lead had at a moment; those not scored yet are left out."""
    earlier = Evaluation.objects.filter(lead__in=lead_ids, evaluated_at__lt=moment)
    newest = earlier.order_by("lead_id", "-evaluated_at", "-id").distinct("lead_id")
    return dict(newest.values_list("lead_id", "score"))


def _last_moves(lead_ids: Sequence[int]) -> dict[int, Reason | None]:
    """Return the reason that moved each lead last. One query."""
    newest = Window(RowNumber(), partition_by=F("lead_id"), order_by=[F("evaluated_at").desc(), F("id").desc()])
    ledgers: dict[int, Ledgers] = {}
    rows = Evaluation.objects.filter(lead__in=lead_ids).annotate(place=newest).filter(place__lte=LOOK_BACK)
    for lead_id, reasons in rows.order_by("place").values_list("lead_id", "reasons"):
        ledgers.setdefault(lead_id, []).append(reasons)
    return {lead_id: _last_move(own) for lead_id, own in ledgers.items()}


def _last_move(ledgers: Ledgers) -> Reason | None:
    """Return the newest difference between two ledgers in a row, newest first; else the strongest reason known."""
    for after, before in zip(ledgers, ledgers[1:], strict=False):
        if moved := rules.moved_most(before, after):
            return moved
    return rules.moved_most([], ledgers[0])

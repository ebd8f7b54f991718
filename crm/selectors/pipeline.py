"""The board: what stands at each stage, how much it is worth, how old it is, and how many usually go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, QuerySet, Sum, Window
from django.db.models.functions import Lag, RowNumber

from crm.models import Agent, Deal, StageChange
from crm.states import DEAL_STEPS, DealKind, DealStage
from realestate.lib import clock
from realestate.templatetags.formats import percent

COLUMNS = (
    DealStage.QUALIFIED,
    DealStage.APPOINTMENT,
    DealStage.ACTIVE,
    DealStage.OFFER,
    DealStage.UNDER_CONTRACT,
    DealStage.CLOSED,
)
MOST_CARDS = 25
MOST_CHANGES = 4000
FEWEST = 10  # below so many, a rate says nothing
USUAL_DAYS = {"qualified": 14, "appointment": 10, "active": 45, "offer": 7, "under_contract": 45}
LOOK_BACK = timedelta(days=365)
MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Card:
    """A deal on the board, with its age in words of tone."""

    deal: Deal
    days: int
    tone: str
    usual: int


@dataclass(frozen=True)
class Column:
    """One stage: its deals (oldest first), how many, their sum in cents, and what usually becomes of them."""

    stage: str
    name: str
    cards: list[Card]
    count: int
    sum_cents: int
    go_on: str
    is_end: bool

    @property
    def more(self) -> int:
        """How many deals are not drawn."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Pace:
    """How deals left a stage in the last year: the share that went on, in how many days at the middle, of how many."""

    on_rate: float
    days: int
    n: int


def board(kind: str, agent: Agent, *, only_mine: bool = False) -> list[Column]:
    """Return the columns of one board, in four statements. Closed deals are those of the last month."""
    deals = on_board(kind, agent, only_mine=only_mine)
    sums = {row["stage"]: row for row in deals.values("stage").annotate(count=Count("id"), cents=Sum("value_cents"))}
    place = Window(RowNumber(), partition_by=F("stage"), order_by=[F("stage_since").asc(), F("id").asc()])
    shown = deals.annotate(place=place).filter(place__lte=MOST_CARDS).order_by("stage", "place")
    paces = pace(kind)
    now = clock.now()
    by_stage: dict[str, list[Card]] = {}
    for deal in shown.select_related("lead__contact", "agent"):
        by_stage.setdefault(deal.stage, []).append(_card(deal, paces, now))
    return [_column(stage, by_stage.get(stage, []), sums.get(stage, {}), paces.get(stage)) for stage in COLUMNS]


def on_board(kind: str, agent: Agent, *, only_mine: bool = False) -> QuerySet[Deal]:
    """Return the deals that a board shows to an agent."""
    deals = Deal.objects.for_agent(agent).filter(kind=kind).exclude(stage=DealStage.LOST)
    deals = deals.exclude(stage=DealStage.CLOSED, closed_at__lt=clock.now() - MONTH)
    return deals.filter(agent=agent) if only_mine else deals


def pace(kind: str) -> dict[str, Pace]:
    """Return how deals of a kind left each stage in the last year, from at most 4,000 moves."""
    before = Window(Lag("created_at"), partition_by=F("deal"), order_by=[F("created_at").asc(), F("id").asc()])
    changes = StageChange.objects.filter(deal__kind=kind, created_at__gte=clock.now() - LOOK_BACK)
    left: dict[str, list[tuple[str, int]]] = {}
    rows = changes.annotate(since=before).order_by("-id").values_list("old", "new", "since", "created_at")
    for old, new, since, at in rows[:MOST_CHANGES]:
        if old and since is not None:
            left.setdefault(old, []).append((new, (at - since).days))
    order = list(DealStage.values)
    return {
        stage: Pace(
            on_rate=sum(_is_forward(order, stage, new) for new, _ in moves) / len(moves),
            days=round(median(days for _, days in moves)),
            n=len(moves),
        )
        for stage, moves in left.items()
    }


def refusal(deal: Deal, to: str) -> str:
    """Return why a deal cannot go to a stage from where it is, in words; empty if it can."""
    names = dict(DealStage.choices)
    if to not in names:
        return "There is no such stage."
    if to == deal.stage or to in DEAL_STEPS[deal.stage]:
        return ""
    ways = [names[step] for step in DealStage.values if step in DEAL_STEPS[deal.stage] and step != DealStage.LOST]
    if not ways:
        return f"A deal that is {names[deal.stage].lower()} stays so."
    return f"From {names[deal.stage].lower()} it goes to {' or '.join(way.lower() for way in ways)} first."


def kinds() -> list[tuple[str, str]]:
    """Return the boards: value and name."""
    names = {"buyer": "Buyers", "seller": "Sellers", "wholesale": "Wholesale"}
    return [(kind, names[kind]) for kind in DealKind.values]


def _is_forward(order: list[str], old: str, new: str) -> bool:
    return new != DealStage.LOST and order.index(new) > order.index(old)


def _card(deal: Deal, paces: dict[str, Pace], now: datetime) -> Card:
    days = (now - deal.stage_since).days
    known = paces.get(deal.stage)
    usual = max(known.days, 1) if known and known.n >= FEWEST else USUAL_DAYS.get(deal.stage, 0)
    tone = ""
    if usual and days > usual:
        tone = "risk" if days >= 3 * usual else "attention"
    return Card(deal=deal, days=days, tone="good" if deal.stage == DealStage.CLOSED else tone, usual=usual)


def _column(stage: DealStage, cards: list[Card], sums: Mapping[str, Any], known: Pace | None) -> Column:
    is_end = stage == DealStage.CLOSED
    go_on = "in the last month" if is_end else ""
    if known and known.n >= FEWEST:
        share = "All" if known.on_rate == 1 else percent(known.on_rate)
        go_on = f"{share} of {known.n} went on, in {known.days} day{'' if known.days == 1 else 's'}"
    return Column(
        stage=stage,
        name=stage.label,
        cards=cards,
        count=sums.get("count", 0),
        sum_cents=sums.get("cents") or 0,
        go_on=go_on,
        is_end=is_end,
    )

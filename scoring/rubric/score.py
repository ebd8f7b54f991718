"""The wholesaler's score of a parcel: 0 to 100, a tier, the reasons, and what it could be if the unknown were known.

Pure: same inputs, same answer. It orders whom to look at first; nobody is contacted because of it alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.rubric import groups
from scoring.rubric.deal import Deal, Sale, reckon
from scoring.rubric.edition import V1, Rubric
from scoring.rubric.parcels import EXCLUDED_OWNERS, RESIDENTIAL_USES, VACANT_LAND, Parcel, Signal

EXCLUDED, CAPPED, LOWEST = "X", "B", "D"
GUARDED = ("A", "B+")


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """A score with all it rests on. ``excluded`` says why nobody should work the parcel, where that is so."""

    rubric: str
    score: int
    score_if_unknowns_best: int
    needs_enrichment: bool
    tier: str
    groups: dict[str, int]
    reasons: tuple[str, ...]
    guardrails: tuple[str, ...]
    excluded: str | None
    deal: Deal

    def answer(self) -> dict[str, Any]:
        """Return it as plain values, as a file of cases writes it."""
        return {
            "score": self.score,
            "score_if_unknowns_best": self.score_if_unknowns_best,
            "needs_enrichment": self.needs_enrichment,
            "tier": self.tier,
            "groups": self.groups,
            "reasons": list(self.reasons),
            "guardrails": list(self.guardrails),
            "excluded": self.excluded,
            "deal": self.deal.figures(),
        }


def assess(
    parcel: Parcel,
    signals: Sequence[Signal],
    *,
    today: date,
    rubric: Rubric = V1,
    sales: Sequence[Sale] = (),
    area: str = "",
) -> Assessment:
    """Return the score of a parcel on a day; ``sales`` in its ``area`` make its value a measured one."""
    live = [signal for signal in signals if signal.is_live(today)]
    deal = reckon(parcel, signals, rubric, today=today, sales=sales, area=area)
    scored = {
        "forced_sale": groups.forced_sale(live, rubric, today),
        "condition": groups.condition(live, rubric, today),
        "owner_situation": groups.owner_situation(parcel, live, rubric),
        "equity_tenure": groups.equity_and_tenure(parcel, rubric, today),
        "deal": groups.deal_room(deal, rubric),
    }
    score = max(sum(group.points for group in scored.values()), 0)
    best = max(sum(group.best for group in scored.values()), 0)
    hard = groups.is_hard(parcel, live)
    excluded = _excluded(parcel)
    tier, guardrails = _tier(score, deal, rubric, hard=hard)
    return Assessment(
        rubric=rubric.version,
        score=score,
        score_if_unknowns_best=best,
        needs_enrichment=not excluded and hard and tier != "A" and best >= rubric.tier_floors[0][0],
        tier=EXCLUDED if excluded else tier,
        groups={name: group.points for name, group in scored.items()},
        reasons=tuple(reason for group in scored.values() for reason in group.reasons),
        guardrails=() if excluded else guardrails,
        excluded=excluded,
        deal=deal,
    )


def _tier(score: int, deal: Deal, rubric: Rubric, *, hard: bool) -> tuple[str, tuple[str, ...]]:
    """Return the tier, and what kept a score that is high enough out of A and B+."""
    tier = next((name for floor, name in rubric.tier_floors if score >= floor), LOWEST)
    if tier not in GUARDED:
        return tier, ()
    held = (
        (not hard, "no_hard_signal"),
        (deal.mao is None, "mao_unknown"),
        (deal.mao is not None and deal.mao <= 0, "mao_not_positive"),
        (deal.mao is not None and 0 < deal.mao < (deal.known_debt or 0), "debt_above_mao"),
    )
    guardrails = tuple(name for holds, name in held if holds)
    return (CAPPED if guardrails else tier), guardrails


def _excluded(parcel: Parcel) -> str | None:
    if parcel.owner_type in EXCLUDED_OWNERS:
        return f"owner_{parcel.owner_type}"
    if parcel.dor_uc not in RESIDENTIAL_USES:
        return f"use_{parcel.dor_uc or 'unknown'}"
    if not parcel.situs_address and parcel.dor_uc != VACANT_LAND:
        return "no_situs_address"
    return None

"""Findings about the way of leads, in words. Pure: counts in, sentences out."""

from collections.abc import Sequence
from dataclasses import dataclass

from realestate.lib.stats import Share, differ, share

ENOUGH = 20  # below it a rate says nothing worth a headline
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, kw_only=True)
class Step:
    """How many people reached a step, and which share of the step before that is (None at the first)."""

    label: str
    count: int
    share: Share | None

    @property
    def as_chart(self) -> dict[str, object]:
        """The step as the funnel chart takes it."""
        known = self.share if self.share is not None and self.share.rate is not None else None
        return {
            "label": self.label,
            "count": self.count,
            "rate": known.rate if known else None,
            "low": known.low if known else None,
            "high": known.high if known else None,
        }


@dataclass(frozen=True, kw_only=True)
class Group:
    """One source or agent: how many leads, and how many of them answered."""

    label: str
    share: Share

    @property
    def as_chart(self) -> dict[str, object]:
        """The group as the chart of ranges takes it."""
        rate = self.share.rate or 0.0
        return {"label": self.label, "rate": rate, "low": self.share.low, "high": self.share.high, "n": self.share.of}


def steps(counts: Sequence[tuple[str, int]]) -> list[Step]:
    """Return the steps with their shares. Counts never grow along the way: who is further was here before."""
    made: list[Step] = []
    for label, count in counts:
        before = made[-1].count if made else None
        made.append(Step(label=label, count=count, share=None if before is None else share(min(count, before), before)))
    return made


def headline(way: Sequence[Step]) -> str:
    """Return the finding above the funnel: "One deal for every 34 leads"."""
    leads, deals = way[0].count, way[-1].count
    if leads == 0:
        return "No leads in this time"
    if deals == 0:
        return f"{leads:,} leads, no deal closed yet"
    each = round(leads / deals)
    return "Every lead closed" if each <= 1 else f"One deal closed for every {each} leads"


def widest_loss(way: Sequence[Step]) -> str:
    """Return which step most people stop before, in a sentence; empty where too few came that far."""
    known = [step for step in way[1:] if step.share and step.share.of >= ENOUGH and step.share.rate is not None]
    if not known:
        return f"Fewer than {ENOUGH} people: too few to say where they stop."
    worst = min(known, key=lambda step: step.share.rate if step.share and step.share.rate is not None else 1.0)
    lost = 1 - (worst.share.rate or 0.0) if worst.share else 0.0
    return f"The widest step is the one to “{worst.label.lower()}”: {in_ten(lost)} stop before it."


def best_source(groups: Sequence[Group]) -> str:
    """Return what the comparison shows, or that it shows nothing yet."""
    known = sorted((each for each in groups if each.share.of >= ENOUGH), key=lambda each: -(each.share.rate or 0))
    if len(known) < 2:
        return "Too few leads to compare"
    best, worst = known[0], known[-1]
    if not differ(best.share, worst.share):
        return "No difference that could not be chance"
    return f"“{best.label}” answers most, “{worst.label}” least"


def cost_line(cost_cents: int, deals: int) -> str:
    """Return what the messages of a closed deal cost, in a sentence."""
    total = f"${cost_cents / 100:,.2f}"
    if deals == 0:
        return f"Messages cost {total} so far; no deal has closed yet"
    return f"${cost_cents / 100 / deals:,.2f} of messages for each closed deal"


def in_ten(rate: float) -> str:
    """Return a share as people say it: "seven in ten"."""
    tenth = round(rate * 10)
    if tenth == 0:
        return "fewer than one in twenty"
    return "nearly all" if tenth == 10 else f"{NUMBERS[tenth]} in ten"

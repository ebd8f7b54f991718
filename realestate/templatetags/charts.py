"""Charts drawn by the server as SVG: labels stand on the marks, and a table with the same figures stands behind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template

register = template.Library()

WIDTH = 560
LABEL = 112  # room for the words at the left
ROW = 44
BAR = 255  # the longest bar; its figure and the share that goes on fit beside it
PLOT = 300  # the scale of ranges


@dataclass(frozen=True)
class FunnelStep:
    """One step as drawn: where its bar lies and the words on it."""

    label: str
    count: str
    y: int
    width: float
    end: float
    go_on: str
    between: str


@register.inclusion_tag("components/funnel.html")
def funnel(steps: Iterable[Mapping[str, Any]], caption: str) -> dict[str, Any]:
    """Draw how many people reach each step.

    Args:
        steps: mappings with ``label`` and ``count``, first step first; from the second on also ``rate``, ``low`` and
            ``high``, the share (0-1) that came from the step before and its interval. A step without a rate shows none.
        caption: what the chart shows, for those who do not see it and for the table.
    """
    given = list(steps)
    most = max((step["count"] for step in given), default=0) or 1
    drawn = []
    for number, step in enumerate(given):
        width = round(max(step["count"] / most * BAR, 2), 1)
        end = round(LABEL + width + 9, 1)
        drawn.append(FunnelStep(step["label"], f"{step['count']:,}", number * ROW, width, end, *_go_on(step)))
    return {"steps": drawn, "caption": caption, "height": len(drawn) * ROW, "width": WIDTH, "label_width": LABEL}


def _go_on(step: Mapping[str, Any]) -> tuple[str, str]:
    """Return the share that goes on and its interval, in words; what is not known is empty."""
    if step.get("rate") is None:
        return "", ""
    words = f"{step['rate'] * 100:.0f}% go on"
    if step.get("low") is None:
        return words, ""
    return words, f"{step['low'] * 100:.0f} to {step['high'] * 100:.0f}"


@dataclass(frozen=True)
class RangeRow:
    """One rate as drawn: its dot, the ends of its interval, and the words beside it."""

    label: str
    y: int
    x: float
    low: float
    high: float
    shown: str
    note: str
    few: bool


@register.inclusion_tag("components/ranges.html")
def ranges(rows: Iterable[Mapping[str, Any]], caption: str, enough: int = 20) -> dict[str, Any]:
    """Draw rates with their intervals, one per line, on one scale.

    Args:
        rows: mappings with ``label``, ``rate``, ``low``, ``high`` (0-1), ``n``, and optionally ``note``.
        caption: what the chart shows.
        enough: a row with fewer than this many cases stays empty and says so.
    """
    given = list(rows)
    most = max((row["high"] for row in given if row["n"] >= enough), default=0) or 1
    drawn = [_range_row(row, number, most, enough) for number, row in enumerate(given)]
    return {
        "rows": drawn,
        "caption": caption,
        "height": len(drawn) * 36 + 4,
        "width": WIDTH,
        "left": LABEL,
        "top": most,
    }


def _range_row(row: Mapping[str, Any], number: int, most: float, enough: int) -> RangeRow:
    def at(rate: float) -> float:
        return round(LABEL + rate / most * PLOT, 1)

    few = row["n"] < enough
    return RangeRow(
        label=row["label"],
        y=number * 36 + 18,
        x=at(row["rate"]),
        low=at(row["low"]),
        high=at(row["high"]),
        shown=f"{row['n']} so far" if few else f"{row['rate'] * 100:.1f}%",
        note=row.get("note", "") or f"n = {row['n']:,}",
        few=few,
    )

"""Drawn parts of a page: icons, the day strip, score ledgers, initials, tones. No styles: the CSP forbids them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from realestate.lib import clock
from realestate.web import toasts as pending

register = template.Library()

HOUR = 10  # one hour of the day strip, in units of its drawing
TONES = {
    "good": "allowed delivered live active sent answered won closed done completed healthy verified confirmed booked"
    " mailed fits",
    "attention": "held waiting unknown late due snoozed scheduled retrying needs_you stale warm paused_by_reply review"
    " ready falls_short",
    "risk": "blocked failed opted_out opt_out bounced litigator dnc lost rejected expired error suppressed",
    "info": "ai new queued running importing contacted engaged appointment approved making",
}
TONE_OF = {word: tone for tone, words in TONES.items() for word in (tone, *words.split())}


def _shapes(name: str, folder: Path) -> str:
    """Return the shapes inside one lucide file, or nothing when set-up has not fetched the icons."""
    if not folder.is_dir():
        return ""
    text = (folder / f"{name}.svg").read_text()
    return text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")].strip()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw a line icon of lucide by its file name: ``{% icon "phone" %}``, ``{% icon "search" size="lg" %}``.

    It is hidden from screen readers, so a word or a label stands beside it.

    Raises:
        FileNotFoundError: lucide has no such icon.
    """
    return _drawn_icon(name, size, settings.ICONS_DIR) if name else SafeString("")


@cache
def _drawn_icon(name: str, size: str, folder: Path) -> SafeString:
    """Return the finished drawing; pages hold hundreds, so each is made once per process."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"{}>{}</svg>',
        format_html(' data-size="{}"', size) if size else "",
        mark_safe(_shapes(name, folder)),  # noqa: S308 - a file of ours, never input
    )


@register.filter
def tone(status: str | None) -> str:
    """Return the tone of a status for ``data-tone``: good, attention, risk, info; quiet for an unknown word."""
    return TONE_OF.get(str(status or "").lower(), "quiet")


@register.filter
def delta_tone(change: float | None) -> str:
    """Return the tone of a movement: up is good, down is risk, none is quiet."""
    if not change:
        return "quiet"
    return "good" if change > 0 else "risk"


@register.filter
def initials(name: str) -> str:
    """Return up to two capitals of a name, first and last word: ``DW``. A nameless person is ``?``."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.inclusion_tag("components/daystrip.html")
def daystrip(
    zone: str | ZoneInfo, opens: int, closes: int, moment: datetime | None = None, whose: str = "their"
) -> dict[str, Any]:
    """Draw somebody's own 24 hours, with the hours open to calls and texts, and now.

    Args:
        zone: theirs, an IANA name or a ZoneInfo.
        opens: first open hour on their clock, 0-23.
        closes: first closed hour, 1-24; equal to ``opens`` when the whole day is closed.
        moment: what counts as now; the clock's now unless given.
        whose: for the words below the strip: "her", "his", "their".
    """
    local = (moment or clock.now()).astimezone(zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone))
    is_open = opens <= local.hour < closes
    return {
        "open_x": opens * HOUR,
        "open_width": (closes - opens) * HOUR,
        "close_x": closes * HOUR,
        "now_x": round((local.hour + local.minute / 60) * HOUR, 1),
        "width": 24 * HOUR,
        "now": local.strftime("%-I:%M %p"),
        "whose": whose,
        "opens": _hour(opens),
        "closes": _hour(closes),
        "is_open": is_open,
        "has_hours": closes > opens,
    }


def _hour(hour: int) -> str:
    return f"{(hour - 1) % 12 + 1} {'AM' if hour % 24 < 12 else 'PM'}"


@dataclass(frozen=True)
class LedgerLine:
    """One reason of a score and its stroke on the rule beneath it, in hundredths of the drawing's width."""

    label: str
    points: float
    x: float
    width: float


@register.inclusion_tag("components/ledger.html")
def ledger(
    reasons: Iterable[Mapping[str, Any]], total: float, label: str = "Score", basis: str = "", scale: float = 100
) -> dict[str, Any]:
    """Draw reasons that add up: each line's stroke starts where the last one ended.

    Args:
        reasons: mappings with ``label`` and ``points``, in the order they are told.
        total: the sum as stored; shown under the double rule.
        basis: what it is based on, one sentence.
        scale: the value that fills the whole width.
    """
    lines, reached = [], 0.0
    for reason in reasons:
        points = float(reason["points"])
        start, end = sorted((reached, reached + points))
        lines.append(
            LedgerLine(
                str(reason["label"]), points, round(start / scale * 100, 2), round((end - start) / scale * 100, 2)
            )
        )
        reached += points
    return {"lines": lines, "total": total, "label": label, "basis": basis}


@register.simple_tag
def share(part: float, whole: float, width: float = 100) -> float:
    """Return how far along ``width`` a part of a whole reaches, from 0 to ``width``; nothing of nothing is 0."""
    if whole <= 0:
        return 0
    return round(min(max(part / whole, 0), 1) * width, 2)


@register.simple_tag
def idempotency() -> SafeString:
    """Draw the hidden field that makes a form safe to send twice; each drawing has a key of its own."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid4())


@register.simple_tag
def toasts(request: HttpRequest) -> list["pending.Toast"]:
    """Return the toasts waiting for this person, and forget them."""
    return pending.take(request)


@register.simple_tag
def part_of_day() -> str:
    """Return the greeting for this server's hour, which is the brokerage's own."""
    hour = timezone.localtime(clock.now()).hour
    return "Good morning" if 4 <= hour < 12 else "Good afternoon" if hour < 18 and hour >= 12 else "Good evening"


@register.simple_tag
def theme(request: HttpRequest | None) -> str:
    """Return ``light`` or ``dark`` if the person chose one; empty means the system decides."""
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in ("light", "dark") else ""

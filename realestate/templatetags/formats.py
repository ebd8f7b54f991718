"""How values read on a page: phones, money, times and shares. Pure: a value in, words out, nothing stored."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django import template

from realestate.lib import clock

register = template.Library()

MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
NANP_DIGITS = 10


@register.filter
def phone(number: str | None) -> str:
    """Return an E.164 number as people here write it: ``(813) 555-0148``. Other countries' stay as they are."""
    if not number:
        return NOTHING
    digits = number.removeprefix("+1")
    if len(digits) == NANP_DIGITS and digits.isdigit():
        return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    return number


def _in_zone(moment: datetime, zone: str | ZoneInfo) -> datetime:
    return moment.astimezone(zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone))


@register.filter
def local_time(moment: datetime | None, zone: str | ZoneInfo) -> str:
    """Return the hour on somebody's own clock: ``3:12 PM``. ``zone`` is theirs, as an IANA name or a ZoneInfo."""
    if moment is None:
        return NOTHING
    return _in_zone(moment, zone).strftime("%-I:%M %p")


@register.filter
def local_day(moment: datetime | None, zone: str | ZoneInfo) -> str:
    """Return the day on somebody's own calendar: ``today``, ``Fri, Nov 20``, with the year if it is another."""
    if moment is None:
        return NOTHING
    day, here = _in_zone(moment, zone).date(), _in_zone(clock.now(), zone).date()
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - here).days)
    return near or day.strftime("%a, %b %-d" if day.year == here.year else "%b %-d, %Y")


@register.filter
def ago(moment: datetime | None) -> str:
    """Return how long ago a moment was, or how soon it comes, in its largest whole unit: ``9 days ago``, ``in 2 h``."""
    if moment is None:
        return "never"
    seconds = (clock.now() - moment).total_seconds()
    words = _span(abs(seconds))
    if words is None:
        return "just now" if seconds >= 0 else "now"
    return f"{words} ago" if seconds > 0 else f"in {words}"


def _span(seconds: float) -> str | None:
    days = int(seconds // 86_400)
    for size, unit in ((365, "year"), (30, "month"), (1, "day")):
        if days >= size:
            count = days // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    if seconds >= 3_600:
        return f"{int(seconds // 3_600)} h"
    if seconds >= 60:
        return f"{int(seconds // 60)} min"
    return None


@register.filter
def money(cents: int | None) -> str:
    """Return cents as dollars: ``$480,000``. Cents are shown only when there are some and the sum is under $1,000."""
    if cents is None:
        return NOTHING
    sign, size = (MINUS if cents < 0 else ""), abs(cents)
    if size % 100 and size < 100_000:
        return f"{sign}${size / 100:,.2f}"
    return f"{sign}${_whole(Decimal(size) / 100):,}"


@register.filter
def money_delta(cents: int) -> str:
    """Return what is added or taken, with its sign: ``+$8,200``, ``−$3,100``."""
    return f"+{money(cents)}" if cents > 0 else money(cents)


@register.filter
def money_short(cents: int | None) -> str:
    """Return cents as a rounded figure for tight places: ``$480k``, ``$1.2M``, ``$850``."""
    if cents is None:
        return NOTHING
    sign, dollars = (MINUS if cents < 0 else ""), Decimal(abs(cents)) / 100
    if dollars >= 999_500:
        return f"{sign}${(dollars / 1_000_000).quantize(Decimal('0.1'), ROUND_HALF_UP).normalize():f}M"
    if dollars >= 1_000:
        return f"{sign}${_whole(dollars / 1_000)}k"
    return f"{sign}${_whole(dollars)}"


def _whole(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


@register.filter
def percent(rate: float | None, n: int | None = None) -> str:
    """Return a share of 0 to 1 with its base: ``14% of 120``. Without ``n`` only where the base stands beside it."""
    if rate is None:
        return NOTHING
    share = Decimal(str(rate)) * 100
    if 0 < share < 10:
        shown = f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP):f}".removesuffix(".0")
    else:
        shown = str(_whole(share))
    return f"{shown}%" if n is None else f"{shown}% of {n:,}"


@register.filter
def delta(change: float | None) -> str:
    """Return a movement with its sign: ``+14``, ``−3``, ``0``. A true minus, so that figures line up."""
    if change is None:
        return NOTHING
    if change == 0:
        return "0"
    return f"{'+' if change > 0 else MINUS}{abs(change):g}"


@register.filter
def duration(seconds: int | None) -> str:
    """Return a running time as a clock shows it: ``2:41`` or ``1:02:05``."""
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def words(code: str) -> str:
    """Return a stored word of ours as people read it: ``no_answer`` is ``No answer``."""
    return code.replace("_", " ").capitalize()


@register.filter
def group(number: int) -> str:
    """Return a whole number with commas: ``1,600``."""
    return f"{number:,}"


@register.simple_tag
def now_in(zone: str) -> str:
    """Return the hour it is now on somebody's own clock: ``3:12 PM``."""
    return local_time(clock.now(), zone)

"""Particulars found in a reply: budget, bedrooms, timeline, preapproval. Only what is written; nothing is guessed."""

import re
from dataclasses import dataclass

from outreach.replies.normalise import fold, own_words
from realestate.lib.money import read_cents

AMOUNT = r"\$?\s?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s?(k|m|thousand|mil|million|mm)?\b"
BUDGET = re.compile(
    rf"(?:budget|under|below|up to|max(?:imum)?|around|about|less than|no more than|afford|spend"
    rf"|approved for|hasta|presupuesto"
    rf"|menos de|ate)\D{{0,20}}?{AMOUNT}"
)
DOLLARS = re.compile(r"\$\s?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s?(k|m|thousand|million|mm)?\b")
THOUSANDS = re.compile(r"\b(\d{2,4})\s?(k)\b")
BEDROOMS = re.compile(
    r"\b(\d|one|two|three|four|five|six)[ -]?(?:\+ ?)?(?:bed(?:room)?s?|br|bd|bdrm|cuartos|habitaciones"
    r"|recamaras|quartos)\b"
)
PREAPPROVED = re.compile(
    r"\bpre-? ?(?:approv|qualif)\w*|\bpre-? ?aprobad\w*|\bpre-? ?aprovad\w*|\bcash buyer"
    r"|\bpay(?:ing)? cash|\ball cash"
)
NOT_PREAPPROVED = re.compile(
    r"\b(?:not|havent|haven't|isn't|arent|aren't|no|never|need to get"
    r"|yet to)\b[\w' ]{0,20}pre-? ?(?:approv|qualif|aprob|aprov)"
)
IN_UNITS = re.compile(
    r"\b(?:in|within|next|over the next|en|dans|em)\s(?:the next |about |like |a )?(\d+|one|two|three"
    r"|four|five|six|a|couple|few)?"
    r"(?:\s?-\s?\d+)?\s?(?:of )?(day|week|month|year|dia|semana|mes|ano)s?\b"
)
TIMES = (
    (re.compile(r"\b(?:asap|right away|immediately|as soon as possible|today|tonight|urgent\w*|ya mismo)\b"), 1),
    (re.compile(r"\b(?:tomorrow|manana|demen|amanha)\b"), 1),
    (re.compile(r"\b(?:this week|this weekend|esta semana)\b"), 7),
    (re.compile(r"\b(?:this month|end of the month|este mes)\b"), 30),
    (re.compile(r"\b(?:this (?:spring|summer|fall|winter))\b"), 90),
    (re.compile(r"\b(?:next (?:spring|summer|fall|winter)|end of the year|this year)\b"), 180),
)
DAYS = {"day": 1, "dia": 1, "week": 7, "semana": 7, "month": 30, "mes": 30, "year": 365, "ano": 365}
NUMBERS = {"a": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6}
SCALES = {"thousand": "k", "mil": "k", "million": "m", "mm": "m"}
LEAST_BUDGET_CENTS = 2_000_000  # under $20,000 an amount is no home's price


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What a reply states; None where it states nothing. ``timeline_days`` counts from the reply."""

    budget_cents: int | None = None
    bedrooms: int | None = None
    timeline_days: int | None = None
    preapproved: bool | None = None

    @property
    def any(self) -> bool:
        """Whether anything was found."""
        return any(value is not None for value in vars(self).values())


def find_particulars(text: str) -> Particulars:
    """Return the particulars of a reply, from the person's own words."""
    plain = fold(own_words(text))
    return Particulars(
        budget_cents=_budget(plain),
        bedrooms=_bedrooms(plain),
        timeline_days=_timeline(plain),
        preapproved=_preapproved(plain),
    )


def _budget(plain: str) -> int | None:
    amounts = (_cents(match) for pattern in (BUDGET, DOLLARS, THOUSANDS) for match in pattern.finditer(plain))
    return next((cents for cents in amounts if cents >= LEAST_BUDGET_CENTS), None)


def _cents(match: re.Match[str]) -> int:
    scale = match[2] or ""
    return read_cents(f"{match[1]}{SCALES.get(scale, scale)}")


def _bedrooms(plain: str) -> int | None:
    match = BEDROOMS.search(plain)
    return _number(match[1]) if match else None


def _timeline(plain: str) -> int | None:
    match = IN_UNITS.search(plain)
    if match:
        return (_number(match[1]) if match[1] else 1) * DAYS[match[2]]
    return next((days for pattern, days in TIMES if pattern.search(plain)), None)


def _preapproved(plain: str) -> bool | None:
    if NOT_PREAPPROVED.search(plain):
        return False
    return True if PREAPPROVED.search(plain) else None


def _number(word: str) -> int:
    return NUMBERS[word] if word in NUMBERS else int(word)

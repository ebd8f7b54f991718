"""Days, dates and times of day, in English and Spanish. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from realestate.llm.claims.reading import Claim, Sheet, folded, is_open_question

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan enero", "february feb febrero", "march mar marzo", "april apr abril", "may mayo",
         "june jun junio", "july jul julio", "august aug agosto", "september sept sep septiembre",
         "october oct octubre", "november nov noviembre", "december dec diciembre"), 1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday mon lunes", "tuesday tues tue martes", "wednesday weds wed miercoles", "thursday thurs thu jueves",
         "friday fri viernes", "saturday sat sabado", "sunday sun domingo")
    )
    for name in names.split()
}  # fmt: skip
# Short forms that are words of their own count only with a capital letter.
SHORT = {"mon", "sat", "sun", "wed", "fri", "thu", "tue"}

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
DATES = (
    re.compile(r"\b(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
    re.compile(r"\b(?P<month>1[0-2]|0?[1-9])/(?P<day>[0-3]?\d)(?:/(?P<year>\d{4}|\d{2}))?\b(?!/)"),
    re.compile(rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}(?!\d)(?:,?\s+{_YEAR})?\b", re.IGNORECASE),
    re.compile(rf"\b{_DAY}\s+(?:of\s+|de\s+)?{_MONTH}(?:,?\s+(?:de\s+)?{_YEAR})?\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH},?\s+(?:of\s+|de\s+)?{_YEAR}\b", re.IGNORECASE),
    # A month alone: "may" is also a verb and "march" a walk, so a small word must lead to it.
    re.compile(
        r"\b(?:in|by|of|this|next|last|until|till|since|before|after|late|early|mid|en|para)[\s-]+" + _MONTH + r"\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:the|el)\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)\b", re.IGNORECASE),
    re.compile(rf"\b(?:in|by|since|until|before|after|built in|en)\s+{_YEAR}\b", re.IGNORECASE),
)
WEEKDAY = re.compile(r"\b(" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + r")s?\b", re.IGNORECASE)
CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s?(?P<half>[ap])\.?\s?m\b\.?"
    r"|\b(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)\b"
    r"|\b(?P<oclock>\d{1,2})\s?o'?clock\b",
    re.IGNORECASE,
)
NAMED_HOUR = re.compile(r"\b(noon|midnight|mediod[ií]a|medianoche)\b", re.IGNORECASE)
# "Would next week suit you?" offers nothing; "I will come tomorrow" does.
RELATIVE = re.compile(
    r"\b(today|tonight|tomorrow|this (?:morning|afternoon|evening|week|weekend|month)"
    r"|next (?:week|weekend|month|year)|(?:by|before) the (?:end of the (?:day|week|month|year)|weekend)"
    r"|hoy|ma[ñn]ana|esta (?:noche|tarde|semana)|la pr[oó]xima semana|within the hour|in an hour)\b",
    re.IGNORECASE,
)
THANKS = re.compile(r"^\W*(?:thanks|thank you|gracias|good (?:morning|afternoon|evening)|how are you)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as far as it is told; 0 where it is not."""

    month: int = 0
    day: int = 0
    year: int = 0
    weekday: int = -1

    def is_told_by(self, other: "Day") -> bool:
        """Return whether another day says everything that this one says."""
        told = (self.month in (0, other.month)) and self.day in (0, other.day) and self.year in (0, other.year)
        return told and self.weekday in (-1, other.weekday)


def find(sheet: Sheet) -> Iterator[Claim]:
    """Yield the moments of a text."""
    for pattern in DATES:
        for found in sheet.take(pattern):
            yield Claim("date", found[0], _day(found.groupdict()))
    for found in sheet.take(CLOCK):
        yield Claim("time", found[0], _minutes(found))
    for found in sheet.take(NAMED_HOUR):
        yield Claim("time", found[0], 0 if "night" in found[0].lower() or "noche" in found[0].lower() else 12 * 60)
    for found in sheet.take(WEEKDAY):
        word = folded(found[1])
        if word not in SHORT or found[1][0].isupper():
            yield Claim("date", found[0], Day(weekday=WEEKDAYS[word]))
    yield from _relative(sheet)


def _relative(sheet: Sheet) -> Iterator[Claim]:
    for sentence in sheet.sentences():
        if is_open_question(sentence) or THANKS.match(sentence):
            continue
        for found in RELATIVE.finditer(sentence):
            yield Claim("date", found[0], folded(found[0]))


def _day(parts: dict[str, str | None]) -> Day:
    month = parts.get("month") or ""
    number = int(month) if month.isdigit() else MONTHS.get(folded(month), 0)
    year = int(parts.get("year") or 0)
    if 0 < year < 100:
        year += 2000
    day = int(parts.get("day") or 0)
    try:
        weekday = date(year, number, day).weekday() if year and number and day else -1
    except ValueError:
        weekday = -1  # the 31st of February is no day; it is in no fact either
    return Day(month=number, day=day, year=year, weekday=weekday)


def _minutes(found: re.Match[str]) -> int:
    if found["hour24"]:
        return int(found["hour24"]) * 60 + int(found["minute24"])
    if found["oclock"]:
        return int(found["oclock"]) * 60
    hour = int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0)
    return hour * 60 + int(found["minute"] or 0)

"""Which language model answers, and what it has cost this month: for the owner's page."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Avg, Count, Q, Sum

from crm.models import Brokerage, LanguageCall, LanguageMonth
from realestate.llm import drivers
from realestate.llm.calls import Outcome
from realestate.llm.drivers import BUILTIN, PLACES
from realestate.llm.standing import standing

MICROS_A_CENT, MICROS_A_DOLLAR = 10_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """One driver, in the order in which it is asked, and this month's figures.

    Attributes:
        why_not: why it is not asked now; '' if it is.
        cost: in dollars, to four places: one call costs less than a cent.
        seconds, first_seconds: means of this month's answers; None where there was none.
    """

    label: str
    model: str
    why_not: str
    answers: int
    failures: int
    cost: str
    seconds: float | None
    first_seconds: float | None


@dataclass(frozen=True, slots=True)
class LanguageUse:
    """A brokerage's month with language models.

    Attributes:
        hit_rate: share of repeatable questions answered from the cache, 0 to 1; None before the first.
        unpriced: models counted at the dearest known price, because theirs is not entered.
    """

    spent_cents: int
    budget_cents: int
    repeatable: int
    hit_rate: float | None
    places: list[Place]
    unpriced: list[str]


def use_of(brokerage: Brokerage, month: date) -> LanguageUse:
    """Return the figures of a month that begins on ``month``, by the brokerage's clock."""
    sums = LanguageMonth.objects.filter(month=month).first() or LanguageMonth(month=month)
    begins = datetime.combine(month, time(), ZoneInfo(brokerage.timezone))
    calls = LanguageCall.objects.filter(created_at__gte=begins)
    is_answer = Q(outcome=Outcome.ANSWERED)
    rows = calls.values("driver").annotate(
        answers=Count("pk", filter=is_answer),
        failures=Count("pk", filter=~Q(outcome__in=[Outcome.ANSWERED, Outcome.CACHED])),
        cost=Sum("cost_micros"),
        mean=Avg("duration_ms", filter=is_answer),
        first=Avg("first_words_ms", filter=is_answer),
    )
    by_driver = {row["driver"]: row for row in rows}
    limit = int(brokerage.language_budget_cents)
    is_spent = sums.cost_micros >= limit * MICROS_A_CENT
    names = [*settings.LLM_DRIVERS, BUILTIN]
    return LanguageUse(
        spent_cents=round(sums.cost_micros / MICROS_A_CENT),
        budget_cents=limit,
        repeatable=sums.repeatable,
        hit_rate=sums.repeated / sums.repeatable if sums.repeatable else None,
        places=[_place(name, by_driver.get(name, {}), is_spent=is_spent) for name in names],
        unpriced=sorted(calls.filter(is_priced=False).values_list("model", flat=True).distinct()),
    )


def _place(name: str, row: dict[str, float | None], *, is_spent: bool) -> Place:
    mean, first = row.get("mean"), row.get("first")
    return Place(
        label=PLACES[name].label,
        model=drivers.model_of(name),
        why_not=_why_not(name, is_spent=is_spent),
        answers=int(row.get("answers") or 0),
        failures=int(row.get("failures") or 0),
        cost=f"${(row.get('cost') or 0) / MICROS_A_DOLLAR:,.4f}",
        seconds=mean / 1000 if mean is not None else None,
        first_seconds=first / 1000 if first is not None else None,
    )


def _why_not(name: str, *, is_spent: bool) -> str:
    if name == BUILTIN:
        return ""
    if not drivers.is_set_up(name):
        return f"Not set up: {PLACES[name].switch} is empty."
    if PLACES[name].costs_money and is_spent:
        return "The budget of this month is used up."
    return standing(name).why_not

"""The door by which apps ask a language model, and the book of what it cost.

    answer = language.gateway().complete(prompts.load("outreach", "answer_question").fill(facts=…, quotes=…))

Ask outside any transaction: a model may take half a minute, and what it cost stays true though your work is undone.
"""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from crm.events import LanguageBudgetSpent
from crm.models import Brokerage, LanguageCall, LanguageMonth, LanguagePrice
from crm.services import events
from realestate.lib import clock, scopes
from realestate.llm import models, prompts
from realestate.llm.answer import Answer
from realestate.llm.calls import Outcome, Usage
from realestate.llm.gateway import Gateway
from realestate.llm.ledger import Entry
from realestate.llm.models import Price

MICROS_A_CENT = 10_000
KEPT_FOR = timedelta(days=400)
TRIAL_SECONDS = 15.0


class BrokerageLedger:
    """The book of the brokerage in force."""

    def may_spend(self, *, model: str, worst: Usage) -> bool:
        """Return whether a call that uses at most so many tokens still fits this month's budget.

        Calls that run at the same moment do not see each other, so a month may end that many calls above its budget.
        """
        brokerage, month = _current()
        worst_cost, _ = _cost(model, worst, clock.today(ZoneInfo(brokerage.timezone)))
        if brokerage.language_budget_cents and _spent(month) + worst_cost <= _limit(brokerage):
            return True
        if brokerage.language_budget_cents:
            _tell_once(brokerage, month)
        return False

    def record(self, entry: Entry) -> None:
        """Write one attempt down and add it to its month.

        Raises:
            RuntimeError: the caller has a transaction open, whose undoing would lose what was spent.
        """
        brokerage, month = _current()
        cost, is_priced = 0, True
        if entry.costs_money:
            cost, is_priced = _cost(entry.model, entry.usage, clock.today(ZoneInfo(brokerage.timezone)))
        with transaction.atomic(durable=True):
            LanguageCall.objects.create(
                purpose=entry.purpose,
                prompt=entry.prompt,
                version=entry.version,
                driver=entry.driver,
                model=entry.model,
                outcome=entry.outcome,
                tokens_in=entry.usage.read,
                tokens_out=entry.usage.written,
                tokens_cache_read=entry.usage.cache_read,
                tokens_cache_written=entry.usage.cache_written,
                is_measured=entry.is_measured,
                cost_micros=cost,
                is_priced=is_priced,
                duration_ms=round(entry.seconds * 1000),
                first_words_ms=round(entry.first_seconds * 1000) if entry.first_seconds else None,
                request_id=entry.request_id[:80],
            )
            if cost or entry.may_be_cached:
                _add(month, entry, cost)


def gateway(*, within: float | None = None) -> Gateway:
    """Return the gateway, booked on the brokerage in force.

    Args:
        within: seconds for all models of one question, where a person waits on a page.
    Raises:
        RuntimeError: a transaction is open.
    """
    with transaction.atomic(durable=True):
        pass  # before any model is asked, not after
    return Gateway(BrokerageLedger(), within=within)


def try_out(brokerage: Brokerage) -> Answer:
    """Ask for one sentence, as the owner's page does, and return what came of it."""
    filled = prompts.load("realestate", "trial").fill(facts={"brokerage": brokerage.name})
    return gateway(within=TRIAL_SECONDS).complete(filled)


def forget_old() -> int:
    """Delete calls older than 400 days; the sums of their months stay. Returns how many."""
    deleted, _ = LanguageCall.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()
    return int(deleted)


def this_month(brokerage: Brokerage) -> date:
    """Return the first day of the month in which the brokerage is."""
    return clock.today(ZoneInfo(brokerage.timezone)).replace(day=1)


def known_prices() -> list[Price]:
    """Return the shipped prices and those that operators entered, which win over them."""
    entered = [
        Price(
            model=row.model,
            from_on=row.from_on,
            read=row.read,
            written=row.written,
            cache_written=row.cache_written,
            cache_read=row.cache_read,
        )
        for row in LanguagePrice.objects.order_by("pk")
    ]
    return [*models.shipped_prices(), *entered]


def _current() -> tuple[Brokerage, date]:
    """Return the brokerage in force as it is now, and its month: a budget changed a minute ago counts."""
    tenant = scopes.current()
    if tenant is None:
        raise RuntimeError("No brokerage is in force to book a call on.")
    brokerage = Brokerage.objects.get(pk=tenant.pk)
    return brokerage, this_month(brokerage)


def _limit(brokerage: Brokerage) -> int:
    return int(brokerage.language_budget_cents) * MICROS_A_CENT


def _spent(month: date) -> int:
    row = LanguageMonth.objects.filter(month=month).values_list("cost_micros", flat=True).first()
    return int(row or 0)


def _cost(model: str, usage: Usage, on: date) -> tuple[int, bool]:
    """Return what a call costs, and whether by the model's own price; a model without one counts as the dearest."""
    prices = known_prices()
    own = models.price_of(model, prices, on=on)
    price = own or models.dearest(prices)
    return (models.cost_micros(usage, price) if price else 0), own is not None


def _add(month: date, entry: Entry, cost: int) -> None:
    LanguageMonth.objects.get_or_create(month=month)
    LanguageMonth.objects.filter(month=month).update(
        cost_micros=F("cost_micros") + cost,
        repeatable=F("repeatable") + int(entry.may_be_cached),
        repeated=F("repeated") + int(entry.outcome == Outcome.CACHED),
        updated_at=clock.now(),
    )


def _tell_once(brokerage: Brokerage, month: date) -> None:
    """Announce that a budget is used up: once for each budget of a month, whoever asks at the same moment."""
    cents = int(brokerage.language_budget_cents)
    with transaction.atomic():
        LanguageMonth.objects.get_or_create(month=month)
        untold = LanguageMonth.objects.filter(month=month).exclude(told_at_cents=cents)
        if untold.update(told_at_cents=cents):
            told = LanguageBudgetSpent(brokerage_id=brokerage.pk, month=f"{month:%Y-%m}", budget_cents=cents)
            events.publish(told)

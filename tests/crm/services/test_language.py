"""The door to language models, and the book of what they cost."""

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from crm.events import LanguageBudgetSpent
from crm.models import Event, LanguageCall, LanguageMonth, LanguagePrice
from crm.services import language
from realestate.lib import clock, scopes
from realestate.llm import prompts
from realestate.llm.calls import Outcome, Usage
from realestate.llm.ledger import Entry
from tests import language_models
from tests.factories.crm import BrokerageFactory
from tests.language_models import Says, claude_says, error, ollama_says

SONNET = "claude-sonnet-5-5"
ZONE = ZoneInfo("America/New_York")


@pytest.fixture(autouse=True)
def _after_the_newest_price(monkeypatch):
    """Begin in November 2026: the prices that these tests count with are no older."""
    began = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: began() + timedelta(days=126))


@pytest.fixture
def models(settings):
    with language_models.models(settings) as server:
        yield server


def entry(**changes):
    given = {
        "purpose": "reply", "prompt": "answer", "version": 2, "driver": "claude", "model": SONNET,
        "outcome": Outcome.ANSWERED, "usage": Usage(read=1_000, written=100, cache_read=2_000, cache_written=10),
        "is_measured": True, "seconds": 1.2344, "first_seconds": 0.4, "costs_money": True, "request_id": "req_1",
    }  # fmt: skip
    return Entry(**(given | changes))


def hello():
    return prompts.load("realestate", "trial").fill(facts={"brokerage": "Gulf & Pine Realty"})


def month():
    return LanguageMonth.objects.get()


def test_a_call_is_written_down_whole_and_priced(brokerage):
    language.BrokerageLedger().record(entry())

    call = LanguageCall.objects.get()
    assert (call.prompt, call.version, call.driver, call.model, call.outcome) == (
        "answer",
        2,
        "claude",
        SONNET,
        "answered",
    )
    assert (call.tokens_in, call.tokens_out, call.tokens_cache_read, call.tokens_cache_written) == (
        1_000,
        100,
        2_000,
        10,
    )
    assert (call.duration_ms, call.first_words_ms, call.request_id, call.is_priced) == (1_234, 400, "req_1", True)
    # 1000 x $2 + 100 x $10 + 2000 x $0.10 + 10 x $2.50 a million
    assert call.cost_micros == month().cost_micros == 3_225


def test_no_words_of_anybody_are_kept():
    kept = {field.name for field in LanguageCall._meta.get_fields()}

    assert not kept & {"text", "answer", "question", "facts", "quotes", "message", "body"}


def test_what_is_free_costs_nothing_and_makes_no_month(brokerage):
    language.BrokerageLedger().record(entry(driver="ollama", costs_money=False))

    assert LanguageCall.objects.get().cost_micros == 0
    assert not LanguageMonth.objects.exists()


def test_a_price_entered_later_wins_from_its_day_on(brokerage):
    LanguagePrice.objects.create(
        model=SONNET, from_on=clock.today(ZONE) - timedelta(days=1), read=1, written=1,
        cache_written=1, cache_read=1,
    )  # fmt: skip
    LanguagePrice.objects.create(
        model=SONNET, from_on=clock.today(ZONE) + timedelta(days=2), read=9, written=9,
        cache_written=9, cache_read=9,
    )  # fmt: skip

    language.BrokerageLedger().record(entry())

    assert LanguageCall.objects.get().cost_micros == 3_110


def test_a_model_without_a_price_counts_as_the_dearest_and_says_so(brokerage):
    language.BrokerageLedger().record(entry(model="claude-next"))

    call = LanguageCall.objects.get()
    assert not call.is_priced
    assert call.cost_micros >= 3_225 * 2


def test_the_worst_case_has_to_fit_the_budget(brokerage):
    brokerage.language_budget_cents = 1  # 10,000 millionths of a dollar
    brokerage.save()
    ledger = language.BrokerageLedger()

    assert ledger.may_spend(model=SONNET, worst=Usage(written=1_000))
    assert not ledger.may_spend(model=SONNET, worst=Usage(written=1_001))
    ledger.record(entry(usage=Usage(written=500)))
    assert ledger.may_spend(model=SONNET, worst=Usage(written=500))
    assert not ledger.may_spend(model=SONNET, worst=Usage(written=501))


def test_the_end_of_a_budget_is_told_once_and_again_only_for_another_budget(brokerage):
    brokerage.language_budget_cents = 1
    brokerage.save()
    ledger, much = language.BrokerageLedger(), Usage(written=9_999)

    for _ in range(3):
        ledger.may_spend(model=SONNET, worst=much)
    assert Event.objects.filter(kind=LanguageBudgetSpent.kind).count() == 1

    brokerage.language_budget_cents = 2
    brokerage.save()
    ledger.may_spend(model=SONNET, worst=much)
    told = Event.objects.filter(kind=LanguageBudgetSpent.kind).order_by("pk")
    assert [event.payload["budget_cents"] for event in told] == [1, 2]


def test_no_budget_asks_nobody_who_costs_money_and_tells_nothing(brokerage, models):
    brokerage.language_budget_cents = 0
    brokerage.save()
    models.ollama(ollama_says("Hello from Gulf & Pine Realty!"))

    answer = language.gateway().complete(hello())

    assert answer.driver == "ollama"
    assert not Event.objects.filter(kind=LanguageBudgetSpent.kind).exists()


def test_a_budget_used_up_leaves_templates_to_answer(brokerage, models):
    brokerage.language_budget_cents = 1
    brokerage.save()
    models.claude(claude_says("Hello from Gulf & Pine Realty!"))
    models.ollama(Says("{}", status=503))
    LanguageMonth.objects.create(month=language.this_month(brokerage), cost_micros=10_000)

    answer = language.gateway().complete(hello())

    assert (answer.driver, answer.text) == ("builtin", "Hello from Gulf & Pine Realty.")
    assert models.asked("/v1/messages") == []


def test_a_month_ends_by_the_brokerages_own_clock(brokerage):
    with clock.held(clock.real_now().replace(year=2026, month=12, day=1, hour=3)):  # still November in New York
        assert language.this_month(brokerage) == date(2026, 11, 1)


def test_one_brokerages_spending_is_not_anothers(brokerage):
    with scopes.in_brokerage(BrokerageFactory()):
        language.BrokerageLedger().record(entry())
        assert month().cost_micros == 3_225

    assert not LanguageMonth.objects.exists()
    assert not LanguageCall.objects.exists()


def test_a_model_is_never_asked_inside_a_transaction(brokerage):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        language.gateway()


def test_every_attempt_is_booked_also_those_that_failed(brokerage, models):
    models.claude(error("529"))
    models.ollama(ollama_says("Hello from Gulf & Pine Realty!"))

    language.gateway().complete(hello())

    booked = LanguageCall.objects.order_by("pk").values_list("driver", "outcome", "cost_micros")
    assert list(booked) == [("claude", "overloaded", 0), ("ollama", "answered", 0)]


def test_the_hit_rate_is_counted_from_what_may_be_given_again(brokerage):
    ledger = language.BrokerageLedger()
    ledger.record(entry(may_be_cached=True))
    ledger.record(entry(may_be_cached=True, outcome=Outcome.CACHED, usage=Usage()))
    ledger.record(entry())

    assert (month().repeatable, month().repeated) == (2, 1)


def test_old_calls_are_forgotten_and_their_months_stay(brokerage):
    language.BrokerageLedger().record(entry())
    LanguageCall.objects.update(created_at=clock.now() - timedelta(days=401))
    language.BrokerageLedger().record(entry())

    assert language.forget_old() == 1
    assert LanguageCall.objects.count() == 1
    assert month().cost_micros == 6_450


def test_the_price_of_a_call_is_exact_to_the_millionth():
    assert all(isinstance(price.read, Decimal) for price in language.models.shipped_prices())

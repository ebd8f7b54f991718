"""The owner's page of language models."""

from datetime import timedelta

import pytest
from django.test import Client

from crm.models import Brokerage, LanguageCall, LanguageMonth
from crm.services import language
from realestate.lib import clock
from realestate.llm.calls import Outcome, Usage
from realestate.llm.ledger import Entry
from tests import language_models
from tests.factories.crm import AgentFactory
from tests.language_models import claude_says, error, ollama_says

QUERIES = 9


@pytest.fixture(autouse=True)
def _after_the_newest_price(monkeypatch):
    """Begin in November 2026: the prices that these tests count with are no older."""
    began = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: began() + timedelta(days=126))


@pytest.fixture
def models(settings):
    with language_models.models(settings) as server:
        yield server


def call(**changes):
    given = {
        "purpose": "reply", "prompt": "answer", "version": 1, "driver": "claude", "model": "claude-sonnet-5-5",
        "outcome": Outcome.ANSWERED, "usage": Usage(written=100_000), "is_measured": True, "seconds": 2.04,
        "first_seconds": 0.5, "costs_money": True, "may_be_cached": True,
    }  # fmt: skip
    language.BrokerageLedger().record(Entry(**(given | changes)))


def test_nothing_is_shown_that_was_not_measured(client):
    page = client.get("/settings/language/").content.decode()

    assert "Not set up: ANTHROPIC_API_KEY is empty." in page
    assert "Templates and rules" in page
    assert "spent this month, of $20" in page
    assert "0%" not in page


def test_the_month_is_shown_against_its_budget(client, models):
    call()
    call(outcome=Outcome.CACHED, usage=Usage())
    call(outcome=Outcome.TIMED_OUT, usage=Usage())

    page = client.get("/settings/language/").content.decode()

    use = client.get("/settings/language/").context["use"]
    assert (use.spent_cents, use.hit_rate, use.repeatable) == (100, pytest.approx(1 / 3), 3)
    claude = use.places[0]
    assert (claude.answers, claude.failures, claude.cost) == (1, 1, "$1.0000")
    assert (claude.seconds, claude.first_seconds) == (2.04, 0.5)
    assert "33%" in page


def test_a_model_that_cannot_be_asked_says_why(client, models, brokerage):
    LanguageMonth.objects.create(month=language.this_month(brokerage), cost_micros=20_000_000)

    places = client.get("/settings/language/").context["use"].places

    assert [place.why_not for place in places] == ["The budget of this month is used up.", "", ""]


def test_a_model_without_a_price_is_named(client, models):
    call(model="claude-next")

    assert "claude-next has no price here." in client.get("/settings/language/").content.decode()


def test_the_budget_is_changed(client):
    assert client.post("/settings/language/", {"language_budget_cents": "$75"}).status_code == 302
    assert Brokerage.objects.get().language_budget_cents == 7_500


@pytest.mark.parametrize("typed", ["", "much", "-5", "2,000,000"])
def test_a_budget_that_cannot_be_is_refused_beside_its_field(client, typed):
    response = client.post("/settings/language/", {"language_budget_cents": typed})

    assert response.status_code == 422
    assert response.context["form"].errors["language_budget_cents"]
    assert Brokerage.objects.get().language_budget_cents == 2_000


def test_a_trial_says_who_answered_and_who_did_not(client, models):
    models.claude(error("529"))
    models.ollama(ollama_says("Hello from all of us!"))

    page = client.post("/settings/language/trial/").content.decode()

    assert "Ollama answered: Hello from all of us!" in page
    assert "Claude did not." in page
    assert LanguageCall.objects.filter(purpose="trial").count() == 2


def test_what_a_model_wrote_is_shown_as_text(client, models):
    models.claude(claude_says("Hello & welcome from 'us'"))

    assert "Hello &amp; welcome from &#x27;us&#x27;" in client.post("/settings/language/trial/").content.decode()


@pytest.mark.parametrize("url", ["/settings/language/", "/settings/language/trial/"])
def test_only_owners_see_and_change_it(brokerage, url):
    browser = Client()
    browser.force_login(AgentFactory().user)

    assert browser.post(url).status_code == 403
    assert "Language models" not in browser.get("/settings/").content.decode()


def test_more_calls_cost_no_more_queries(client, models, django_assert_num_queries):
    call()
    client.get("/settings/language/")
    with django_assert_num_queries(QUERIES):
        client.get("/settings/language/")
    for _ in range(3):
        call(driver="ollama", model="llama3.1:8b", costs_money=False)
    with django_assert_num_queries(QUERIES):
        client.get("/settings/language/")

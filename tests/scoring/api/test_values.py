"""Estimated values through the API."""

import pytest

from realestate.lib import clock, scopes
from scoring.models import Valuation
from tests.api import Caller, caller_for
from tests.factories.crm import AgentFactory, BrokerageFactory, PropertyFactory


@pytest.fixture
def owner(db) -> Caller:
    return caller_for(AgentFactory(owner=True))


@pytest.fixture(autouse=True)
def _scope(owner):
    with scopes.in_brokerage(owner.agent.brokerage):
        yield


def valued(home):
    line = {"words": "Baths", "cents": 900_000}
    comparable = {
        "property": home.pk, "street": "9 Elm Street", "sold_on": "2025-05-04", "price_cents": 39_000_000,
        "lines": [line], "adjusted_cents": 39_900_000, "weight": 0.24,
    }  # fmt: skip
    return Valuation.objects.create(
        property=home, estimate_cents=40_000_000, sales=9, newest_sale_on="2025-05-04", comparables=[comparable],
        valued_at=clock.now(),
    )  # fmt: skip


def test_the_newest_estimate_comes_with_its_range_and_its_sales(owner):
    row = valued(PropertyFactory())

    told = owner.get(f"properties/{row.property_id}/value/").json()

    assert (told["estimate_cents"], told["low_cents"], told["sales"]) == (40_000_000, None, 9)
    assert told["comparables"] == row.comparables


def test_a_home_that_was_not_valued_is_not_found(owner):
    assert owner.get(f"properties/{PropertyFactory().pk}/value/").status_code == 404


def test_another_brokerages_home_is_not_found(owner):
    with scopes.in_brokerage(BrokerageFactory()):
        row = valued(PropertyFactory())

    assert owner.get(f"properties/{row.property_id}/value/").status_code == 404
    assert owner.post(f"properties/{row.property_id}/value/", {}).status_code == 404


def test_a_home_is_valued_in_the_background(owner, queued, django_capture_on_commit_callbacks):
    home = PropertyFactory()

    with django_capture_on_commit_callbacks(execute=True):
        answer = owner.post(f"properties/{home.pk}/value/", {})

    assert answer.status_code == 202
    assert queued == [("scoring.value_home", home.brokerage_id, home.pk)]


def test_a_home_of_unknown_size_is_refused_in_words(owner, queued):
    answer = owner.post(f"properties/{PropertyFactory(living_sqft=None).pk}/value/", {})

    assert answer.status_code == 422
    assert "living area" in str(answer.json())
    assert queued == []

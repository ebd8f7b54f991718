from datetime import date
from decimal import Decimal

import pytest

from realestate.llm import models
from realestate.llm.calls import Usage
from realestate.llm.models import Price


def price(model="m", from_on=date(2026, 1, 1), read="2", written="10"):
    return Price(
        model=model, from_on=from_on, read=Decimal(read), written=Decimal(written), cache_written=Decimal("2.5"),
        cache_read=Decimal("0.2"),
    )  # fmt: skip


def test_a_call_costs_each_kind_of_token_at_its_price_and_is_rounded_up():
    usage = Usage(read=1_000, written=200, cache_read=4_001, cache_written=100)

    # 1000 x 2 + 200 x 10 + 4001 x 0.2 + 100 x 2.5 millionths of a dollar
    assert models.cost_micros(usage, price()) == 5_051
    assert models.cost_micros(Usage(), price()) == 0


def test_the_price_of_the_day_holds():
    prices = [price(read="2"), price(read="1", from_on=date(2026, 6, 1)), price(read="3", from_on=date(2026, 6, 1))]

    found = [models.price_of("m", prices, on=day) for day in (date(2025, 12, 31), date(2026, 5, 31), date(2026, 6, 1))]

    assert [each and each.read for each in found] == [None, 2, 3], "of two from one day the one entered later"


def test_shipped_prices_change_with_their_day():
    before, after = (
        models.price_of("claude-sonnet-5-5", models.shipped_prices(), on=day)
        for day in (date(2026, 10, 6), date(2026, 10, 7))
    )
    assert (before.cache_read, after.cache_read) == (Decimal("0.20"), Decimal("0.10"))


def test_a_dated_name_is_the_model_of_its_family():
    assert models.habits("claude-haiku-4-5-20251001") == models.habits("claude-haiku-4-5")
    found = models.price_of("claude-haiku-4-5-20251001", models.shipped_prices(), on=date(2026, 1, 1))
    assert found.read == 1


def test_the_default_model_is_known_and_has_a_price(settings):
    assert models.habits(settings.ANTHROPIC_MODEL) != models.UNKNOWN
    assert models.price_of(settings.ANTHROPIC_MODEL, models.shipped_prices(), on=date(2026, 11, 20))


def test_an_unknown_model_is_asked_only_what_every_model_takes_and_counts_as_the_dearest():
    habits = models.habits("claude-next")

    assert (habits.thinking, habits.effort, habits.demands_tool) == ("", "", False)
    assert habits.room_to_think > 0, "it may think first, out of the same limit"
    assert models.price_of("claude-next", models.shipped_prices(), on=date(2026, 11, 20)) is None
    assert models.dearest(models.shipped_prices()).written == max(p.written for p in models.shipped_prices())


@pytest.mark.parametrize("price", models.shipped_prices(), ids=lambda p: f"{p.model} {p.from_on}")
def test_shipped_prices_stand_to_each_other_as_prices_do(price):
    assert 0 < price.cache_read < price.read < price.cache_written < price.written

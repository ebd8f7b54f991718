"""Cents in, dollars out."""

import pytest

from realestate.lib.money import InvalidAmount, dollars, price_range, read_cents, short_dollars


@pytest.mark.parametrize(
    ("cents", "shown"), [(41_200_000, "$412,000"), (79, "$0.79"), (-125_050, "-$1,250.50"), (0, "$0"), (10, "$0.10")]
)
def test_dollars(cents, shown):
    assert dollars(cents) == shown


@pytest.mark.parametrize(
    ("cents", "shown"),
    [(41_200_000, "$412K"), (120_000_000, "$1.2M"), (99_960_000, "$1M"), (95_000, "$950"), (99_999, "$1K")],
)
def test_short_dollars(cents, shown):
    assert short_dollars(cents) == shown


@pytest.mark.parametrize(
    ("text", "cents"), [("$412,000", 41_200_000), ("412k", 41_200_000), ("1.2M", 120_000_000), ("79.99", 7_999)]
)
def test_read_cents_reads_what_people_type(text, cents):
    assert read_cents(text) == cents


@pytest.mark.parametrize("text", ["", "a lot", "nan", "infinity", "k", "1.2.3"])
def test_read_cents_refuses_the_rest(text):
    with pytest.raises(InvalidAmount):
        read_cents(text)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(None, None, ""), (35_000_000, 42_500_000, "$350K to $425K"), (None, 42_500_000, "up to $425K"),
     (35_000_000, None, "from $350K")],
)  # fmt: skip
def test_budget_in_words(low, high, words):
    assert price_range(low, high) == words

"""Findings in words, on plain counts."""

import pytest

from analytics.metrics import funnel
from analytics.metrics.funnel import Group
from realestate.lib.stats import share

WAY = funnel.steps([("Leads", 400), ("Contacted", 380), ("Replied", 100), ("Deal closed", 10)])


def test_each_step_holds_its_share_of_the_step_before():
    assert [(step.count, step.share.rate if step.share else None) for step in WAY] == [
        (400, None), (380, 0.95), (100, 100 / 380), (10, 0.1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([400, 10], "One deal closed for every 40 leads"),
        ([400, 0], "400 leads, no deal closed yet"),
        ([0, 0], "No leads in this time"),
        ([2, 2], "Every lead closed"),
    ],
)
def test_the_title_is_a_finding(counts, words):
    assert funnel.headline(funnel.steps([("Leads", counts[0]), ("Deal closed", counts[1])])) == words


def test_the_widest_loss_is_named_in_words_and_only_where_enough_people_came():
    assert funnel.widest_loss(WAY) == "The widest step is the one to “deal closed”: nine in ten stop before it."
    few = funnel.steps([("Leads", 9), ("Contacted", 2)])
    assert funnel.widest_loss(few) == "Fewer than 20 people: too few to say where they stop."


def test_sources_are_called_different_only_when_chance_cannot_explain_it():
    near = [Group(label="website", share=share(30, 100)), Group(label="zillow", share=share(26, 100))]
    far = [Group(label="website", share=share(50, 100)), Group(label="county list", share=share(5, 100))]
    few = [Group(label="website", share=share(5, 10)), Group(label="zillow", share=share(26, 100))]

    assert funnel.best_source(near) == "No difference that could not be chance"
    assert funnel.best_source(far) == "“website” answers most, “county list” least"
    assert funnel.best_source(few) == "Too few leads to compare"


def test_cost_is_told_per_closed_deal_or_not_at_all():
    assert funnel.cost_line(4200, 10) == "$4.20 of messages for each closed deal"
    assert funnel.cost_line(4200, 0) == "Messages cost $42.00 so far; no deal has closed yet"


@pytest.mark.parametrize(
    ("rate", "words"), [(0.72, "seven in ten"), (0.01, "fewer than one in twenty"), (0.99, "nearly all")]
)
def test_a_share_is_said_in_tenths(rate, words):
    assert funnel.in_ten(rate) == words

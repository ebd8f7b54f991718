"""Points per rule: versions, and what is refused."""

import pytest

from scoring.errors import InvalidWeights
from scoring.models import WeightSet
from scoring.services import weights


def test_what_ships_counts_until_there_is_a_set(brokerage):
    assert (weights.active().version, weights.active().of("preapproved")) == (0, 9)


def test_save_makes_the_next_version_and_leaves_the_last_as_it_was(agent):
    weights.save({"preapproved": 5}, agent=agent)
    weights.save({"preapproved": 7}, agent=agent)
    rows = WeightSet.objects.order_by("version").values_list("version", "points", "is_active")
    assert list(rows) == [(1, {"preapproved": 5}, False), (2, {"preapproved": 7}, True)]
    assert weights.active().of("preapproved") == 7
    assert weights.of_version(1).of("preapproved") == 5
    assert weights.of_version(0).of("preapproved") == 9
    assert weights.of_model("rules-1.1").of("preapproved") == 5


def test_activate_puts_an_older_version_in_force(brokerage):
    first = weights.save({"preapproved": 5})
    weights.save({"preapproved": 7})
    weights.activate(first)
    assert weights.active().version == 1


@pytest.mark.parametrize(
    ("points", "field"),
    [
        ({"surname": 5}, "surname"),
        ({"preapproved": "9"}, "preapproved"),
        ({"preapproved": True}, "preapproved"),
        ({"preapproved": 61}, "preapproved"),
        ({"preapproved": -1}, "preapproved"),
        ({"no_show": 3}, "no_show"),
        ({"views_one": 8}, "views_some"),
        ({"start_buyer": 0}, "start_owner"),
    ],
)
def test_save_refuses_points_that_make_no_sense(brokerage, points, field):
    with pytest.raises(InvalidWeights) as refusal:
        weights.save(points)
    assert refusal.value.field == field
    assert not WeightSet.objects.exists()

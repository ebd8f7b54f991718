"""How much a lead has done of late."""

import pytest

from nurturing.rules.engagement import engagement


@pytest.mark.parametrize(
    ("counts", "points"),
    [({}, 0), ({"view": 3}, 30), ({"reply": 1, "save": 2}, 70), ({"note": 9}, 0), ({"view": 50}, 100)],
)
def test_engagement_adds_points_up_to_a_hundred(counts, points):
    assert engagement(counts) == points

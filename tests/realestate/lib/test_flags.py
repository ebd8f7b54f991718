import pytest

from realestate.lib import flags
from realestate.lib.flags import Rollout


@pytest.fixture
def out(monkeypatch):
    """Return a function that sets how far each flag is out."""

    def rollout(**rollouts):
        monkeypatch.setattr(flags, "_rollout_of", flags._rollout_of)
        flags.use_rollouts(lambda flag: rollouts.get(flag, Rollout()))

    return rollout


def test_nothing_is_out_by_itself(out):
    out()
    assert not any(flags.is_on("new_page", who) for who in range(100))


def test_the_pilots_have_it_and_nobody_else(out):
    out(new_page=Rollout(pilots={3, 5, 8}))
    assert [who for who in range(10) if flags.is_on("new_page", who)] == [3, 5, 8]


def test_a_share_is_that_share_and_whoever_is_in_stays_in_as_it_grows(out):
    seen = set()
    for share in (0.1, 0.5, 1.0):
        out(new_page=Rollout(share=share))
        now = {who for who in range(2000) if flags.is_on("new_page", who)}
        assert seen <= now
        assert abs(len(now) / 2000 - share) < 0.04
        seen = now


def test_two_flags_choose_different_people():
    both = sum(flags.place("one", who) < 0.1 and flags.place("two", who) < 0.1 for who in range(5000))
    assert both < 5000 * 0.02

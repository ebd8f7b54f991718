import pytest

from realestate.lib.circuit import Breaker
from realestate.llm.calls import Ill, Outcome
from realestate.llm.standing import Standing


class Time:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def state(time):
    return Standing("claude", breaker=Breaker("test-llm", failures=2, rest=30, monotonic=time), monotonic=time)


def fail(state):
    with pytest.raises(Ill), state.breaker.guard(counts=Ill):
        raise Ill(Outcome.FAILED, "no")


def test_a_rest_ends_by_itself_and_a_longer_one_stays(state, time):
    assert state.why_not == ""
    state.rest(20)
    state.rest(5)
    assert state.why_not == "It asked to be left alone for 20 s more."
    time.now += 21
    assert state.why_not == ""


def test_no_service_is_left_alone_for_longer_than_an_hour(state):
    state.rest(86_400)
    assert state.why_not == "It asked to be left alone for 3600 s more."


def test_an_open_breaker_is_a_reason(state, time):
    fail(state)
    fail(state)
    assert "failed repeatedly" in state.why_not
    time.now += 31
    assert state.why_not == ""


def test_one_call_in_ten_may_be_tried_twice(state):
    assert state.may_retry(Outcome.FAILED)
    assert not state.may_retry(Outcome.FAILED)
    for _ in range(10):
        state.called()
    assert state.may_retry(Outcome.UNREACHABLE)
    assert not state.may_retry(Outcome.UNREACHABLE)


def test_retries_do_not_pile_up_over_quiet_days(state):
    for _ in range(1_000):
        state.called()
    assert [state.may_retry(Outcome.FAILED) for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize("outcome", [Outcome.OVERLOADED, Outcome.BUSY, Outcome.TIMED_OUT, Outcome.DENIED])
def test_what_a_second_try_does_not_cure_is_not_tried(state, outcome):
    assert not state.may_retry(outcome)

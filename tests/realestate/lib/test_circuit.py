import pytest

from realestate.lib.circuit import Breaker, CircuitOpen


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(clock):
    return Breaker("vendor", failures=3, rest=30, monotonic=clock)


def fail(breaker, error=OSError):
    with pytest.raises(error), breaker.guard(counts=OSError):
        raise error


def succeed(breaker):
    with breaker.guard(counts=OSError):
        pass


def test_it_opens_after_so_many_failures_in_a_row(breaker):
    for _ in range(3):
        assert not breaker.is_open
        fail(breaker)
    assert breaker.is_open
    with pytest.raises(CircuitOpen) as refused:
        succeed(breaker)
    assert refused.value.seconds == 30


def test_a_success_in_between_starts_the_count_over(breaker):
    for _ in range(4):
        fail(breaker)
        fail(breaker)
        succeed(breaker)
    assert not breaker.is_open


def test_errors_of_our_own_say_nothing_about_the_service(breaker):
    for _ in range(5):
        fail(breaker, ValueError)
    assert not breaker.is_open


def test_after_its_rest_one_call_tries_and_the_others_still_wait(breaker, clock):
    for _ in range(3):
        fail(breaker)
    clock.now += 30
    with breaker.guard(counts=OSError), pytest.raises(CircuitOpen):
        succeed(breaker)
    succeed(breaker)
    assert not breaker.is_open


def test_a_try_that_fails_means_another_rest(breaker, clock):
    for _ in range(3):
        fail(breaker)
    clock.now += 30
    fail(breaker)
    clock.now += 29
    assert breaker.is_open
    clock.now += 1
    assert not breaker.is_open

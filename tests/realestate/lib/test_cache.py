from contextlib import nullcontext

import pytest
from django.core.cache import caches

from crm.models import Brokerage
from realestate.lib import scopes
from realestate.lib.cache import Cached

NUMBERS = Cached[list[int]]("numbers", seconds=60)


def maker():
    made = []

    def make():
        made.append(len(made))
        return list(made)

    return make


def test_a_value_is_made_once_until_it_is_forgotten():
    make = maker()
    assert [NUMBERS.get("a", make=make) for _ in range(2)] == [[0], [0]]
    NUMBERS.forget("a")
    assert NUMBERS.get("a", make=make) == [0, 1]


def test_nothing_is_a_value_too():
    calls = []
    nothing = Cached[None]("nothing", seconds=60)
    for _ in range(2):
        nothing.get(make=lambda: calls.append(1))
    assert calls == [1]


def test_another_key_or_version_is_another_value():
    make = maker()
    newer = Cached[list[int]]("numbers", seconds=60, version=2)
    assert [NUMBERS.get("a", make=make), NUMBERS.get("b", make=make), newer.get("a", make=make)] == [
        [0], [0, 1], [0, 1, 2]
    ]  # fmt: skip


def test_one_brokerage_is_never_given_what_was_kept_for_another(db):
    one, two = (Brokerage.objects.create(name=name, slug=name) for name in ("palm", "bay"))
    make = maker()
    found = []
    for scope in (scopes.in_brokerage(one), scopes.in_brokerage(two), scopes.in_brokerage(one), nullcontext()):
        with scope:
            found.append(NUMBERS.get("a", make=make))
    assert found == [[0], [0, 1], [0], [0, 1, 2]]


@pytest.fixture
def no_redis(settings, tmp_path):
    before = settings.CACHES
    settings.CACHES = {"default": before["default"] | {"LOCATION": f"unix://{tmp_path}/nothing.sock"}}
    yield
    settings.CACHES = before
    caches.close_all()


def test_without_redis_values_are_made_each_time(no_redis):
    make = maker()
    assert [NUMBERS.get("a", make=make) for _ in range(2)] == [[0], [0, 1]]
    NUMBERS.forget("a")

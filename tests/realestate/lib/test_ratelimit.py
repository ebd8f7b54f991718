import pytest

from realestate.lib import redis
from realestate.lib.ratelimit import Limit

AN_HOUR = 3600


def test_a_burst_passes_and_then_the_pace_holds():
    limit = Limit("test", burst=3, seconds=3 * AN_HOUR)
    assert [limit.take("a") for _ in range(3)] == [0.0, 0.0, 0.0]
    assert 0.9 * AN_HOUR < limit.take("a") <= AN_HOUR


def test_what_was_refused_took_nothing():
    limit = Limit("test", burst=2, seconds=AN_HOUR)
    limit.take("a", wanted=1)
    assert limit.take("a", wanted=2) > 0
    assert limit.take("a", wanted=1) == 0.0


def test_everyone_has_a_bucket_of_their_own():
    limit = Limit("test", burst=1, seconds=AN_HOUR)
    assert (limit.take("a"), limit.take("b")) == (0.0, 0.0)
    assert limit.take("a") > 0


def test_it_fills_again_with_time(redis_db):
    limit = Limit("test", burst=1, seconds=AN_HOUR)
    limit.take("a")
    redis_db.hincrbyfloat("limit:test:a", "at", -AN_HOUR)  # an hour passes
    assert [limit.take("a") > 0 for _ in range(2)] == [False, True]


def test_buckets_that_nobody_uses_go_away(redis_db):
    Limit("test", burst=1, seconds=AN_HOUR).take("a")
    assert 0 < redis_db.ttl("limit:test:a") <= AN_HOUR + 1


def test_more_than_the_bucket_holds_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="never holds 5"):
        Limit("test", burst=4, seconds=1).take("a", wanted=5)


def test_without_redis_nothing_is_held_back(settings, tmp_path):
    redis.client.cache_clear()
    settings.REDIS_URL = f"unix://{tmp_path}/nothing.sock"
    try:
        assert [Limit("test", burst=1, seconds=AN_HOUR).take("a") for _ in range(2)] == [0.0, 0.0]
    finally:
        redis.client.cache_clear()

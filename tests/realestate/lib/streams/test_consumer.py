import threading
import time
from types import SimpleNamespace

from django.db import connection

from realestate.lib.streams import keys, leases, relay
from tests.realestate.lib.streams import steps
from tests.realestate.lib.streams.conftest import LONG_LEASE, drain
from tests.realestate.lib.streams.steps import effects, take_steps


def publish_and_relay(brokerage, client, contact_id, numbers):
    take_steps(brokerage, contact_id, numbers)
    relay.relay_shard(client, keys.shard_of(brokerage.pk, contact_id))


def test_reader_hands_out_in_order_and_acknowledges(brokerage, fast_redis, make_consumer):
    publish_and_relay(brokerage, fast_redis, 4, range(6))

    drain(make_consumer())

    shard = keys.shard_of(brokerage.pk, 4)
    assert effects(4) == [0, 1, 2, 3, 4, 5]
    assert fast_redis.xpending(keys.stream(shard), steps.SUBSCRIBER)["pending"] == 0


def test_successor_finishes_what_a_dead_reader_had_read_before_anything_new(brokerage, fast_redis, make_consumer):
    shard = keys.shard_of(brokerage.pk, 4)
    relay.ensure_group(fast_redis, steps.SUBSCRIBER, shard)
    publish_and_relay(brokerage, fast_redis, 4, [1, 2])
    fast_redis.xreadgroup(steps.SUBSCRIBER, keys.GROUP_CONSUMER, {keys.stream(shard): ">"})  # and died
    publish_and_relay(brokerage, fast_redis, 4, [3])

    drain(make_consumer())

    assert effects(4) == [1, 2, 3]


def test_reader_that_lost_its_lease_stops_before_the_next_event(brokerage, fast_redis, make_consumer, monkeypatch):
    shard = keys.shard_of(brokerage.pk, 4)
    relay.ensure_group(fast_redis, steps.SUBSCRIBER, shard)
    publish_and_relay(brokerage, fast_redis, 4, [1, 2, 3])
    consumer = make_consumer()
    answers = iter([True, False])
    monkeypatch.setattr(consumer._leases, "held", lambda subscriber: [shard])
    monkeypatch.setattr(consumer._leases, "holds", lambda subscriber, shard: next(answers))

    consumer.turn()

    assert effects(4) == [1]
    assert fast_redis.xpending(keys.stream(shard), steps.SUBSCRIBER)["pending"] == 2


def test_two_readers_that_both_believe_to_hold_the_lease_keep_order_and_double_nothing(
    brokerage, fast_redis, make_consumer
):
    """The zombie: it was paused, its lease ran out, a successor took over, and it wakes with a batch in hand."""
    shard = keys.shard_of(brokerage.pk, 4)
    relay.ensure_group(fast_redis, steps.SUBSCRIBER, shard)
    publish_and_relay(brokerage, fast_redis, 4, range(20))
    raw = fast_redis.xreadgroup(steps.SUBSCRIBER, keys.GROUP_CONSUMER, {keys.stream(shard): ">"})[0][1]
    readers = [make_consumer(), make_consumer()]
    for reader in readers:
        reader._leases.holds = lambda subscriber, shard: True

    def hand_out(reader):
        try:
            reader._hand_out(shard, raw)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_out, args=[reader]) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert effects(4) == list(range(20))


def test_two_processes_share_the_shards_fairly(brokerage, make_consumer):
    first, second = make_consumer(), make_consumer()

    first._leases.renew()  # sees the second, gives half back
    second._leases.renew()

    held = [first._leases.held(steps.SUBSCRIBER), second._leases.held(steps.SUBSCRIBER)]
    assert [len(shards) for shards in held] == [4, 4]
    assert sorted(held[0] + held[1]) == list(range(keys.SHARDS))


def test_lease_runs_out_by_our_own_clock_when_it_is_not_renewed(brokerage, make_consumer, monkeypatch):
    consumer = make_consumer()
    later = time.monotonic() + LONG_LEASE
    monkeypatch.setattr(leases, "time", SimpleNamespace(monotonic=lambda: later))

    assert consumer._leases.held(steps.SUBSCRIBER) == []


def test_a_lease_taken_by_another_is_not_renewed(brokerage, make_consumer, redis_db):
    consumer = make_consumer()
    redis_db.set(keys.lease(steps.SUBSCRIBER, 3), "somebody else")

    consumer._leases.renew()

    assert consumer._leases.held(steps.SUBSCRIBER) == [0, 1, 2, 4, 5, 6, 7]


def test_released_leases_are_free_at_once(brokerage, make_consumer):
    first = make_consumer()
    first._leases.release()

    assert make_consumer()._leases.held(steps.SUBSCRIBER) == list(range(keys.SHARDS))
    assert first._leases.held(steps.SUBSCRIBER) == []

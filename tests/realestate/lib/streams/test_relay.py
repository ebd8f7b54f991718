from datetime import timedelta

import pytest
from django.db import connection, transaction

from crm.models import Outbox
from realestate.lib import redis
from realestate.lib.streams import keys, relay
from realestate.lib.streams.store import Entry, tables
from tests.realestate.lib.streams import steps
from tests.realestate.lib.streams.conftest import drain
from tests.realestate.lib.streams.steps import effects, take_steps


def dont_wait(seconds):
    """A pause that takes no time."""


def test_relay_moves_a_shards_rows_in_order_and_empties_the_outbox(brokerage, fast_redis):
    events = take_steps(brokerage, 4, range(5))
    shard = keys.shard_of(brokerage.pk, 4)

    moved = relay.relay_shard(fast_redis, shard)

    entries = [Entry.from_fields(fields) for _, fields in fast_redis.xrange(keys.stream(shard))]
    assert moved == 5
    assert [entry.event_id for entry in entries] == [event.pk for event in events]
    assert entries[0] == Entry(events[0].pk, events[0].recorded_at, brokerage.pk, 4, "step.taken")
    assert Outbox.of_every_brokerage.count() == 0


def test_relay_with_redis_away_leaves_the_outbox_as_it_was(brokerage, no_redis):
    take_steps(brokerage, 4, range(3))

    with pytest.raises(redis.Down):
        relay.relay_shard(redis.connect(no_redis), keys.shard_of(brokerage.pk, 4))

    assert Outbox.of_every_brokerage.count() == 3


def test_a_row_that_commits_late_is_still_carried(brokerage, fast_redis):
    """Ids commit out of order: a watermark would pass over the row that was written first."""
    take_steps(brokerage, 4, [1, 2])
    first, second = Outbox.of_every_brokerage.order_by("id")
    values = {f.attname: getattr(first, f.attname) for f in Outbox._meta.concrete_fields}
    first.delete()  # as if its transaction were still open
    shard = keys.shard_of(brokerage.pk, 4)
    relay.relay_shard(fast_redis, shard)

    Outbox.of_every_brokerage.create(**values)
    moved = relay.relay_shard(fast_redis, shard)

    assert moved == 1
    assert Outbox.of_every_brokerage.count() == 0


def test_only_one_relay_leads_a_shard(brokerage, fast_redis):
    take_steps(brokerage, 4, [1])
    shard = keys.shard_of(brokerage.pk, 4)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7001, %s)", [shard])
            assert relay.relay_shard(fast_redis, shard) == 0
        other.rollback()
        assert relay.relay_shard(fast_redis, shard) == 1
    finally:
        other.close()


def test_rows_wait_in_the_outbox_while_a_stream_is_full(brokerage, fast_redis, monkeypatch):
    monkeypatch.setattr(relay, "LONGEST", 3)
    monkeypatch.setattr(relay, "TRIM_OVER", 1)
    shard = keys.shard_of(brokerage.pk, 4)
    relay.ensure_group(fast_redis, steps.SUBSCRIBER, shard)
    take_steps(brokerage, 4, range(3))
    relay.relay_shard(fast_redis, shard)
    take_steps(brokerage, 4, range(3, 6))

    assert relay.relay_shard(fast_redis, shard) == 0
    assert Outbox.of_every_brokerage.count() == 3
    assert fast_redis.xlen(keys.stream(shard)) == 3  # nothing unread was cut


def test_trimming_never_cuts_what_a_subscriber_still_needs(brokerage, fast_redis, make_consumer):
    shard = keys.shard_of(brokerage.pk, 4)
    take_steps(brokerage, 4, range(4))
    relay.relay_shard(fast_redis, shard)
    consumer = make_consumer()
    drain(consumer)
    take_steps(brokerage, 4, range(4, 6))
    relay.relay_shard(fast_redis, shard)
    unread = [entry_id for entry_id, _ in fast_redis.xrange(keys.stream(shard))][4]

    assert relay._first_needed(fast_redis, shard) < unread
    drain(consumer)
    assert effects(4) == [0, 1, 2, 3, 4, 5]


def test_direct_dispatch_hands_out_in_order_and_empties_the_outbox(brokerage, no_redis):
    take_steps(brokerage, 4, range(5))
    take_steps(brokerage, 5, range(3))
    direct = relay.DirectDispatch(dont_wait)

    while sum(direct.shard(shard) for shard in range(keys.SHARDS)):
        pass

    assert effects(4) == [0, 1, 2, 3, 4]
    assert effects(5) == [0, 1, 2]
    assert Outbox.of_every_brokerage.count() == 0


def test_direct_dispatch_first_catches_up_with_what_the_stream_held_unread(brokerage, fast_redis):
    """Redis went away with two events on its stream: the third, still in the outbox, must not overtake them."""
    shard = keys.shard_of(brokerage.pk, 4)
    take_steps(brokerage, 4, [1, 2])
    relay.relay_shard(fast_redis, shard)
    take_steps(brokerage, 4, [3])
    direct = relay.DirectDispatch(dont_wait)

    while direct.shard(shard):
        pass

    assert effects(4) == [1, 2, 3]


def test_streams_again_after_direct_dispatch_repeat_nothing(brokerage, fast_redis, make_consumer):
    shard = keys.shard_of(brokerage.pk, 4)
    take_steps(brokerage, 4, [1, 2])
    relay.relay_shard(fast_redis, shard)
    direct = relay.DirectDispatch(dont_wait)
    while direct.shard(shard):
        pass
    take_steps(brokerage, 4, [3])
    relay.relay_shard(fast_redis, shard)

    drain(make_consumer())

    assert effects(4) == [1, 2, 3]


def test_direct_dispatch_that_dies_before_its_commit_is_done_again_once(brokerage, no_redis):
    take_steps(brokerage, 4, [1])
    shard = keys.shard_of(brokerage.pk, 4)
    with transaction.atomic():
        relay.DirectDispatch(dont_wait).shard(shard)
        transaction.set_rollback(True)

    assert effects(4) == []
    relay.DirectDispatch(dont_wait).shard(shard)
    relay.DirectDispatch(dont_wait).shard(shard)
    assert effects(4) == [1]


def test_an_event_that_never_was_in_the_outbox_is_not_caught_up_with(brokerage, fast_redis):
    """Seeded history is written without an outbox row: no handler may ever act on it."""
    take_steps(brokerage, 4, [1])
    Outbox.of_every_brokerage.all().delete()

    assert relay.catch_up(steps.SUBSCRIBER, keys.shard_of(brokerage.pk, 4), pause=dont_wait) == 0
    assert effects(4) == []


def test_forget_removes_old_notes_only(brokerage, fast_redis, monkeypatch):
    take_steps(brokerage, 4, [1])
    relay.relay_shard(fast_redis, keys.shard_of(brokerage.pk, 4))

    assert tables().forget() == 0
    monkeypatch.setattr("crm.services.event_store.CARRIED_FOR", timedelta(days=-1))
    assert tables().forget() == 1

"""An operator holds one brokerage's events back: nothing is lost, the order stays, nobody else waits."""

import pytest
from django.db import connection

from crm.models import Brokerage, Outbox
from crm.services import event_holding
from crm.services.event_store import LEADER_LOCK
from realestate.lib import scopes
from realestate.lib.errors import NotAllowed
from realestate.lib.streams import health, keys, relay
from realestate.lib.streams.store import Entry
from tests.factories.crm import UserFactory
from tests.realestate.lib.streams.conftest import brokerage, drain, fast_redis, make_consumer, spine, steps_bus  # noqa: F401
from tests.realestate.lib.streams.steps import effects, take_steps

CONTACT = 4


@pytest.fixture
def operator(brokerage):  # noqa: F811
    return UserFactory(brokerage=brokerage, is_superuser=True, is_staff=True)


def carry(redis):
    for shard in range(keys.SHARDS):
        while relay.relay_shard(redis, shard):
            pass


def on_stream(redis, contact=CONTACT, *, of):
    entries = redis.xrange(keys.stream(keys.shard_of(of.pk, contact)))
    return [Entry.from_fields(fields).event_id for _, fields in entries]


def test_what_happens_while_events_are_held_waits_and_keeps_its_order(brokerage, operator, fast_redis):  # noqa: F811
    event_holding.hold(brokerage, by=operator)
    first = take_steps(brokerage, CONTACT, [1, 2])
    carry(fast_redis)
    assert on_stream(fast_redis, of=brokerage) == []
    second = take_steps(brokerage, CONTACT, [3])

    event_holding.let_go(brokerage, by=operator)
    third = take_steps(brokerage, CONTACT, [4])
    carry(fast_redis)

    assert on_stream(fast_redis, of=brokerage) == [event.pk for event in [*first, *second, *third]]
    assert Outbox.of_every_brokerage.count() == 0


def test_a_held_brokerage_keeps_no_other_one_waiting(brokerage, operator, fast_redis, monkeypatch):  # noqa: F811
    """Even where its rows fill the relay's whole batch."""
    monkeypatch.setattr(relay, "BATCH", 2)
    other = Brokerage.objects.create(name="Other", slug="other")
    event_holding.hold(brokerage, by=operator)
    take_steps(brokerage, CONTACT, range(5))
    with scopes.in_brokerage(other):
        (theirs,) = take_steps(other, CONTACT, [1])

    assert relay.relay_shard(fast_redis, keys.shard_of(other.pk, CONTACT)) == 1
    assert on_stream(fast_redis, of=other) == [theirs.pk]


def test_health_counts_what_is_held_apart_from_what_is_late(brokerage, operator, fast_redis):  # noqa: F811
    event_holding.hold(brokerage, by=operator)
    take_steps(brokerage, CONTACT, [1, 2])
    carry(fast_redis)

    status = health.status()
    assert (status.outbox, status.oldest_seconds, status.held) == (0, 0.0, 2)
    backlog = event_holding.backlog(brokerage)
    assert (backlog.waiting, backlog.held, backlog.on_the_way) == (2, 2, 0)
    assert backlog.since is not None


def test_the_backlog_counts_what_nobody_has_finished(brokerage, make_consumer, fast_redis):  # noqa: F811
    take_steps(brokerage, CONTACT, [1, 2, 3])
    carry(fast_redis)
    assert event_holding.backlog(brokerage).on_the_way == 3

    drain(make_consumer())

    assert effects(CONTACT) == [1, 2, 3]
    assert event_holding.backlog(brokerage).on_the_way == 0


def test_a_relay_that_does_not_pause_costs_the_operator_a_second_try(brokerage, operator, monkeypatch):  # noqa: F811
    monkeypatch.setattr(event_holding, "WAITS_FOR_RELAYS", "50ms")
    event_holding.hold(brokerage, by=operator)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LEADER_LOCK, 5])
            with pytest.raises(event_holding.Busy):
                event_holding.let_go(brokerage, by=operator)
        other.rollback()
        event_holding.let_go(brokerage, by=operator)
    finally:
        other.close()
    brokerage.refresh_from_db()
    assert brokerage.events_held_since is None


def test_only_the_operator_holds_events_back(brokerage):  # noqa: F811
    owner = UserFactory(brokerage=brokerage)
    for act in (event_holding.hold, event_holding.let_go):
        with pytest.raises(NotAllowed):
            act(brokerage, by=owner)
    brokerage.refresh_from_db()
    assert brokerage.events_held_since is None

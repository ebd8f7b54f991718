from datetime import timedelta

import pytest
import structlog
from django.db import transaction

from crm.models import Brokerage, DeadLetter, Event, Outbox
from crm.services import events
from realestate.lib import bus, clock, scopes
from realestate.lib.streams import delivery, keys
from realestate.lib.streams.store import Entry, tables
from realestate.live import groups, payloads
from tests.realestate.lib.streams import steps
from tests.realestate.lib.streams.conftest import brokerage, no_redis, spine, steps_bus  # noqa: F401 - fixtures
from tests.realestate.lib.streams.steps import StepTaken, effects, take_steps


def test_publish_outside_a_transaction_is_refused(brokerage):  # noqa: F811
    with scopes.in_brokerage(brokerage), pytest.raises(transaction.TransactionManagementError):
        events.publish(StepTaken(brokerage_id=brokerage.pk, contact_id=4, number=1))

    assert Outbox.of_every_brokerage.count() == 0


def test_publish_writes_the_event_and_its_outbox_row(brokerage):  # noqa: F811
    with (
        structlog.contextvars.bound_contextvars(correlation_id="request-1"),
        scopes.in_brokerage(brokerage),
        transaction.atomic(),
    ):
        published = events.publish(StepTaken(brokerage_id=brokerage.pk, contact_id=12, number=1))

    with scopes.in_brokerage(brokerage):
        event = Event.objects.get()
    row = Outbox.of_every_brokerage.get()
    assert (event.pk, event.kind, event.version, event.payload) == (published.pk, "step.taken", 1, {"number": 1})
    assert (event.contact_id, event.correlation_id) == (12, "request-1")
    assert (row.event_id, row.recorded_at, row.kind, row.contact_id) == (event.pk, event.recorded_at, "step.taken", 12)
    assert row.shard == keys.shard_of(brokerage.pk, 12)


def test_a_rolled_back_change_tells_nothing(brokerage):  # noqa: F811
    with scopes.in_brokerage(brokerage), transaction.atomic():
        events.publish(StepTaken(brokerage_id=brokerage.pk, contact_id=4, number=1))
        transaction.set_rollback(True)

    with scopes.in_brokerage(brokerage):
        assert Event.objects.count() == 0
    assert Outbox.of_every_brokerage.count() == 0


def test_publish_into_another_brokerage_is_refused(brokerage):  # noqa: F811
    other = Brokerage.objects.create(name="Other", slug="other")

    with scopes.in_brokerage(brokerage), transaction.atomic(), pytest.raises(ValueError, match="another"):
        events.publish(StepTaken(brokerage_id=other.pk, contact_id=4, number=1))


def test_publish_with_redis_away_costs_no_error(brokerage, no_redis):  # noqa: F811
    assert len(take_steps(brokerage, 4, [1, 2])) == 2


def test_open_pages_hear_whose_story_went_on_after_the_commit(brokerage, redis_db):  # noqa: F811
    def told():
        stored = redis_db.lrange(groups.backlog(brokerage.pk), 0, -1)
        return [payloads.unpack(one).key for one in stored]

    with scopes.in_brokerage(brokerage), transaction.atomic():
        events.publish(StepTaken(brokerage_id=brokerage.pk, contact_id=12, number=1))
        assert told() == []

    assert told() == ["contact-12"]


def test_an_import_of_many_does_not_flood_open_pages(brokerage, redis_db):  # noqa: F811
    with scopes.in_brokerage(brokerage), transaction.atomic():
        events.publish_all(
            StepTaken(brokerage_id=brokerage.pk, contact_id=n, number=1) for n in range(events.MOST_TOLD + 1)
        )

    assert redis_db.llen(groups.backlog(brokerage.pk)) == 0


def test_publish_all_keeps_the_order_of_the_facts(brokerage):  # noqa: F811
    facts = [StepTaken(brokerage_id=brokerage.pk, contact_id=4, number=n) for n in range(5)]

    with scopes.in_brokerage(brokerage), transaction.atomic():
        events.publish_all(facts)

    waiting = [entry.event_id for _, entry in tables().waiting(keys.shard_of(brokerage.pk, 4), 10)]
    with scopes.in_brokerage(brokerage):
        numbers = [event.payload["number"] for event in Event.objects.order_by("id")]
        assert waiting == list(Event.objects.order_by("id").values_list("pk", flat=True))
    assert numbers == [0, 1, 2, 3, 4]


def test_recorded_at_is_the_machines_time_even_in_a_demo_brokerage(spine):  # noqa: F811
    demo = Brokerage.objects.create(name="Demo", slug="demo", is_demo=True, clock_shift=timedelta(days=200))

    [event] = take_steps(demo, 4, [1])

    assert abs(event.recorded_at - clock.real_now()) < timedelta(minutes=1)
    assert event.occurred_at - event.recorded_at > timedelta(days=199)


@pytest.fixture
def dead_letter(brokerage):  # noqa: F811
    [event] = take_steps(brokerage, 4, [1])
    entry = Entry(event.pk, event.recorded_at, brokerage.pk, 4, event.kind)
    bus._handlers.clear()
    bus.on(StepTaken)(steps.Flaky(failures=5))
    delivery.deliver(steps.SUBSCRIBER, entry, tables().load([entry])[event.pk], pause=[].append)
    return DeadLetter._base_manager.get()


def test_retry_handles_the_event_and_settles_the_letter(brokerage, dead_letter):  # noqa: F811
    with scopes.in_brokerage(brokerage):
        events.retry(dead_letter)

    assert effects(4) == [1]
    assert dead_letter.resolved_at is not None


def test_retry_twice_handles_once(brokerage, dead_letter):  # noqa: F811
    with scopes.in_brokerage(brokerage):
        events.retry(dead_letter)
        with pytest.raises(events.NothingToRetry):
            events.retry(dead_letter)

    assert effects(4) == [1]


def test_retry_that_fails_again_leaves_the_letter_open(brokerage, dead_letter):  # noqa: F811
    bus._handlers.clear()
    bus.on(StepTaken)(steps.Flaky(failures=1))

    with scopes.in_brokerage(brokerage), pytest.raises(steps.Transient):
        events.retry(dead_letter)

    dead_letter.refresh_from_db()
    assert dead_letter.resolved_at is None
    assert effects(4) == []

import pytest
import structlog
from django.db import OperationalError

from crm.models import DeadLetter, Receipt
from realestate.lib import bus, scopes
from realestate.lib.streams import delivery
from realestate.lib.streams.delivery import Outcome
from realestate.lib.streams.store import Entry, tables
from tests.realestate.lib.streams import steps
from tests.realestate.lib.streams.steps import effects, take_steps


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def deliver(pauses):
    """Return a function that delivers an event to the tests; its pauses are noted and take no time."""

    def run(event):
        entry = entry_of(event)
        stored = tables().load([entry]).get(event.pk)
        return delivery.deliver(steps.SUBSCRIBER, entry, stored, pause=pauses.append)

    return run


def entry_of(event):
    return Entry(event.pk, event.recorded_at, event.brokerage_id, event.contact_id, event.kind)


def listen(handler):
    """Make ``handler`` the only one."""
    bus._handlers.clear()
    bus.on(steps.StepTaken)(handler)


def test_an_event_delivered_twice_has_one_effect(brokerage, deliver):
    [event] = take_steps(brokerage, 4, [1])

    assert [deliver(event), deliver(event)] == [Outcome.HANDLED, Outcome.REPEATED]
    assert effects(4) == [1]


def test_a_failure_that_passes_is_tried_again_and_leaves_one_effect(brokerage, deliver, pauses):
    [event] = take_steps(brokerage, 4, [1])
    listen(steps.Flaky(failures=2))

    assert deliver(event) == Outcome.HANDLED
    assert effects(4) == [1]
    assert pauses == [0.05, 0.2]


def test_a_failure_that_does_not_pass_becomes_a_dead_letter_without_effect(brokerage, deliver, pauses):
    [event] = take_steps(brokerage, 4, [1])
    listen(steps.Flaky(failures=99))

    assert deliver(event) == Outcome.DEAD
    assert effects(4) == []
    assert pauses == [0.05, 0.2, 0.8, 2.0]
    letter = DeadLetter._base_manager.get()
    assert (letter.event_id, letter.attempts) == (event.pk, 5)
    assert letter.error.startswith("Transient < steps.py:")


def test_a_dead_letter_keeps_no_message_since_it_may_name_people(brokerage, deliver):
    def fail(fact, envelope):
        raise ValueError("Maria Lopez, 407 555 0100")

    [event] = take_steps(brokerage, 4, [1])
    fail.__module__ = steps.SUBSCRIBER
    listen(fail)

    deliver(event)

    assert "Maria" not in DeadLetter._base_manager.get().error


def test_unknown_kinds_and_erased_events_are_passed_over(brokerage, deliver):
    [event] = take_steps(brokerage, 4, [1])

    assert delivery.deliver(steps.SUBSCRIBER, entry_of(event), None, pause=[].append) == Outcome.IGNORED
    bus._handlers.clear()
    assert deliver(event) == Outcome.IGNORED
    assert Receipt._base_manager.count() == 0


def test_handlers_run_in_the_events_brokerage_under_its_correlation_id(brokerage, deliver):
    seen = []

    def look(fact, envelope):
        seen.append((scopes.current().pk, structlog.contextvars.get_contextvars()["correlation_id"], envelope.event_id))

    look.__module__ = steps.SUBSCRIBER
    [event] = take_steps(brokerage, 4, [1])
    listen(look)

    deliver(event)

    assert seen == [(brokerage.pk, event.correlation_id, event.pk)]


def test_a_database_that_is_away_is_no_fault_of_the_event(brokerage, deliver, monkeypatch, pauses):
    def lose(fact, envelope):
        raise OperationalError("server closed the connection unexpectedly")

    [event] = take_steps(brokerage, 4, [1])
    lose.__module__ = steps.SUBSCRIBER
    listen(lose)
    monkeypatch.setattr(type(tables()), "answers", lambda store: False)

    with pytest.raises(OperationalError):
        deliver(event)

    assert DeadLetter._base_manager.count() == 0
    assert pauses == []


def test_a_letter_for_a_deleted_brokerage_is_dropped(brokerage, deliver):
    [event] = take_steps(brokerage, 4, [steps.POISON])
    entry = entry_of(event)
    stored = tables().load([entry])[event.pk]
    brokerage.delete()

    assert delivery.deliver(steps.SUBSCRIBER, entry, stored, pause=[].append) == Outcome.DEAD
    assert DeadLetter._base_manager.count() == 0

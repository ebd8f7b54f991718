"""Who answers: Homestretch or a person, never both, whatever happens at the same moment."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from outreach.channels.base import Accepted
from outreach.errors import NotYours
from outreach.models import Conversation, Handoff, Message
from outreach.services import conversations, handoff, personalising, sending, templates, wordings
from outreach.states import Author, Direction, InCharge, MessageStatus, Purpose
from realestate.lib import clock, scopes
from realestate.lib.errors import IllegalTransition
from tests import language_models
from tests.factories.crm import AgentFactory
from tests.factories.outreach import ask_for_text, said
from tests.language_models import claude_says

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60  # seconds, for a machine with much else to do


def answer_for(lead) -> Message:
    """Return an answer that Homestretch is about to give."""
    return ask_for_text(lead, key="answer:1", author=Author.ASSISTANT, purpose=Purpose.REPLY)


@contextmanager
def meanwhile(work: Callable[[], object], brokerage) -> Iterator[None]:
    """Run ``work`` in a thread with a connection of its own, beside what the test does, and wait for its end."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with scopes.in_brokerage(brokerage):
                work()
        except BaseException as error:  # noqa: BLE001 - shown in the test's own thread
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join(PATIENCE)
    assert not thread.is_alive()
    assert failed == []


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for a condition, generously."""
    give_up = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def somebody_waits_for_us() -> bool:
    """Return whether another connection waits for what this one's transaction holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


def test_T59_an_answer_that_waits_for_the_takeovers_lock_is_dropped(lead):
    message, is_locked = answer_for(lead), threading.Event()

    def deliver() -> None:
        assert is_locked.wait(PATIENCE)
        sending.deliver(message.pk)

    with meanwhile(deliver, lead.brokerage), transaction.atomic():
        conversations.take_over(message.conversation, agent=lead.assigned_to)
        is_locked.set()
        wait_until(somebody_waits_for_us)

    message.refresh_from_db()
    assert (message.status, message.claimed_at) == (MessageStatus.CANCELLED, None)


class Slow:
    """A carrier that takes the message and answers only when it is let."""

    name = "slow"

    def __init__(self) -> None:
        self.asked, self.may_answer = threading.Event(), threading.Event()

    def send(self, packet: object) -> Accepted:
        self.asked.set()
        assert self.may_answer.wait(PATIENCE)
        return Accepted(provider_id="slow-1", delivered=True)


def test_T59_a_takeover_does_not_wait_for_an_answer_on_the_wire_and_none_follows(lead, monkeypatch):
    carrier = Slow()
    monkeypatch.setattr(sending, "driver_for", lambda brokerage, channel: carrier)
    message = answer_for(lead)
    next_one = ask_for_text(lead, key="answer:2", author=Author.ASSISTANT, purpose=Purpose.REPLY)

    with meanwhile(lambda: sending.deliver(message.pk), lead.brokerage):
        assert carrier.asked.wait(PATIENCE)
        handoff.take_over(message.conversation, agent=lead.assigned_to)
        carrier.may_answer.set()
    sending.deliver(next_one.pk)

    message.refresh_from_db()
    next_one.refresh_from_db()
    assert (message.status, next_one.status) == (MessageStatus.DELIVERED, MessageStatus.CANCELLED)


def test_T59_a_draft_that_a_model_is_writing_is_dropped_by_a_takeover(lead, settings):
    version = templates.create(name="Hello", channel="sms", text="Hi {first_name}, {agent} with {brokerage}. Call?")
    message = wordings.request(version, lead, key="answer:1", author=Author.ASSISTANT, by_model=True)
    asked, may_answer = threading.Event(), threading.Event()

    def slowly(seen):
        asked.set()
        assert may_answer.wait(PATIENCE)
        return claude_says(f"{lead.contact.first_name}, {lead.assigned_to.name} with {lead.brokerage.name}.")(seen)

    with language_models.models(settings, order=("claude",)) as models:
        models.claude(slowly)
        with meanwhile(lambda: sending.deliver(message.pk), lead.brokerage):
            assert asked.wait(PATIENCE)
            handoff.take_over(message.conversation, agent=lead.assigned_to)
            may_answer.set()

    message.refresh_from_db()
    assert (message.status, message.sent_at) == (MessageStatus.CANCELLED, None)


def test_T59_of_two_agents_who_take_over_at_once_one_has_it(lead):
    row, refused = conversations.of(lead.contact), []
    agents = [AgentFactory(brokerage=lead.brokerage) for _ in range(2)]
    start = threading.Barrier(2)

    def grab(agent) -> None:
        start.wait(PATIENCE)
        try:
            handoff.take_over(Conversation.objects.get(pk=row.pk), agent=agent)
        except NotYours:
            refused.append(agent)

    with meanwhile(lambda: grab(agents[0]), lead.brokerage), meanwhile(lambda: grab(agents[1]), lead.brokerage):
        pass

    row.refresh_from_db()
    assert [*refused, row.agent] in ([agents[0], agents[1]], [agents[1], agents[0]])


def test_T61_a_model_reads_nothing_from_before_a_person_gave_it_back(lead):
    said(lead, body="What is your lowest price?", occurred_at=clock.now() - timedelta(hours=2))
    row = handoff.take_over(conversations.of(lead.contact), agent=lead.assigned_to)
    said(lead, body="Call me on Friday.", occurred_at=clock.now() - timedelta(hours=1))

    handoff.give_back(row, agent=lead.assigned_to)
    with clock.shifted(clock.shift() + timedelta(minutes=5)):
        new = said(lead, body="Is there a pool?")

        assert personalising._conversation(lead) == [new]


def test_T61_answers_are_counted_anew_after_a_person_gave_it_back(lead):
    row = conversations.of(lead.contact)
    for number in range(3):
        said(
            lead, direction=Direction.OUT, author=Author.ASSISTANT, status=MessageStatus.DELIVERED,
            key=f"answer:{number}", occurred_at=clock.now() - timedelta(minutes=10 - number),
        )  # fmt: skip
    handoff.take_over(row, agent=lead.assigned_to)
    handoff.give_back(row, agent=lead.assigned_to)

    assert not Message.objects.since_return(row).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"in_charge": "agent", "taken_over_at": None},
        {"in_charge": "nobody"},
        {"in_charge": "assistant", "agent": True},
    ],
)
def test_the_database_refuses_a_conversation_that_nobody_or_two_answer(lead, wrong):
    row = conversations.of(lead.contact)
    changes = wrong | ({"agent": lead.assigned_to} if "agent" in wrong else {})

    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.filter(pk=row.pk).update(**changes)


def test_what_was_never_taken_over_cannot_be_given_back(lead):
    row = conversations.of(lead.contact)

    with pytest.raises(IllegalTransition):
        handoff.give_back(row, agent=lead.assigned_to)

    row.refresh_from_db()
    assert (row.in_charge, row.returned_at) == (InCharge.ASSISTANT, None)
    assert not Handoff.objects.exists()

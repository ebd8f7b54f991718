"""The state table of a conversation under any order of events: who answers, who is silent, and what a stop ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from crm.states import Role
from outreach.errors import NotYours
from outreach.models import Conversation, Handoff, Message, Suppression
from outreach.services import handoff, inbox, sending, suppression
from outreach.states import AUTOMATIC, Author, HandoffState, InCharge, Purpose
from realestate.lib import clock, scopes
from realestate.lib.errors import IllegalTransition
from tests.factories.crm import AgentFactory
from tests.factories.outreach import NOON, ask_for_text, open_brokerage, phone_of, willing_lead

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = (
    "Yes, I would love to see it!", "When was the roof done?", "Who is the agent?", "thanks!", "too expensive",
    "hmm", "my attorney will contact you",
)  # fmt: skip
_numbers = count(1)


class Talk(RuleBasedStateMachine):
    """One person, two agents and a manager. The machine's own columns say what has to be."""

    def __init__(self) -> None:
        super().__init__()
        self.lead = willing_lead(Talk.brokerage)
        self.people = [self.lead.assigned_to, AgentFactory(brokerage=Talk.brokerage)]
        self.people.append(AgentFactory(brokerage=Talk.brokerage, role=Role.MANAGER))
        self.number = phone_of(self.lead).value
        self.hash = suppression.identifier_hash(Talk.brokerage, self.number)
        self.minutes, self.owner, self.is_stopped = 0, None, False
        self.row = Conversation.objects.create(contact=self.lead.contact)

    @contextmanager
    def now(self) -> Iterator[None]:
        """A minute later than before; what is due leaves before and after, and is held against who is in charge."""
        self.minutes += 1
        with clock.shifted(NOON + timedelta(minutes=self.minutes) - clock.real_now()):
            self.deliver()
            yield
            self.deliver()

    def deliver(self) -> None:
        """Send what is due: nothing automatic beside a person, nothing but the confirmation after a stop."""
        before = self.spoken()
        sending.deliver_due()
        new = Message.objects.filter(pk__in=self.spoken() - before).exclude(purpose=Purpose.OPTOUT_CONFIRMATION)
        assert not (self.owner and new.filter(author__in=AUTOMATIC))
        assert not (self.is_stopped and new)

    def spoken(self) -> set[int]:
        """What has left so far."""
        return set(Message.objects.filter(conversation=self.row, sent_at__isnull=False).values_list("pk", flat=True))

    @rule(who=st.integers(0, 2))
    def take_over(self, who: int) -> None:
        agent = self.people[who]
        with self.now():
            if self.owner not in {None, agent}:
                with pytest.raises(NotYours):
                    handoff.take_over(self.row, agent=agent)
                return
            handoff.take_over(self.row, agent=agent)
            self.owner = agent

    @rule(who=st.integers(0, 2))
    def give_back(self, who: int) -> None:
        agent = self.people[who]
        with self.now():
            if self.owner is None:
                with pytest.raises(IllegalTransition):
                    handoff.give_back(self.row, agent=agent)
            elif self.owner != agent and not agent.sees_everyone:
                with pytest.raises(NotYours):
                    handoff.give_back(self.row, agent=agent)
            else:
                handoff.give_back(self.row, agent=agent)
                self.owner = None

    @rule(burst=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
    def they_write(self, burst: list[str]) -> None:
        with self.now():
            for body in burst:
                self._hear(body)

    @rule(dice=st.integers(0, 5))
    def they_stop(self, dice: int) -> None:
        if dice:  # now and then only, or most talks would end at once
            return
        with self.now():
            self._hear("STOP")
            self.is_stopped = True

    @rule()
    def a_sequence_writes(self) -> None:
        with self.now():
            ask_for_text(self.lead, key=f"touch:{next(_numbers)}")

    @rule()
    def time_goes_by(self) -> None:
        with self.now():
            pass

    def _hear(self, body: str) -> None:
        inbox.receive_text(
            provider="simulator", external_id=f"table-{next(_numbers)}", from_number=self.number, body=body,
            received_at=clock.now(),
        )  # fmt: skip

    @invariant()
    def one_answers(self) -> None:
        self.row.refresh_from_db()
        wanted = InCharge.AGENT if self.owner else InCharge.ASSISTANT
        assert (self.row.in_charge, self.row.agent) == (wanted, self.owner)

    @invariant()
    def at_most_one_handoff_waits(self) -> None:
        assert Handoff.objects.filter(conversation=self.row, status=HandoffState.OPEN).count() <= 1

    @invariant()
    def a_stop_stands(self) -> None:
        assert Suppression.objects.filter(identifier_hash=self.hash).exists() == self.is_stopped

    @invariant()
    def each_message_of_theirs_has_one_answer_at_most(self) -> None:
        answers = Message.objects.filter(conversation=self.row, author=Author.ASSISTANT, sent_at__isnull=False)
        answered = list(answers.values_list("in_reply_to", flat=True))
        assert len(answered) == len(set(answered))


def test_whatever_happens_in_whatever_order_one_answers_and_a_stop_stands(db):
    Talk.brokerage = open_brokerage()
    with scopes.in_brokerage(Talk.brokerage):
        run_state_machine_as_test(
            Talk,
            settings=settings(
                max_examples=12, stateful_step_count=14, deadline=None, derandomize=True, database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip

"""Whatever the plan, the pauses and the clock: no step twice, none lost, and the order kept.

Random plans are run through random weather: minutes that come late, pauses, switches, kills between claim and work,
carriers that block or fail or say nothing, days on which the clocks change.
"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nurturing.models import Enrollment, Sequence, Touchpoint
from nurturing.services import claims, enrollment, outcomes, sequences, touchpoints, watch
from nurturing.states import UNRESOLVED, EnrollmentStatus, TouchpointStatus
from outreach.models import Message
from outreach.states import MESSAGE_STEPS, MessageStatus
from realestate.lib import clock, states
from tests.factories.nurturing import make_sequence, step
from tests.factories.outreach import willing_lead

STARTS = [
    datetime(2026, 3, 7, 15, tzinfo=UTC),  # the night after, clocks go forward
    datetime(2026, 10, 31, 15, tzinfo=UTC),  # the night after, clocks go back
    datetime(2026, 7, 15, 15, tzinfo=UTC),
]
plans = st.lists(
    st.fixed_dictionaries(
        {
            "wait": st.sampled_from(["10 minutes", "1 hour", "1 day", "3 days"]),
            "send": st.sampled_from(["sms", "email", "task"]),
            "conditions": st.sampled_from([[], [{"field": "score", "test": "above", "value": 50}]]),
        }
    ),
    min_size=1,
    max_size=5,
)
weather = st.lists(
    st.sampled_from(
        ["tick", "tick", "tick", "hour", "day", "week", "pause", "resume", "off", "on", "killed", "lost", "watch"]
    ),
    max_size=40,
)
ends = st.lists(st.sampled_from(["sent", "blocked", "failed", "unknown", "cancelled"]), min_size=5, max_size=5)


class Weather:
    """One run, and everything that may happen to it."""

    def __init__(self, brokerage, plan, outcomes_to_come):
        self.lead = willing_lead(brokerage, score=60)
        self.sequence = make_sequence(*[step(**line) for line in plan], key=f"trial-{self.lead.pk}")
        self.run = enrollment.enroll(self.lead, self.sequence, because="by hand")
        self.outcomes = list(outcomes_to_come)

    def tick(self):
        touchpoints.run_due()
        self.carry()

    def carry(self):
        """Bring each message of the run to the end that was drawn for it."""
        waiting = Message.objects.waiting().filter(lead=self.lead)
        for message in waiting:
            end = MessageStatus(self.outcomes.pop(0)) if self.outcomes else MessageStatus.SENT
            if end in {MessageStatus.SENT, MessageStatus.FAILED, MessageStatus.UNKNOWN}:
                states.move(message, MessageStatus.CLAIMED, table=MESSAGE_STEPS, claimed_at=clock.now())
            states.move(message, end, table=MESSAGE_STEPS)
            touchpoint_id = outcomes.touchpoint_of(message.key)
            outcomes.settle(touchpoint_id)
            outcomes.settle(touchpoint_id)

    def killed(self):
        claims.claim_due()
        Touchpoint.objects.filter(status=TouchpointStatus.CLAIMED).update(
            claimed_at=clock.real_now() - timedelta(hours=1)
        )

    def lost(self):
        """A message goes out, and the fact of it never arrives."""
        touchpoints.run_due()
        for message in Message.objects.waiting().filter(lead=self.lead):
            states.move(message, MessageStatus.CLAIMED, table=MESSAGE_STEPS, claimed_at=clock.now())
            states.move(message, MessageStatus.SENT, table=MESSAGE_STEPS)

    def watch(self):
        watch.look_after()

    def pause(self):
        if Enrollment.objects.get(pk=self.run.pk).status == EnrollmentStatus.ACTIVE:
            enrollment.pause(self.run)

    def resume(self):
        if Enrollment.objects.get(pk=self.run.pk).status == EnrollmentStatus.PAUSED:
            enrollment.resume(self.run)

    def off(self):
        sequences.pause(Sequence.objects.get(pk=self.sequence.pk))

    def on(self):
        sequences.resume(Sequence.objects.get(pk=self.sequence.pk))


JUMPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


def live_through(trial, happenings, now):
    for happening in happenings:
        if happening in JUMPS:
            now += JUMPS[happening]
        with clock.shifted(now - clock.real_now()):
            if happening not in JUMPS:
                getattr(trial, happening)()
                assert_one_open_step_in_order(trial.run)
    return now


def assert_one_open_step_in_order(run):
    rows = list(run.touchpoints.order_by("step__number").values_list("step__number", "status", "done_at"))
    assert [number for number, _, _ in rows] == list(range(1, len(rows) + 1)), "a step was left out or came early"
    assert all(status not in UNRESOLVED for _, status, _ in rows[:-1]), "two steps were open at once"
    done = [at for _, _, at in rows if at]
    assert done == sorted(done), "steps ended out of order"


def assert_each_step_once(trial, plan):
    rows = list(trial.run.touchpoints.order_by("step__number"))
    assert len(rows) == len(plan), "a step was lost"
    assert all(row.status not in UNRESOLVED for row in rows)
    for row in rows:
        keys = Message.objects.filter(lead=trial.lead, key__startswith=f"touchpoint:{row.pk}")
        on_the_wire = keys.exclude(status=MessageStatus.CANCELLED)
        assert on_the_wire.count() <= 1, "a step went out twice"


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(plan=plans, happenings=weather, outcomes_to_come=ends, start=st.sampled_from(STARTS))
def test_no_step_twice_none_lost_order_kept(brokerage, plan, happenings, outcomes_to_come, start):
    with clock.shifted(start - clock.real_now()):
        trial = Weather(brokerage, plan, outcomes_to_come)
    now = live_through(trial, happenings, start)
    now = live_through(trial, ["on", "resume"], now)
    for _ in range(4 * len(plan) + 4):  # calm weather: every step comes to its end
        now = live_through(trial, ["tick", "watch", "day", "hour"], now)
        trial.run.refresh_from_db()
        if not trial.run.is_running:
            break
    assert trial.run.status == EnrollmentStatus.FINISHED
    assert_each_step_once(trial, plan)


@pytest.mark.parametrize("start", STARTS)
def test_days_on_which_the_clocks_change_neither_hurry_nor_delay(brokerage, start):
    """T22: three waits of a day are 72 hours, whatever the wall says."""
    with clock.shifted(start - clock.real_now()):
        trial = Weather(brokerage, [{"wait": "1 day", "send": "task"}] * 3, [])
    for day in range(1, 4):
        with clock.shifted(start + timedelta(days=day, minutes=day) - clock.real_now()):
            trial.tick()
            assert trial.run.touchpoints.filter(status=TouchpointStatus.DONE).count() == day

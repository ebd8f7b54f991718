"""Into a sequence, and out of it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from crm.models import Brokerage, Event, Lead
from crm.services import leads
from nurturing.errors import CannotEnroll
from nurturing.models import Enrollment, Touchpoint
from nurturing.services import enrollment, sequences
from nurturing.states import EnrollmentStatus, TouchpointStatus
from outreach.models import Message
from outreach.services import conversations
from outreach.states import MessageStatus
from realestate.lib import clock, scopes
from realestate.lib.errors import IllegalTransition
from tests.factories.crm import LeadFactory
from tests.factories.nurturing import make_sequence, step
from tests.factories.outreach import open_brokerage, willing_lead


def test_enrolling_plans_the_first_step_and_says_so(lead):
    sequence = make_sequence(step(wait="1 hour"), step())
    run = enrollment.enroll(lead, sequence, because="Score 74 is above 70")
    touchpoint = Touchpoint.objects.get()
    assert (touchpoint.step.number, touchpoint.due_at) == (1, run.started_at + timedelta(hours=1))
    lead.refresh_from_db()
    assert lead.next_touch_at == touchpoint.due_at
    told = Event.objects.get(kind="enrollment.started")
    assert told.payload["because"] == "Score 74 is above 70"


def test_enrolling_twice_is_one_run(lead):
    """T17: double clicks and repeated triggers."""
    sequence = make_sequence()
    first = enrollment.enroll(lead, sequence, because="once")
    assert enrollment.enroll(lead, sequence, because="again") == first
    assert Touchpoint.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_six_workers_enrolling_at_once_make_one_run():
    """T17: the database, not the code, is what allows one."""
    brokerage = open_brokerage()
    with scopes.in_brokerage(brokerage):
        lead, sequence = willing_lead(brokerage), make_sequence()
    gate, made = threading.Barrier(6), []

    def work():
        try:
            with scopes.in_brokerage(brokerage):
                gate.wait()
                made.append(enrollment.enroll(lead, sequence, because="race").pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with scopes.in_brokerage(brokerage):
        assert len(made) == 6
        assert set(made) == {Enrollment.objects.get().pk}
        assert Touchpoint.objects.count() == 1
        assert Event.objects.filter(kind="enrollment.started").count() == 1


def test_left_lead_may_enter_again_by_hand(lead):
    """T44: the stated rule: by hand again, by itself never."""
    sequence = make_sequence()
    first = enrollment.enroll(lead, sequence, because="by hand")
    enrollment.exit_one(first, because="by hand")
    second = enrollment.enroll(lead, sequence, because="by hand again")
    assert second != first
    assert Touchpoint.objects.filter(status=TouchpointStatus.PLANNED).count() == 1


def test_closed_lead_does_not_enter(lead):
    Lead.objects.filter(pk=lead.pk).update(churned_at=clock.now())
    with pytest.raises(CannotEnroll, match="closed"):
        enrollment.enroll(lead, make_sequence(), because="by hand")


def test_lead_in_human_hands_does_not_enter(lead):
    conversations.take_over(conversations.of(lead.contact), agent=lead.assigned_to)
    with pytest.raises(CannotEnroll, match="Give it back first"):
        enrollment.enroll(lead, make_sequence(), because="by hand")


def test_sequence_that_is_off_takes_nobody_in(lead):
    sequence = sequences.pause(make_sequence())
    with pytest.raises(CannotEnroll, match="switched off"):
        enrollment.enroll(lead, sequence, because="by hand")


def test_exit_cancels_what_is_planned_and_plans_nothing_else(lead):
    """T45: who is out gets no next step."""
    run = enrollment.enroll(lead, make_sequence(step(), step()), because="by hand")
    assert enrollment.exit_all(lead, because="They replied") == 1
    run.refresh_from_db()
    assert (run.status, run.ended_because) == (EnrollmentStatus.EXITED, "They replied")
    assert list(Touchpoint.objects.values_list("status", "reason")) == [(TouchpointStatus.CANCELLED, "They replied")]
    lead.refresh_from_db()
    assert lead.next_touch_at is None


def test_exit_leaves_runs_alone_that_started_after_the_fact(lead, ahead):
    before = clock.now()
    ahead(hours=1)
    enrollment.enroll(lead, make_sequence(), because="by hand")
    assert enrollment.exit_all(lead, because="They replied", started_before=before) == 0


def test_exit_takes_back_the_message_that_waits(lead, ahead, minute):
    run = enrollment.enroll(lead, make_sequence(), because="by hand")
    ahead(hours=11)  # night in Orlando: the gate holds the text
    minute()
    assert Message.objects.get().status == MessageStatus.HELD
    enrollment.exit_one(run, because="They replied")
    assert Message.objects.get().status == MessageStatus.CANCELLED
    assert Touchpoint.objects.get().status == TouchpointStatus.CANCELLED


def test_pause_holds_and_resume_goes_on_exactly_once(lead, ahead, minute):
    """T08, T09, T45."""
    run = enrollment.enroll(lead, make_sequence(step(wait="1 hour"), step(wait="1 hour")), because="by hand")
    enrollment.pause(run)
    ahead(days=3)
    minute()
    assert not Message.objects.exists()
    enrollment.resume(run)
    minute()
    minute()
    assert Message.objects.count() == 1
    assert Touchpoint.objects.filter(status=TouchpointStatus.DONE).count() == 1


def test_pause_takes_a_held_text_back_and_resume_sends_it_once(lead, ahead, minute, facts):
    run = enrollment.enroll(lead, make_sequence(), because="by hand")
    ahead(hours=11)
    minute()
    enrollment.pause(run)
    facts.run()
    assert Message.objects.get().status == MessageStatus.CANCELLED
    assert Touchpoint.objects.get().status == TouchpointStatus.PLANNED
    ahead(hours=11)  # morning
    minute()
    enrollment.resume(run)
    minute()
    minute()
    assert sorted(Message.objects.values_list("status", flat=True)) == [
        MessageStatus.CANCELLED,
        MessageStatus.DELIVERED,
    ]
    assert Touchpoint.objects.get().status == TouchpointStatus.DONE


def test_pausing_twice_is_refused(lead):
    run = enrollment.enroll(lead, make_sequence(), because="by hand")
    enrollment.pause(run)
    with pytest.raises(IllegalTransition):
        enrollment.pause(run)


def test_exits_of_one_lead_leave_the_other_leads_alone(lead):
    other = LeadFactory(assigned_to=lead.assigned_to)
    sequence = make_sequence()
    enrollment.enroll(lead, sequence, because="by hand")
    enrollment.enroll(other, sequence, because="by hand")
    enrollment.exit_all(lead, because="They replied")
    assert Enrollment.objects.running().get().lead == other


def test_next_touch_is_the_earliest_over_all_runs(lead):
    later = make_sequence(step(wait="3 days"), key="later")
    sooner = make_sequence(step(wait="1 hour"), key="sooner")
    enrollment.enroll(lead, later, because="by hand")
    run = enrollment.enroll(lead, sooner, because="by hand")
    lead.refresh_from_db()
    assert lead.next_touch_at == Touchpoint.objects.get(enrollment=run).due_at
    enrollment.pause(run)
    lead.refresh_from_db()
    assert lead.next_touch_at == Touchpoint.objects.exclude(enrollment=run).get().due_at
    leads.touched(lead, next_touch_at=None)
    enrollment.resume(run)
    lead.refresh_from_db()
    assert lead.next_touch_at == Touchpoint.objects.get(enrollment=run).due_at


def test_another_brokerage_sees_no_run(lead):
    enrollment.enroll(lead, make_sequence(), because="by hand")
    stranger: Brokerage = open_brokerage()
    with scopes.in_brokerage(stranger):
        assert not Enrollment.objects.exists()

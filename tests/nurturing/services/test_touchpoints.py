"""The steps that are due: each once, in order, and each with the reason for what became of it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from crm.models import ContactPoint, Event, Lead, Task
from crm.services import leads
from crm.states import LeadStatus, PointKind
from nurturing.models import Enrollment, Step, Touchpoint
from nurturing.services import claims, enrollment, sequences, touchpoints, watch
from nurturing.states import EnrollmentStatus, TouchpointStatus
from outreach.models import Message
from outreach.services import conversations, suppression
from outreach.states import MessageStatus, SuppressionScope
from realestate.lib import clock, scopes
from tests.factories.crm import ListingFactory
from tests.factories.nurturing import make_sequence, step
from tests.factories.outreach import NOON, open_brokerage, phone_of, willing_lead

SCORE_60 = [{"field": "score", "test": "above", "value": 60}]


def start(lead, *steps, **fields):
    return enrollment.enroll(lead, make_sequence(*steps, **fields), because="by hand")


def statuses():
    return list(Touchpoint.objects.order_by("step__number").values_list("status", flat=True))


def test_step_becomes_a_message_written_for_the_lead(lead, ahead, minute):
    start(lead, step(body="Hi {first_name}, {agent_name} at {brokerage}. Reply STOP to opt out."))
    ahead(hours=1)
    minute()
    message = Message.objects.get()
    assert message.body.startswith(f"Hi {lead.contact.first_name}, {lead.assigned_to.name} at {lead.brokerage.name}.")
    assert (message.key, message.author, message.status) == (
        f"touchpoint:{Touchpoint.objects.get().pk}", "sequence", MessageStatus.DELIVERED,
    )  # fmt: skip
    assert statuses() == [TouchpointStatus.DONE]


def test_nothing_happens_before_its_time(lead, ahead, minute):
    start(lead, step(wait="1 hour"))
    ahead(minutes=59)
    minute()
    assert not Message.objects.exists()


def test_next_step_waits_from_the_end_of_the_one_before(lead, ahead, minute):
    start(lead, step(wait="1 hour"), step(wait="3 days", send="email"))
    ahead(hours=1)
    minute()
    first, second = Touchpoint.objects.order_by("step__number")
    assert second.due_at == first.done_at + timedelta(days=3)
    lead.refresh_from_db()
    assert lead.next_touch_at == second.due_at


def test_run_ends_with_its_last_step(lead, ahead, minute):
    run = start(lead, step())
    ahead(hours=1)
    minute()
    run.refresh_from_db()
    assert (run.status, run.ended_because) == (EnrollmentStatus.FINISHED, "All steps are done")
    lead.refresh_from_db()
    assert lead.next_touch_at is None


def test_unmet_condition_skips_the_step_with_what_was_found(lead, ahead, minute):
    leads.record_score(lead, 41, at=clock.now())
    start(lead, step(conditions=SCORE_60), step())
    ahead(hours=1)
    minute()
    skipped = Touchpoint.objects.get(step__number=1)
    assert (skipped.status, skipped.reason) == (TouchpointStatus.SKIPPED, "Score above 60: it is 41.")
    assert [(check["found"], check["holds"]) for check in skipped.checks] == [(41, False)]
    assert statuses() == [TouchpointStatus.SKIPPED, TouchpointStatus.PLANNED]
    assert not Message.objects.exists()


def test_met_conditions_are_kept_with_the_step(lead, ahead, minute):
    leads.record_score(lead, 74, at=clock.now())
    start(lead, step(conditions=SCORE_60))
    ahead(hours=1)
    minute()
    assert Touchpoint.objects.get().checks == [
        {"field": "score", "test": "above", "value": 60, "found": 74, "holds": True,
         "text": "Score above 60: it is 74."}
    ]  # fmt: skip


def test_homes_that_match_are_counted_and_named(lead, ahead, minute):
    Lead.objects.filter(pk=lead.pk).update(locations=["Orlando"], price_max_cents=500_000_00)
    ListingFactory(brokerage=lead.brokerage)
    ListingFactory(brokerage=lead.brokerage, price_cents=900_000_00)
    body = "{brokerage}: {matches} in {locations}. Reply STOP to opt out."
    asked = [{"field": "matches", "test": "at_least", "value": 1}]
    start(lead, step(body=body, personalise_on=["matches", "locations"], conditions=asked))
    ahead(hours=1)
    minute()
    assert "1 home in Orlando" in Message.objects.get().body


def test_task_step_gives_the_agent_a_task_once(lead, ahead, minute):
    start(lead, step(send="task", subject="Call {first_name}", body="Ask about {brokerage}."))
    ahead(hours=1)
    minute()
    minute()
    task = Task.objects.get()
    assert (task.title, task.agent) == (f"Call {lead.contact.first_name}", lead.assigned_to)
    assert statuses() == [TouchpointStatus.DONE]


def test_missing_number_blocks_the_step_and_the_run_goes_on(lead, ahead, minute):
    """T46: a failure takes a defined branch."""
    ContactPoint.objects.filter(contact=lead.contact, kind=PointKind.PHONE).delete()
    start(lead, step(), step(send="email"))
    ahead(hours=1)
    minute()
    assert statuses() == [TouchpointStatus.BLOCKED, TouchpointStatus.PLANNED]
    assert "no phone number" in Touchpoint.objects.get(step__number=1).reason


def test_opt_out_between_start_and_step_is_seen_at_the_step(lead, ahead, minute):
    """T31, T34: the stop ends the run in its own transaction."""
    run = start(lead, step())
    suppression.suppress(phone_of(lead), scope=SuppressionScope.PHONE, source="text")
    run.refresh_from_db()
    assert (run.status, run.ended_because) == (EnrollmentStatus.EXITED, "They asked us to stop")
    ahead(hours=1)
    minute()
    assert not Message.objects.exists()


def test_lead_that_closed_unheard_is_seen_at_the_step(lead, ahead, minute):
    """T34: asked at the claim, not when the list was made. Here the fact of it never arrived."""
    run = start(lead, step())
    Lead.objects.filter(pk=lead.pk).update(converted_at=clock.now())
    ahead(hours=1)
    minute()
    run.refresh_from_db()
    assert run.status == EnrollmentStatus.EXITED
    assert statuses() == [TouchpointStatus.CANCELLED]


def test_conversation_in_human_hands_ends_the_run(lead, ahead):
    run = start(lead, step())
    conversations.take_over(conversations.of(lead.contact), agent=lead.assigned_to)
    ahead(hours=1)
    touchpoints.run_due()
    run.refresh_from_db()
    assert run.status == EnrollmentStatus.EXITED
    assert not Message.objects.exists()


def test_late_step_expires_and_the_next_is_planned(lead, ahead, minute):
    """T12: after an outage nobody gets what was meant for last week."""
    start(lead, step(expires_after="2 days"), step(send="email"))
    ahead(days=3)
    minute()
    assert statuses() == [TouchpointStatus.EXPIRED, TouchpointStatus.PLANNED]
    assert not Message.objects.exists()


def test_run_that_outlived_its_days_ends(lead, ahead, minute):
    run = start(lead, step(wait="1 day", expires_after="52 weeks"), days=2)
    ahead(days=3)
    minute()
    run.refresh_from_db()
    assert run.ended_because == "The 2 days of the sequence are over"


def test_night_is_left_to_the_gate(lead, ahead, minute):
    start(lead, step(wait="11 hours"))
    ahead(hours=11)  # 23:00 in Orlando
    minute()
    assert Touchpoint.objects.get().status == TouchpointStatus.HANDED_OVER
    assert Message.objects.get().status == MessageStatus.HELD
    assert Touchpoint.objects.get().reason != ""
    ahead(hours=11)
    minute()
    assert statuses() == [TouchpointStatus.DONE]


def test_same_step_asked_for_again_is_the_same_message(lead, ahead):
    """T05: a worker dies after it handed over and before it said so; the second try changes nothing."""
    start(lead, step())
    ahead(hours=1)
    touchpoints.run_due()
    touchpoint = Touchpoint.objects.get()
    assert touchpoints.perform(touchpoint.pk) == TouchpointStatus.HANDED_OVER
    assert Message.objects.count() == 1


def test_step_that_breaks_leaves_its_neighbours_free(brokerage, ahead, minute, monkeypatch):
    """T41: one poisoned row must not hold up the rest of its batch for ever."""
    people = [willing_lead(brokerage) for _ in range(3)]
    for lead in people:
        start(lead, step())
    ahead(hours=1)
    poisoned = Touchpoint.objects.order_by("pk").first()
    monkeypatch.setattr(touchpoints, "_do", _breaking_for(poisoned.pk, touchpoints._do))
    with pytest.raises(ZeroDivisionError):
        touchpoints.run_due()
    minute()
    assert sorted(statuses()) == [TouchpointStatus.CLAIMED, TouchpointStatus.DONE, TouchpointStatus.DONE]


def _breaking_for(pk, do):
    def broken(touchpoint):
        if touchpoint.pk == pk:
            raise ZeroDivisionError
        do(touchpoint)

    return broken


def test_condition_that_nobody_knows_any_more_fails_the_step_and_the_run_goes_on(lead, ahead, minute):
    start(lead, step(), step(send="email"))
    Step.objects.filter(number=1).update(conditions=[{"field": "gone", "test": "is", "value": 1}])
    ahead(hours=1)
    minute()
    assert statuses() == [TouchpointStatus.FAILED, TouchpointStatus.PLANNED]
    assert "“gone” is not known" in Touchpoint.objects.get(step__number=1).reason


def test_global_switch_stops_every_step(lead, ahead, settings):
    """NUR-06."""
    settings.NURTURING_AGENT_ENABLED = False
    start(lead, step())
    ahead(hours=1)
    assert not touchpoints.run_due()
    assert statuses() == [TouchpointStatus.PLANNED]


def test_kill_switch_of_a_sequence_stops_its_steps_only(lead, brokerage, ahead, minute):
    off, on = make_sequence(key="off"), make_sequence(step(send="email"), key="on")
    enrollment.enroll(lead, off, because="by hand")
    enrollment.enroll(lead, on, because="by hand")
    sequences.pause(off)
    ahead(hours=1)
    minute()
    assert Message.objects.get().channel == "email"


def test_kill_switch_takes_back_what_waits(lead, ahead, minute, facts):
    sequence = make_sequence(step(wait="11 hours"))
    enrollment.enroll(lead, sequence, because="by hand")
    ahead(hours=11)
    minute()
    sequences.pause(sequence)
    assert watch.take_back_paused() == 1
    facts.run()
    assert statuses() == [TouchpointStatus.PLANNED]
    assert Message.objects.get().status == MessageStatus.CANCELLED


def test_every_step_of_the_audience_is_accounted_for(brokerage, ahead, minute, facts):
    """Audience arithmetic: done, blocked, skipped, failed, cancelled and open add up to the people (T10)."""
    people = [willing_lead(brokerage) for _ in range(12)]
    for number, lead in enumerate(people):
        start(lead, step(conditions=SCORE_60))
        leads.record_score(lead, 80 if number % 2 else 20, at=clock.now())
        if number % 3 == 0:
            ContactPoint.objects.filter(contact=lead.contact).delete()
        if number == 5:
            leads.change_status(lead, LeadStatus.COLD, reason="trial")
    facts.run()
    ahead(hours=1)
    minute()
    ended = statuses()
    assert len(ended) == 12
    assert {status: ended.count(status) for status in set(ended)} == {
        TouchpointStatus.SKIPPED: 6,
        TouchpointStatus.BLOCKED: 2,
        TouchpointStatus.CANCELLED: 1,
        TouchpointStatus.DONE: 3,
    }
    assert Enrollment.objects.filter(status=EnrollmentStatus.FINISHED).count() == 11


def test_scores_that_arrive_before_the_first_tick_count(lead, ahead, minute):
    """T40: what happened before the sweep came by is not lost."""
    start(lead, step(conditions=SCORE_60))
    leads.record_score(lead, 90, at=clock.now())
    ahead(hours=1)
    minute()
    assert statuses() == [TouchpointStatus.DONE]


@pytest.mark.django_db(transaction=True)
def test_four_workers_share_the_due_steps_without_one_twice():
    """T13: claims by row lock, and committed before the work."""
    brokerage = open_brokerage()
    with scopes.in_brokerage(brokerage), clock.shifted(NOON - clock.real_now()):
        for _ in range(40):
            start(willing_lead(brokerage), step())
    claimed, gate = [], threading.Barrier(4)

    def work():
        try:
            with scopes.in_brokerage(brokerage), clock.shifted(NOON - clock.real_now() + timedelta(hours=2)):
                gate.wait()
                while ids := claims.claim_due(limit=3):
                    claimed.extend(ids)
                    for pk in ids:
                        touchpoints.perform(pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with scopes.in_brokerage(brokerage):
        assert len(claimed) == len(set(claimed)) == 40
        assert Message.objects.count() == 40
        assert Event.objects.filter(kind="enrollment.started").count() == 40


def test_oldest_steps_go_first(brokerage, ahead):
    waits = ["3 hours", "1 hour", "2 hours"]
    for number, wait in enumerate(waits):
        start(willing_lead(brokerage), step(wait=wait), key=f"s{number}")
    ahead(hours=4)
    found = [Touchpoint.objects.get(pk=pk).step.wait_minutes for pk in claims.claim_due(limit=2)]
    assert found == [60, 120]

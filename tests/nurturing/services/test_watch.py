"""What got stuck is found and set going again."""

from datetime import timedelta

from nurturing.models import Touchpoint
from nurturing.selectors import health
from nurturing.services import claims, enrollment, journey, sequences, touchpoints, watch
from nurturing.states import TouchpointStatus
from outreach.models import Message
from outreach.services import sending
from outreach.states import MESSAGE_STEPS, MessageStatus
from realestate.lib import clock, states
from tests.factories.nurturing import make_sequence, step


def start(lead, *steps, **fields):
    return enrollment.enroll(lead, make_sequence(*steps, **fields), because="by hand")


def status():
    return Touchpoint.objects.order_by("step__number").first().status


def test_abandoned_claim_is_freed_after_five_minutes_and_done_once(lead, ahead, minute):
    """T11: the worker was killed between its claim and its work."""
    start(lead, step())
    ahead(hours=1)
    claims.claim_due()
    assert watch.free_abandoned_claims() == 0
    Touchpoint.objects.update(claimed_at=clock.real_now() - timedelta(minutes=6))
    assert watch.free_abandoned_claims() == 1
    minute()
    assert (status(), Message.objects.count()) == (TouchpointStatus.DONE, 1)


def test_moving_a_demo_clock_abandons_nothing(lead, ahead):
    start(lead, step())
    ahead(hours=1)
    claims.claim_due()
    ahead(days=2)
    assert watch.free_abandoned_claims() == 0


def test_message_whose_fact_got_lost_still_moves_the_run(lead, ahead):
    """T40: no fact, no error, and yet the next step comes."""
    start(lead, step(), step(send="email"))
    ahead(hours=1)
    touchpoints.run_due()
    sending.deliver_due()
    assert status() == TouchpointStatus.HANDED_OVER
    assert watch.settle_forgotten() == 1
    assert watch.settle_forgotten() == 0
    assert status() == TouchpointStatus.DONE
    assert Touchpoint.objects.count() == 2


def test_run_without_an_open_step_is_taken_up_again(lead):
    run = start(lead, step())
    Touchpoint.objects.all().delete()
    assert watch.advance_stalled() == 1
    assert Touchpoint.objects.get().due_at == run.started_at + timedelta(hours=1)
    assert watch.advance_stalled() == 0


def test_text_held_past_its_use_is_called_off_and_the_run_goes_on(lead, ahead, minute, facts):
    start(lead, step(wait="11 hours", expires_after="2 hours"), step(send="email"))
    ahead(hours=11)
    minute()
    assert watch.call_off_late() == 0
    ahead(hours=3)
    assert watch.call_off_late() == 1
    facts.run()
    assert status() == TouchpointStatus.EXPIRED
    assert Message.objects.get().status == MessageStatus.CANCELLED
    assert Touchpoint.objects.count() == 2


def test_message_on_the_wire_is_never_called_off(lead, ahead):
    start(lead, step(expires_after="1 hour"))
    ahead(hours=1)
    touchpoints.run_due()
    states.move(Message.objects.get(), MessageStatus.CLAIMED, table=MESSAGE_STEPS, claimed_at=clock.now())
    ahead(hours=9)
    assert watch.call_off_late() == 0
    assert status() == TouchpointStatus.HANDED_OVER


def test_overdue_steps_are_counted_and_paused_ones_are_not(lead, ahead):
    """T41."""
    run = start(lead, step(wait="1 hour"))
    ahead(minutes=70)
    assert watch.report_overdue() == health.Overdue(0, None)
    ahead(minutes=10)
    assert watch.report_overdue() == health.Overdue(1, Touchpoint.objects.get().due_at)
    enrollment.pause(run)
    assert watch.report_overdue().count == 0


def test_steps_of_a_sequence_that_is_off_are_not_overdue(lead, ahead):
    start(lead, step())
    sequences.pause(make_sequence(step()))
    ahead(days=1)
    assert watch.report_overdue().count == 0


def test_a_good_day_changes_nothing(lead, ahead):
    run = start(lead, step(), step())
    before = list(Touchpoint.objects.values())
    ahead(minutes=10)
    watch.look_after()
    assert list(Touchpoint.objects.values()) == before
    assert journey.advance(run) is None
